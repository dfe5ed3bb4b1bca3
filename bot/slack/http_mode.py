"""HTTP mode: Slack posts to an address of ours, one among the other pages that we serve."""

from __future__ import annotations

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
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
