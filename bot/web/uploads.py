"""Files that a form brings: bounded, in temporary files, handed on as attachments, never opened here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from bot.web.entrance import Entrance, Refusal
from bot.web.forms import Form, refused, stale
from bot.web.pages import message
from index.errors import SourceError

FILES = 50
FIELDS = 50
CHUNK = 1 << 16
SECONDS = 600.0
"""Longest that an upload may take."""
AROUND = 1 << 16
"""Bytes of a form besides its files."""


class WebFile:
    """A file of a form, still in its temporary place; an `Attachment`."""

    def __init__(self, upload: UploadFile) -> None:
        self._upload = upload
        self.name = os.path.basename((upload.filename or "").replace("\\", "/"))  # noqa: PTH119 -- no path of ours
        self.size = upload.size or 0

    async def save(self, path: Path, limit: int) -> None:
        """Raises `SourceError` past `limit` bytes."""
        await self._upload.seek(0)
        written = 0
        try:
            with path.open("xb") as file:
                while chunk := await self._upload.read(CHUNK):
                    written += len(chunk)
                    if written > limit:
                        break
                    await asyncio.to_thread(file.write, chunk)
        except (OSError, ValueError) as error:
            raise SourceError(f"{self.name} could not be kept; send it again") from error
        if written > limit:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            raise SourceError(f"{self.name} is larger than {limit:,} bytes; split it, or raise the limit")

    async def close(self) -> None:
        await self._upload.close()


async def read_upload(
    request: Request, entrance: Entrance, limit: int
) -> tuple[Form, tuple[WebFile, ...]] | Response:
    """A visitor's form with files of `limit` bytes together, or the response that refuses it."""
    visitor = entrance.admit(request)
    if isinstance(visitor, Refusal):
        return refused(visitor)
    try:
        async with asyncio.timeout(SECONDS):
            bounded = Request(request.scope, _bounded(request.receive, limit + AROUND))
            data = await bounded.form(max_files=FILES, max_fields=FIELDS, max_part_size=AROUND)
    except _TooLarge:
        return message("Too large", f"Files of {limit:,} bytes can be sent at once; split them.", 413)
    except TimeoutError:
        return message("Too slow", "The files did not arrive in time; send fewer at once.", 408)
    except HTTPException:  # Starlette's word for a form that is none
        return message("Not a form", "This is no form of ours; open the page again.", 400)
    fields = {name: value for name, value in data.multi_items() if isinstance(value, str)}
    files = tuple(
        WebFile(one) for _, one in data.multi_items() if isinstance(one, UploadFile) and one.filename
    )
    if visitor.session is not None or not entrance.is_form_of(visitor, request, fields.get("token", "")):
        for file in files:
            await file.close()
        return stale()
    return Form(visitor, fields), files


class _TooLarge(Exception):  # noqa: N818 -- a signal within this module
    pass


def _bounded(receive: Callable[[], Awaitable[Message]], limit: int) -> Callable[[], Awaitable[Message]]:
    left = limit

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise _TooLarge
        return message

    return bounded
