"""Discord's gateway, version 10: sessions that are identified, dropped, resumed, replayed and invalidated.

https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.platform.discord.limits import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
MEMBERS, INVALID, HELLO, ACK = 8, 9, 10, 11
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT
GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 9, 1 << 12


class Socket:
    """One connection, compressed as the client asked."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.raw = socket
        self._zlib = zlib.compressobj() if compressed else None

    async def send(self, op: int, data: object, event: str | None = None, seq: int | None = None) -> None:
        text = json.dumps({"op": op, "d": data, "t": event, "s": seq})
        if self.raw.closed:
            return
        try:
            if self._zlib:
                await self.raw.send_bytes(
                    self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                )
            else:
                await self.raw.send_str(text)
        except ConnectionError:
            pass  # dropped in between: the session keeps the event for a RESUME


@dataclass
class Session:
    """What survives a connection: the events since IDENTIFY, for whoever resumes."""

    intents: int
    shard: tuple[int, int]
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    events: list[tuple[str, object]] = field(default_factory=list)
    socket: Socket | None = None
    valid: bool = True

    async def dispatch(self, event: str, data: object) -> int:
        """Send an event, or keep it while nobody is connected; its sequence number."""
        self.events.append((event, data))
        if self.socket:
            await self.socket.send(DISPATCH, data, event, len(self.events))
        return len(self.events)


class Gateway:
    """Every session. `silent` answers heartbeats and holds all events back.

    `repeat` is how many events too many a RESUME replays.
    """

    def __init__(self, token: str, allowed: int) -> None:
        self.token, self.allowed = token, allowed
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.repeat = 0
        self.silent = False
        self.heartbeat = 30.0
        self.shards = 1
        self.welcome: Callable[[Session], list[tuple[str, object]]] = lambda _: []
        self.members: Callable[[Json], Json] = lambda _: {}

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection from HELLO to its end."""
        response = web.WebSocketResponse()
        await response.prepare(request)
        socket = Socket(response, compressed=request.query.get("compress") == "zlib-stream")
        await socket.send(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000)})
        session: Session | None = None
        async for frame in response:
            if frame.type is not WSMsgType.TEXT:
                break
            message = json.loads(frame.data)
            op, data = message["op"], message["d"]
            if op == HEARTBEAT:
                await socket.send(ACK, None)
            elif op == IDENTIFY:
                session = await self._identify(socket, data)
            elif op == RESUME:
                session = await self._resume(socket, data)
            elif op == MEMBERS and session and not self.silent:
                await session.dispatch("GUILD_MEMBERS_CHUNK", self.members(data))
        if session and session.socket is socket:
            session.socket = None
            # A client that leaves with one of these codes gives its session up.
            session.valid = session.valid and response.close_code not in {1000, 1001}
        return response

    async def _identify(self, socket: Socket, data: Json) -> Session | None:
        if data["token"] != self.token:
            await socket.raw.close(code=4004, message=b"Authentication failed.")
            return None
        if data["intents"] & PRIVILEGED & ~self.allowed:
            await socket.raw.close(code=4014, message=b"Disallowed intent(s).")
            return None
        shard = tuple(data.get("shard", (0, 1)))
        session = Session(data["intents"], (shard[0], shard[1]), socket=socket)
        self.sessions[session.id] = session
        self.identified += 1
        self.silent = False
        for event, content in self.welcome(session):
            await session.dispatch(event, content)
        return session

    async def _resume(self, socket: Socket, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or not session.valid:
            await socket.send(INVALID, data=False)
            return None
        session.socket = socket
        self.resumed += 1
        self.silent = False
        first = max(0, data["seq"] - self.repeat)
        for number, (event, content) in enumerate(session.events[first:], first + 1):
            if event not in {"READY", "RESUMED"}:
                await socket.send(DISPATCH, content, event, number)
        await session.dispatch("RESUMED", {})
        return session

    async def tell(self, event: str, data: Json, *, guild: str = "") -> dict[str, int]:
        """Dispatch to the session whose shard it is for; {session id: sequence number}."""
        sent = {}
        for session in [one for one in self.sessions.values() if one.valid]:
            number, count = session.shard
            if (int(guild) >> 22) % count != number if guild else number:
                continue
            if event.startswith("MESSAGE_"):
                wanted = GUILD_MESSAGES if guild else DIRECT_MESSAGES
                if not session.intents & wanted:
                    continue
            if self.silent:
                session.events.append((event, data))
                continue
            sent[session.id] = await session.dispatch(event, data)
        return sent

    async def again(self, events: int) -> None:
        """Send the last events once more, as a confused gateway would."""
        for session in self.sessions.values():
            if session.socket and session.valid:
                kept = list(enumerate(session.events, 1))[-events:]
                for number, (event, data) in kept:
                    await session.socket.send(DISPATCH, data, event, number)

    async def drop(self, code: int = 4000, *, valid: bool = True) -> None:
        """Close every connection; with `valid` false the sessions cannot be resumed."""
        for session in self.sessions.values():
            session.valid = session.valid and valid
            if session.socket:
                socket, session.socket = session.socket, None
                await asyncio.wait_for(socket.raw.close(code=code), 5)

    async def reconnect(self) -> None:
        """Ask every client to reconnect (op 7)."""
        for session in self.sessions.values():
            if session.socket:
                await session.socket.send(RECONNECT, None)

    @property
    def connected(self) -> bool:
        return any(session.socket for session in self.sessions.values())
