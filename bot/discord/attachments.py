"""Files that people attach, fetched from Discord's file servers only when they are wanted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus
from pathlib import Path

import aiohttp
import discord

from index.errors import SourceError

CHUNK = 1 << 18
TIMEOUT = aiohttp.ClientTimeout(total=300, sock_connect=10, sock_read=30)


class DiscordAttachment:
    """An attachment by its address, which Discord signs and which expires within a day."""

    def __init__(self, attachment: discord.Attachment) -> None:
        self.name, self.size, self._url = attachment.filename, attachment.size, attachment.url

    async def save(self, path: Path, limit: int) -> None:
        """Stream the file to `path`; raises `SourceError` past `limit` bytes, or when it cannot be had."""
        try:
            with await asyncio.to_thread(path.open, "xb") as file:
                async for chunk in self._chunks(limit):
                    await asyncio.to_thread(file.write, chunk)
        except BaseException as error:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            if isinstance(error, aiohttp.ClientError | TimeoutError):
                raise self._lost(str(error) or "it took too long") from error
            raise

    async def _chunks(self, limit: int) -> AsyncIterator[bytes]:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as session,
            # Discord's own address needs no redirect, and none leads anywhere else.
            session.get(self._url, allow_redirects=False) as response,
        ):
            if response.status != HTTPStatus.OK:
                raise self._lost(f"Discord answered {response.status}")
            read = 0
            async for chunk in response.content.iter_chunked(CHUNK):
                read += len(chunk)
                if read > limit:
                    raise SourceError(f"{self.name} has more than the {limit:,} bytes that are taken")
                yield chunk

    def _lost(self, why: str) -> SourceError:
        return SourceError(f"{self.name} could not be fetched from Discord ({why}); attach it again")


def attachments(found: Iterable[discord.Attachment | None]) -> tuple[DiscordAttachment, ...]:
    """Those of the given ones that are there."""
    return tuple(DiscordAttachment(one) for one in found if one)
