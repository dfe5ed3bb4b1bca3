"""Slack as a platform of `footnote run`: started with the others, stopped without losing an answer."""

from __future__ import annotations

from typing import Protocol

from bot.slack.listen import Listener

GRACE = 8.0
"""Seconds that answers under way have when the bot is stopped."""


class Mode(Protocol):
    """How Slack's events come in."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class SlackPlatform:
    """The listeners behind one mode."""

    name = "Slack"

    def __init__(self, listener: Listener, mode: Mode) -> None:
        self._listener, self._mode = listener, mode

    async def start(self) -> None:
        await self._mode.start()

    async def stop(self) -> None:
        """Take nothing new, let what is under way be answered, and be gone."""
        await self._mode.stop()
        await self._listener.finish(GRACE)
