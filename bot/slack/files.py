"""Files that people share in Slack, fetched with the bot's token and from Slack alone.

Without a good token Slack answers 200 with its sign-in page
(https://docs.slack.dev/reference/objects/file-object), so what comes is compared with what was declared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from index.errors import SourceError

CHUNK = 1 << 16
SECONDS = 300.0
"""For one file; a person waits."""
ELSEWHERE = "it is kept outside Slack; share the file itself"
SIGN_IN = "Slack did not hand it over; `footnote doctor` says whether the scope files:read is missing"
GONE = frozenset({"tombstone", "hidden_by_limit"})


class SlackFile:
    """One file of a message; its content is fetched when it is saved."""

    def __init__(self, client: AsyncWebClient, found: Mapping[str, Any]) -> None:
        self._client, self._found = client, found

    @property
    def name(self) -> str:
        return str(self._found.get("name") or self._found.get("title") or self._found.get("id") or "a file")

    @property
    def size(self) -> int:
        return int(self._found.get("size") or 0)

    async def save(self, path: Path, limit: int) -> None:
        """Raises `SourceError` when it is too large, gone, kept elsewhere, or not handed over."""
        found = await self._told()
        if int(found.get("size") or 0) > limit:
            raise SourceError(f"it holds more than {limit / 1e6:.1f} MB")
        address = str(found.get("url_private_download") or found.get("url_private") or "")
        if found.get("mode") in GONE or not address:
            raise SourceError("it is no longer in Slack; share it again")
        if found.get("is_external") or not self._is_slacks(address):
            raise SourceError(ELSEWHERE)
        try:
            await self._fetch(address, path, limit, found)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SourceError("Slack did not send it; try again") from error

    async def _told(self) -> Mapping[str, Any]:
        """What Slack says of the file; of one from another workspace an event tells its id alone."""
        if self._found.get("file_access") != "check_file_info":
            return self._found
        try:
            answer = await self._client.files_info(file=self._found["id"])
        except SlackApiError as error:
            raise SourceError(f"Slack does not tell of it ({error.response['error']})") from error
        return dict(answer["file"])

    def _is_slacks(self, address: str) -> bool:
        """Whether the token may be shown there: where the API is, or below it, as at files.slack.com."""
        url, api = urlsplit(address), urlsplit(self._client.base_url)
        host = url.hostname or ""
        ours = url.netloc == api.netloc or host.endswith("." + (api.hostname or "?"))
        return ours and url.scheme == api.scheme and not url.username

    async def _fetch(self, address: str, path: Path, limit: int, found: Mapping[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            # A redirect would carry the token along, and Slack has none for files.
            session.get(address, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:  # noqa: PLR2004 -- HTTP
                raise SourceError(f"Slack answered {answer.status} for it; share it again")
            page = answer.content_type == "text/html" and "Content-Disposition" not in answer.headers
            if page and not str(found.get("mimetype", "")).startswith("text/html"):
                raise SourceError(SIGN_IN)
            declared, received = int(found.get("size") or 0), 0
            with await asyncio.to_thread(path.open, "xb") as file:
                async for chunk in answer.content.iter_chunked(CHUNK):
                    received += len(chunk)
                    if received > limit:
                        raise SourceError(f"it holds more than {limit / 1e6:.1f} MB")
                    await asyncio.to_thread(file.write, chunk)
        if declared and received != declared:
            raise SourceError(SIGN_IN if page else "it did not arrive whole; try again")


def files_of(client: AsyncWebClient, said: Mapping[str, Any]) -> tuple[SlackFile, ...]:
    """The files of a message."""
    return tuple(SlackFile(client, one) for one in said.get("files") or ())
