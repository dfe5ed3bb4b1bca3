"""Slack as a platform of `footnote run`: started with the others, stopped without losing an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from slack_sdk.errors import SlackApiError
from starlette.routing import Route

from bot.slack.catchup import Catchup
from bot.slack.desk import Desk
from index.errors import UsageError


class Mode(Protocol):
    """How Slack's events come in; `connected` is called each time they begin to."""

    connected: Callable[[], None]

    @property
    def ready(self) -> bool: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class SlackPlatform:
    """The handlers behind the modes, and the routes that HTTP mode needs served beside other pages.

    `catchup` looks for what was said while there was no connection.
    """

    name = "Slack"

    def __init__(
        self,
        desk: Desk,
        modes: Sequence[Mode],
        routes: Sequence[Route] = (),
        catchup: Catchup | None = None,
    ) -> None:
        self._desk, self._modes, self._catchup = desk, modes, catchup
        self.routes = routes
        if catchup:
            for mode in modes:
                mode.connected = catchup.connected
        self._stopped = asyncio.Event()
        self.connected = asyncio.Event()

    @property
    def ready(self) -> bool:
        serving = self.connected.is_set() and not self._stopped.is_set()
        return serving and all(mode.ready for mode in self._modes)

    async def run(self) -> None:
        """Serve until stopped; raises `UsageError` when Slack refuses a token."""
        try:
            for mode in self._modes:
                await mode.start()
        except SlackApiError as error:
            raise UsageError(
                f"Slack refused the connection ({error.response['error']}); see `footnote doctor`"
            ) from error
        self.connected.set()
        if self.routes and self._catchup:  # the other modes tell themselves when they are connected
            self._catchup.connected()
        await self._stopped.wait()

    async def stop(self) -> None:
        """Take nothing new, let what is under way be answered, and be gone."""
        for mode in self._modes:
            await mode.stop()
        if self._catchup:
            await self._catchup.stop()
        await self._desk.finish()
        self._stopped.set()
