"""A board that keeps what is posted, and a responder that keeps what is said."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.place import Place
from bot.reply import Display


class Wall:
    """`shown` is what stands in each message, `edits` when what was posted, by the event loop's clock."""

    def __init__(self) -> None:
        self.shown: dict[str, tuple[Place, Display]] = {}
        self.edits: list[tuple[float, str, Display]] = []

    async def post(self, place: Place, display: Display) -> Sequence[str]:
        return await self.replace(place, (f"m{len(self.shown) + 1}",), display)

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> Sequence[str]:
        (message,) = messages
        self.shown[message] = (place, display)
        self.edits.append((asyncio.get_running_loop().time(), message, display))
        return messages

    @property
    def notices(self) -> list[str]:
        """What heads each edit, in order."""
        return [display.reply.notice for *_, display in self.edits]


class Heard:
    """A responder; `said` are the displays in order."""

    def __init__(self) -> None:
        self.said: list[Display] = []

    async def working(self, ahead: int) -> None:
        """Not looked at."""

    async def say(self, display: Display) -> Sequence[str]:
        self.said.append(display)
        return ("1",)

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        self.said.append(display)
        return messages

    async def remove(self, messages: Sequence[str]) -> None:
        """Nothing is taken back here."""
