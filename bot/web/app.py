"""One ASGI application for everything that is served over HTTP: groups of routes behind the same guards."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.web.guards import HostCheck, SafeHeaders
from bot.web.hosts import Hosts

Group = Sequence[BaseRoute]
"""Routes that belong together, made by one module: the viewer's, the chat's, Slack's, the health checks."""


def make_app(groups: Sequence[Group], hosts: Hosts, outermost: Sequence[Middleware] = ()) -> Starlette:
    """The application of these groups; of two routes for one path the first serves.

    `outermost` middleware sees a request before the guards do, and the response after them.
    """
    return Starlette(
        routes=[route for group in groups for route in group],
        middleware=[*outermost, Middleware(SafeHeaders), Middleware(HostCheck, hosts)],
    )
