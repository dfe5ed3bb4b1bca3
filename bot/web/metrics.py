"""`/metrics` for Prometheus: to this machine alone unless a setting opens it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.entrance import is_local

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_routes(text: Callable[[], bytes], *, to_all: bool = False) -> list[Route]:
    """The route; `text` gives the metrics and may block. `to_all` serves them to everybody.

    A reverse proxy on this machine makes everybody look local: what was forwarded comes from outside.
    """

    async def metrics(request: Request) -> Response:
        if not (to_all or is_local(request)):
            return PlainTextResponse(
                "The metrics are for this machine; FOOTNOTE_METRICS=open opens them.\n", 403
            )
        return Response(await asyncio.to_thread(text), media_type=CONTENT_TYPE)

    return [Route("/metrics", metrics)]
