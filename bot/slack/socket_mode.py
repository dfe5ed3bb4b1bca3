"""Socket Mode: events over a websocket that the bot opens, so that no address of its own is needed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

log = logging.getLogger(__name__)


def _nothing() -> None:
    """Nobody asked to be told."""


class SocketMode:
    """A bolt app over Socket Mode. `start` returns once connected; the client reconnects by itself."""

    name = "Slack"

    def __init__(self, app: AsyncApp, app_token: str, ping_seconds: float = 10.0) -> None:
        self._app, self._token, self._ping = app, app_token, ping_seconds
        self._handler: AsyncSocketModeHandler | None = None
        self.connected: Callable[[], None] = _nothing

    @property
    def ready(self) -> bool:
        if self._handler is None:
            return False
        client = self._handler.client
        session = client.current_session
        return not (client.closed or client.stale) and session is not None and not session.closed

    async def start(self) -> None:
        """Raises `SlackApiError` when Slack refuses the app token; the client itself would try for ever."""
        with suppress(aiohttp.ClientError, TimeoutError):  # that passes, and the client tries again
            await self._app.client.apps_connections_open(app_token=self._token)
        self._handler = AsyncSocketModeHandler(self._app, self._token, ping_interval=self._ping, logger=log)
        self._handler.client.message_listeners.append(self._heard)
        await self._handler.connect_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped

    async def _heard(self, _client: object, message: dict[str, Any], _raw: str | None) -> None:
        if message.get("type") == "hello":
            self.connected()

    async def stop(self) -> None:
        """Take nothing new, and close."""
        if self._handler:
            await self._handler.close_async()  # type: ignore[no-untyped-call]  # same
