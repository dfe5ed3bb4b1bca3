"""The web as one of the platforms that `footnote run` starts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp

from bot.web.server import Server
from bot.web.site import Site


class Web:
    """The application behind its server; `told` hears the address once it can be opened."""

    name = "web"

    def __init__(self, app: ASGIApp, site: Site, host: str, port: int, told: Callable[[str], None]) -> None:
        self._server = Server(app, host, port)
        self._site, self._told = site, told
        self._stopped = asyncio.Event()
        self.connected = asyncio.Event()

    @property
    def address(self) -> str:
        return self._server.address

    @property
    def ready(self) -> bool:
        return self._server.ready

    async def run(self) -> None:
        """Serve until stopped; raises `FootnoteError` when the address is taken or not ours."""
        await self._server.start()
        self.connected.set()
        self._told(self.address)
        await self._stopped.wait()

    async def stop(self) -> None:
        self._site.close()
        await self._server.stop()
        await self._site.finish()
        self._stopped.set()
