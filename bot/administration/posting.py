"""Posting on the bot's own account, also right after a start, when the platforms are still connecting."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from bot.conversation import Boards
from bot.place import Place
from bot.reply import Display

LOOK_AGAIN = 0.2
"""Seconds between two looks at whether a platform can post by now."""
PATIENCE = 600.0
"""Seconds that a platform has to connect in."""


class Posting:
    """Boards that are waited for; `platforms` are those that this process runs."""

    def __init__(self, boards: Boards, platforms: Collection[str], patience: float = PATIENCE) -> None:
        self._boards, self._platforms, self._patience = boards, frozenset(platforms), patience

    async def replace(
        self, place: Place, messages: Sequence[str], display: Display, *, wait: bool
    ) -> tuple[str, ...]:
        """As `Boards.replace`; with `wait` once the place's platform can post, where it runs here."""
        if wait:
            await self._connected(place.platform)
        return await self._boards.replace(place, messages, display)

    def reaches(self, place: Place) -> bool:
        """Whether the place's platform runs here, connected or not yet."""
        return place.platform in self._platforms

    async def _connected(self, platform: str) -> None:
        end = asyncio.get_running_loop().time() + self._patience
        while platform in self._platforms and platform not in self._boards:
            if asyncio.get_running_loop().time() > end:
                return
            await asyncio.sleep(LOOK_AGAIN)
