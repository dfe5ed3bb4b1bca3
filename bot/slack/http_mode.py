"""HTTP mode: Slack posts to an address of ours. The routes also serve inside another Starlette app."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

EVENTS, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
LARGEST = 1_000_000
"""Bytes of a request; Slack's are far below."""


def routes(app: AsyncApp) -> list[Route]:
    """`/slack/events` for everything that Slack posts, and the two pages of an installation by OAuth."""
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return PlainTextResponse("too large", 413)
        stamp = request.headers.get("x-slack-request-timestamp", "")
        # What is no text, or has no time, cannot have been signed by Slack; bolt would fail over both.
        try:
            body.decode()
            int(stamp)
        except ValueError:
            return PlainTextResponse("this request is not signed by Slack", 401)
        request._body = bytes(body)  # noqa: SLF001 -- read once; Starlette keeps it here for `body()`
        return await handler.handle(request)

    async def pages(request: Request) -> Response:
        return await handler.handle(request)

    oauth = [Route(INSTALL, pages), Route(REDIRECT, pages)] if app.oauth_flow else []
    return [Route(EVENTS, events, methods=["POST"]), *oauth]


def _nothing() -> None:
    """Nobody asked to be told."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program, which stops every platform."""
        yield


class HttpMode:
    """A bolt app behind a server of its own. `port` 0 takes a free one; `address` then names it."""

    name = "Slack"

    def __init__(self, app: AsyncApp, host: str, port: int, more: Sequence[Route] = ()) -> None:
        config = uvicorn.Config(
            Starlette(routes=[*routes(app), *more]), log_config=None, lifespan="off", access_log=False
        )
        self._server = _Server(config)
        self._where = (host, port)
        self._task: asyncio.Task[None] | None = None
        self.address = ""
        self.connected: Callable[[], None] = _nothing

    async def start(self) -> None:
        """Raises OSError when the port is taken."""
        listening = socket.create_server(self._where, reuse_port=False)
        host, port = listening.getsockname()[:2]
        self.address = f"http://{host}:{port}"
        self._task = asyncio.create_task(self._server.serve([listening]))
        # uvicorn tells of its start by this flag alone.
        while not self._server.started and not self._task.done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        if self._server.started:
            self.connected()

    async def stop(self) -> None:
        """Finish the requests under way, and close."""
        self._server.should_exit = True
        if self._task:
            await self._task
