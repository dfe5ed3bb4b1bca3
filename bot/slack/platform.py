"""Slack as a platform of `footnote run`: started with the others, stopped without losing an answer."""

from __future__ import annotations

import asyncio
from typing import Protocol

from slack_sdk.errors import SlackApiError

from bot.slack.desk import Desk
from index.errors import UsageError


class Mode(Protocol):
    """How Slack's events come in."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class SlackPlatform:
    """The handlers behind one mode."""

    name = "Slack"

    def __init__(self, desk: Desk, mode: Mode) -> None:
        self._desk, self._mode = desk, mode
        self._stopped = asyncio.Event()
        self.connected = asyncio.Event()

    async def run(self) -> None:
        """Serve until stopped; raises `UsageError` when Slack refuses a token."""
        try:
            await self._mode.start()
        except SlackApiError as error:
            reason = error.response["error"]
            raise UsageError(
                f"Slack refused to connect ({reason}); check SLACK_BOT_TOKEN and SLACK_APP_TOKEN with `footnote doctor`"
            ) from error
        self.connected.set()
        await self._stopped.wait()

    async def stop(self) -> None:
        """Take nothing new, let what is under way be answered, and be gone."""
        await self._mode.stop()
        await self._desk.finish()
        self._stopped.set()
