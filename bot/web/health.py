"""What a supervisor asks: `/healthz`, whether the process is to be kept, and `/readyz`, whether to send work.

Neither tells anything about stories or people, so both are open to whoever reaches the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

Parts = Callable[[], Mapping[str, bool]]
"""The parts that must work for questions to be answered, and whether each does; may block."""


def health_routes(parts: Parts) -> list[Route]:
    """The routes; `/readyz` answers 503 while any part does not work, and names every part either way."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        states = await asyncio.to_thread(parts)
        ready = all(states.values())
        told = {name: "ok" if works else "not ready" for name, works in states.items()}
        return JSONResponse({"ready": ready, "parts": told}, 200 if ready else 503)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]
