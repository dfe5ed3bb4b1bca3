"""An HTTP server for one application, started and stopped by the program."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from index.errors import FootnoteError

LINGER = 5
"""Seconds that requests under way have when the server stops."""
BACKLOG = 512
KEPT = 60
"""Seconds that a connection without a request is kept: a proxy or browser uses it again."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program, which stops every platform."""
        yield


class Server:
    """`port` 0 takes a free one; `address` names it once the server has started."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        # proxy_headers off: whom a request comes from decides what it may, and anybody can write a header.
        config = uvicorn.Config(
            app,
            log_config=None,
            lifespan="off",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEPT,
            timeout_graceful_shutdown=LINGER,
        )
        self._server = _Server(config)
        self._where = (host, port)
        self._task: asyncio.Task[None] | None = None
        self.address = ""

    @property
    def ready(self) -> bool:
        return self._server.started and not self._server.should_exit

    async def start(self) -> None:
        """Raises `FootnoteError` when the address is taken or not ours."""
        listening = _listen(*self._where)
        host, port = listening.getsockname()[:2]
        self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._task = asyncio.create_task(self._server.serve([listening]))
        # uvicorn tells of its start by this flag alone.
        while not self._server.started and not self._task.done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Finish the requests under way, and close."""
        self._server.should_exit = True
        if self._task:
            await self._task


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"port {port} of {host} is in use; end what uses it, or set FOOTNOTE_WEB_PORT to another"
        elif error.errno in {errno.EACCES, errno.EPERM}:
            reason = f"port {port} of {host} is not ours to open; set FOOTNOTE_WEB_PORT to one above 1023"
        else:
            reason = f"{host} is no address of this machine; set FOOTNOTE_WEB_HOST, to 127.0.0.1 for instance"
        raise FootnoteError(reason) from error
