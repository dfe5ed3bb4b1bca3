"""Slack on the loopback: Web API with its error shapes and limits, Socket Mode, response addresses, files.

    async with Slack() as slack:
        client = AsyncWebClient(token=slack.token, base_url=slack.api)

It refuses what Slack refuses and remembers what was shown, as a reader would see it. Every port is ephemeral.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.platform.slack.blockkit import Refused, check_message
from tests.platform.slack.methods import Methods
from tests.platform.slack.shown import Json, Shown

ACK_SECONDS = 3.0
MOST_RESPONSES = 5


class Slack(Methods):
    """The server. `deliver` sends over the newest Socket Mode connection and waits for the ack."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_for: list[tuple[str, str]] = []  # (path, Authorization)
        self.throttle: dict[str, list[float]] = defaultdict(list)
        self.throttled: list[str] = []
        self.ack_seconds: list[float] = []
        self.unacknowledged: list[Json] = []
        self.held: tuple[str, bool] | None = None
        self.holding, self.released = asyncio.Event(), asyncio.Event()
        self.connections = 0
        self.sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._responses: dict[str, tuple[str, str, int]] = {}
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None

    # -- life -------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_get("/moved/{name}", self._elsewhere)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._base = f"{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for socket in self.sockets:
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://{self._base}/api/"

    def response_url(self, channel: str, user: str) -> str:
        id_ = f"R{len(self._responses)}"
        self._responses[id_] = (channel, user, MOST_RESPONSES)
        return f"http://{self._base}/respond/{id_}"

    # -- what is seen -----------------------------------------------------------------------------

    async def until(self, happened: Any, seconds: float = 10.0) -> Any:
        """Wait until `happened()` is true; what it gave."""
        async with asyncio.timeout(seconds):
            while not (found := happened()):
                self._changed.clear()
                try:
                    await asyncio.wait_for(self._changed.wait(), 0.2)
                except TimeoutError:
                    continue
        return found

    # -- the Web API ------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        args = await self._arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or args.pop("token", "")
        if self.throttle[method]:
            self.throttled.append(method)
            seconds = self.throttle[method].pop(0)
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": f"{seconds:g}"}
            )
        self.calls.append((method, args))
        await self.hold(method, done=False)
        try:
            answer = self._answer(method, args, token, request)
        except Refused as refused:
            answer = {"ok": False, "error": refused.args[0]}
            if refused.args[0] == "missing_scope":
                answer |= {"needed": refused.args[1], "provided": refused.args[2]}
            elif len(refused.args) > 1 and isinstance(refused.args[1], dict):
                answer |= refused.args[1]
            elif len(refused.args) > 1:
                answer["response_metadata"] = {"messages": [f"[ERROR] {refused.args[1]}"]}
        self._changed.set()
        await self.hold(method, done=True)
        install = self.installs.get(token)
        headers = {"x-oauth-scopes": ",".join(sorted(install.scopes))} if install else {}
        return web.json_response(answer, headers=headers)

    async def hold(self, method: str, *, done: bool) -> None:
        """Keep the caller of `held` waiting: it is never done then, or done and never told."""
        if self.held == (method, done):
            self.holding.set()
            self._changed.set()
            await self.released.wait()
            if not done:
                raise web.HTTPServiceUnavailable

    async def _arguments(self, request: web.Request) -> Json:
        if request.content_type == "application/json":
            return dict(await request.json())
        form = {**request.query, **await request.post()}
        return {
            key: json.loads(value) if key in {"blocks", "view", "files"} and isinstance(value, str) else value
            for key, value in form.items()
        }

    # -- addresses that bring their own permission ------------------------------------------------

    async def _respond(self, request: web.Request) -> web.Response:
        channel, user, left = self._responses[request.match_info["id"]]
        if self.throttle["response_url"]:
            self.throttled.append("response_url")
            seconds = self.throttle["response_url"].pop(0)
            return web.Response(status=429, headers={"Retry-After": f"{seconds:g}"})
        if not left:
            return web.Response(status=404, text="used_url")
        self._responses[request.match_info["id"]] = (channel, user, left - 1)
        args = await request.json()
        try:
            check_message(args.get("text", ""), args.get("blocks"))
        except Refused as refused:
            return web.Response(status=400, text=str(refused.args[0]))
        private = args.get("response_type", "ephemeral") == "ephemeral"
        shown = Shown(
            channel,
            self.ts(),
            args.get("text", ""),
            args.get("blocks") or [],
            "",
            user if private else "",
            args,
        )
        if args.get("replace_original"):
            self.replaced.append(shown)
        elif private:
            self.whispers.append(shown)
        else:
            self.messages[channel, shown.ts] = shown
        self._changed.set()
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads[request.match_info["id"]] = await request.read()
        return web.Response(text="OK - 1")

    async def _file(self, request: web.Request) -> web.Response:
        """Without a token Slack answers 200 with its sign-in page."""
        self.asked_for.append((request.path, request.headers.get("Authorization", "")))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        install = self.installs.get(token)
        if install is None or "files:read" not in install.scopes:
            return web.Response(
                text="<!DOCTYPE html><title>Sign in | Slack</title>", content_type="text/html"
            )
        content, kind = self.files.get(request.match_info["name"], (b"The sea was calm.\n", "text/plain"))
        disposition = {"Content-Disposition": "attachment"}
        return web.Response(body=content, content_type=kind, headers=disposition)

    async def _elsewhere(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{self.url}/files/moved.txt"})

    # -- Socket Mode ------------------------------------------------------------------------------

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "debug_info": {}})
        self.connections += 1
        self.sockets.append(socket)
        self._changed.set()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    answer = json.loads(frame.data)
                    waiting = self._acks.get(answer["envelope_id"])
                    if waiting and not waiting.done():
                        waiting.set_result(answer.get("payload") or {})
        finally:
            self.sockets.remove(socket)
        return socket

    async def deliver(self, kind: str, payload: Json, retry: int = 0, reason: str = "") -> Json:
        """Send one envelope and wait for its acknowledgement; raises TimeoutError after three seconds."""
        await self.until(lambda: self.sockets)
        id_ = f"E{len(self._acks)}"
        self._acks[id_] = asyncio.get_running_loop().create_future()
        envelope = {
            "envelope_id": id_,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        started = time.perf_counter()
        try:
            await self.sockets[-1].send_json(envelope)
            answer = await asyncio.wait_for(self._acks[id_], ACK_SECONDS)
        except (TimeoutError, ConnectionError):
            self.unacknowledged.append(envelope)
            raise TimeoutError(f"no acknowledgement of {kind}") from None
        self.ack_seconds.append(time.perf_counter() - started)
        return answer

    async def refresh(self) -> None:
        """Tell the client to connect anew, as Slack does every few hours."""
        await self.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})

    def drop(self) -> None:
        """Cut the connection without a goodbye."""
        for socket in self.sockets:
            transport = socket._req.transport if socket._req else None
            if transport:
                transport.abort()
