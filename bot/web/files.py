"""Our own style sheet, script and icon, which browsers keep until they change."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.web.pages import STATIC, message

TYPES = {
    "footnote.css": "text/css; charset=utf-8",
    "footnote.js": "text/javascript; charset=utf-8",
    "footnote.svg": "image/svg+xml",
}
KEPT = {"cache-control": "public, max-age=31536000, immutable"}


async def file(request: Request) -> Response:
    # By name from a list: a path never reaches the disk.
    name = request.path_params["name"]
    if name not in TYPES:
        return message("Not there", "There is no such file.", 404)
    return FileResponse(STATIC / name, media_type=TYPES[name], headers=KEPT)


def routes() -> list[Route]:
    return [Route("/static/{name}", file), Route("/favicon.ico", _icon)]


async def _icon(request: Request) -> Response:  # noqa: ARG001 -- Starlette calls it with one
    return FileResponse(STATIC / "footnote.svg", media_type=TYPES["footnote.svg"])
