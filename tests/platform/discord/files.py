"""Discord's file servers: what people attached, by an address that may expire, move or break off."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tests.platform.discord.limits import Json


class Files:
    """Attachments by id.

    `trouble` with all of them is to be "expired", "broken" off half way, "moved" to another address, or
    "understated" in their size.
    """

    def __init__(self) -> None:
        self.base = ""
        self.kept: dict[str, bytes] = {}
        self.trouble = ""
        self.fetched: list[str] = []

    def keep(self, id_: str, name: str, data: bytes) -> Json:
        """Take a file in; the attachment as it stands in messages and interactions."""
        self.kept[id_] = data
        url = f"{self.base}/attachments/{id_}/{name}?ex=1&hm=2"
        return {
            "id": id_,
            "filename": name,
            "size": 10 if self.trouble == "understated" else len(data),
            "url": url,
            "proxy_url": url,
            "content_type": "application/octet-stream",
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Send a file in small pieces."""
        id_ = request.match_info["id"]
        self.fetched.append(request.match_info["name"])
        if self.trouble == "moved":
            raise web.HTTPFound(f"{self.base}/attachments/{id_}/elsewhere")
        if self.trouble == "expired":
            raise web.HTTPNotFound(text="This content is no longer available.")
        data = self.kept[id_]
        response = web.StreamResponse()
        response.content_length = len(data)
        await response.prepare(request)
        if self.trouble == "broken":
            await response.write(data[: len(data) // 2])
            assert request.transport
            request.transport.abort()
            return response
        for start in range(0, len(data), 1 << 16):
            await response.write(data[start : start + (1 << 16)])
            await asyncio.sleep(0)
        return response
