"""One ASGI application for everything that is served over HTTP: groups of routes behind the same guards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.web.guards import HostCheck, SafeHeaders
from bot.web.hosts import Hosts
from bot.web.pages import message

APOLOGY = "Sorry, this is our fault. An administrator finds what happened in the log"
SAID = {404: "There is no such page.", 405: "That page is not opened like this; go back and try again."}

Group = Sequence[BaseRoute]
"""Routes that belong together, made by one module: the viewer's, the chat's, Slack's, the health checks."""


def make_app(
    groups: Sequence[Group],
    hosts: Hosts,
    outermost: Sequence[Middleware] = (),
    refer: Callable[[Exception], str] | None = None,
) -> Starlette:
    """The application of these groups; of two routes for one path the first serves.

    `outermost` middleware sees a request before the guards do, and the response after them. `refer` logs
    what nobody expected and gives the reference under which it stands there.
    """

    async def failed(request: Request, error: Exception) -> Response:  # noqa: ARG001 -- Starlette gives both
        code = f"under {refer(error)}" if refer else ""
        return message("Something went wrong", f"{APOLOGY} {code}".strip() + ".", 500)

    async def refused(request: Request, error: Exception) -> Response:  # noqa: ARG001 -- same
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        response = message("Not here", SAID.get(status, "That cannot be done here."), status)
        response.headers.update(headers or {})
        return response

    return Starlette(
        routes=[route for group in groups for route in group],
        middleware=[*outermost, Middleware(SafeHeaders), Middleware(HostCheck, hosts)],
        exception_handlers={Exception: failed, HTTPException: refused},
    )
