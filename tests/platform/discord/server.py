"""Discord on the loopback: REST version 10 and the gateway, over real sockets, with its rules and its faults.

DiscordServer --has--> World (who and what there is), Gateway (sessions), interactions, faults
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.platform.discord.files import Files
from tests.platform.discord.gateway import MESSAGE_CONTENT, Gateway, Session
from tests.platform.discord.interactions import Given, Interactions
from tests.platform.discord.limits import Json, Refusal, answer, check_commands
from tests.platform.discord.messages import Messages
from tests.platform.discord.world import World

TOKEN = "loopback.token.of-no-worth"  # noqa: S105 -- opens nothing
API = "/api/v10"
BODY_LIMIT = 64 * 1024 * 1024


@dataclass
class Fault:
    """What goes wrong with the next `times` requests whose 'METHOD path' matches.

    `status` answers instead of the server; with `after` the request is carried out first. `delay` is in
    seconds; `drop` cuts the connection.
    """

    match: str
    times: int = 1
    status: int = 0
    delay: float = 0.0
    drop: bool = False
    after: bool = False


@dataclass
class DiscordServer:
    """Start it, point a client at `url`, do things as a person would, look at what came."""

    world: World = field(default_factory=World)
    faults: list[Fault] = field(default_factory=list)
    commands: list[Json] = field(default_factory=list)
    requests: list[tuple[float, str, Json]] = field(default_factory=list)
    """(loop time, 'METHOD path', body) of each request, in order."""
    pings: list[str] = field(default_factory=list)
    """Whom messages of the bot would have pinged."""
    typing: list[tuple[float, str]] = field(default_factory=list)
    synced: int = 0
    port: int = 0
    application_flags: int = 0

    def __post_init__(self) -> None:
        self.gateway = Gateway(TOKEN, 0)
        self.gateway.welcome = self._welcome
        self.gateway.members = self._members
        self.interactions: dict[str, Given] = {}
        self.nonces: dict[tuple[str, str], Json] = {}
        self.files = Files()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=BODY_LIMIT, middlewares=[self._middleware])
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/attachments/{id}/{name}", self.files.serve)
        for method, path, handler in self._routes():
            app.router.add_route(method, API + path, handler)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.files.base = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.drop(1001)
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{API}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    def allow_message_content(self) -> None:
        """Switch the privileged intent on, as in the developer portal."""
        self.gateway.allowed |= MESSAGE_CONTENT
        self.application_flags |= 1 << 19

    def readable(self, message: Json) -> Json:
        """A message as the bot gets it: without its text, in servers, unless it names the bot."""
        bot = self.world.bot["id"]
        named = message["author"]["id"] == bot or any(user["id"] == bot for user in message["mentions"])
        direct = "guild_id" not in self.world.channels[message["channel_id"]]
        if named or direct or any(one.intents & MESSAGE_CONTENT for one in self.gateway.sessions.values()):
            return message
        return message | {"content": "", "embeds": [], "attachments": [], "components": []}

    # -- what is sent when a session starts ---------------------------------------------------------

    def _welcome(self, session: Session) -> list[tuple[str, object]]:
        number, count = session.shard
        guilds = [guild for id_, guild in self.world.guilds.items() if (int(id_) >> 22) % count == number]
        ready = {
            "v": 10,
            "user": self.world.bot,
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.gateway_url,
            "shard": [number, count],
            "application": {"id": self.world.bot["id"], "flags": self.application_flags},
        }
        return [("READY", ready), *(("GUILD_CREATE", self.guild(guild)) for guild in guilds)]

    def guild(self, guild: Json) -> Json:
        mine = [one for one in self.world.channels.values() if one.get("guild_id") == guild["id"]]
        return guild | {
            "channels": [one for one in mine if one["type"] == 0],
            "threads": [one for one in mine if one["type"] != 0],
        }

    def _members(self, request: Json) -> Json:
        guild = self.world.guilds[str(request["guild_id"])]
        return {
            "guild_id": guild["id"],
            "members": guild["members"],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "nonce": request.get("nonce"),
        }

    # -- requests -----------------------------------------------------------------------------------

    def _routes(self) -> list[tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]]:
        own = [
            ("GET", "/users/@me", self._me),
            ("GET", "/users/@me/guilds", self._my_guilds),
            ("POST", "/users/@me/channels", self._open_direct),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway),
            ("GET", "/applications/{app}/commands", self._commands),
            ("PUT", "/applications/{app}/commands", self._put_commands),
        ]
        return [*own, *Messages(self).routes(), *Interactions(self).routes()]

    @web.middleware
    async def _middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if not request.path.startswith(API):
            return await handler(request)
        name = f"{request.method} {request.path.removeprefix(API)}"
        self.requests.append((asyncio.get_running_loop().time(), name, await _shown(request)))
        fault = next((one for one in self.faults if one.times and re.search(one.match, name)), None)
        if fault:
            fault.times -= 1
            await asyncio.sleep(fault.delay)
            if fault.after:
                await self._answer(request, handler)
            if fault.drop:
                assert request.transport
                request.transport.abort()
            elif fault.status == 429:
                body = {"message": "You are being rate limited.", "retry_after": 0.05, "global": False}
                return answer(body, status=429, headers={"Via": "1.1 google"})
            elif fault.status:
                return answer({"message": "Internal", "code": 0}, status=fault.status)
        return await self._answer(request, handler)

    async def _answer(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        opened = request.path.startswith((f"{API}/webhooks/", f"{API}/interactions/"))
        if not opened and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return answer({"message": "401: Unauthorized", "code": 0}, 401)
        try:
            return await handler(request)
        except Refusal as refusal:
            return answer(refusal.body, status=refusal.status)

    async def _me(self, _: web.Request) -> web.Response:
        return answer(self.world.bot)

    async def _my_guilds(self, _: web.Request) -> web.Response:
        # What Discord gives here are the permissions of the roles, before any channel's overwrites.
        return answer(
            [
                {
                    "id": guild["id"],
                    "name": guild["name"],
                    "owner": False,
                    "features": [],
                    "permissions": str(sum(int(role["permissions"]) for role in guild["roles"])),
                }
                for guild in self.world.guilds.values()
            ]
        )

    async def _open_direct(self, request: web.Request) -> web.Response:
        user = self.world.users[str((await request.json())["recipient_id"])]
        return answer(self.world.direct(user))

    async def _application(self, _: web.Request) -> web.Response:
        body: dict[str, Any] = {
            "id": self.world.bot["id"],
            "name": "Footnote",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": self.world.owner,
            "team": None,
            "verify_key": "0" * 64,
            "summary": "",
            "flags": self.application_flags,
        }
        return answer(body)

    async def _gateway(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return answer({"url": self.gateway_url, "shards": self.gateway.shards, "session_start_limit": limit})

    async def _commands(self, request: web.Request) -> web.Response:
        hidden = (
            ()
            if request.query.get("with_localizations") == "true"
            else ("name_localizations", "description_localizations")
        )
        return answer(
            [{name: value for name, value in one.items() if name not in hidden} for one in self.commands]
        )

    async def _put_commands(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        check_commands(wanted)
        self.synced += 1
        app = self.world.bot["id"]
        defaults = {"type": 1, "nsfw": False, "description": "", "default_member_permissions": None}
        self.commands = [
            defaults
            | _spare(one)
            | {"default_member_permissions": _as_text(one.get("default_member_permissions"))}
            | {"dm_permission": None, "id": self.world.snowflake(), "application_id": app, "version": "1"}
            for one in wanted
        ]
        return answer(self.commands)


def _as_text(permissions: object) -> str | None:
    """Bit sets are numbers that JavaScript cannot hold: Discord writes them as text."""
    return None if permissions is None else str(permissions)


def _spare(value: Any) -> Any:
    """What Discord gives back of a command: nothing that is false or empty."""
    if isinstance(value, dict):
        return {name: _spare(one) for name, one in value.items() if one not in (None, False, [], {})}
    return [_spare(one) for one in value] if isinstance(value, list) else value


async def _shown(request: web.Request) -> Json:
    if request.content_type != "application/json" or not request.can_read_body:
        return {}
    body = json.loads(await request.text())
    return body if isinstance(body, dict) else {"list": body}


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something to become true; fails the test when it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.005)
