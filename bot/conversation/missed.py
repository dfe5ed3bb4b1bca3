"""What was said while nobody heard it, and what was being answered when the process was killed.

A platform that can look back hands every recent message in again. What was answered stays answered, by its
claim; what may be answered late, and when, is decided here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.conversation.events import Message
from bot.conversation.trail import Trail
from bot.place import Place
from bot.state import State
from bot.state.claims import LEASE
from bot.state.exchanges import exchange_id


class Missed:
    """`clock` gives seconds since the epoch, as the claims have them."""

    def __init__(self, state: State, clock: Callable[[], float]) -> None:
        self._state, self._clock = state, clock

    async def conversations(self, platform: str, count: int) -> tuple[str, ...]:
        """Channels outside any team in which the bot was spoken to, the latest `count`."""
        return await asyncio.to_thread(self._state.claims.channels, platform, "", count)

    async def trail(self, platform: str, since: float) -> Trail:
        """Where a platform was asked since then, the latest first, and which questions were cut off."""
        asked = await asyncio.to_thread(self._state.exchanges.places, platform, since)
        taken = await asyncio.to_thread(self._state.claims.interrupted, platform, since)
        now = self._clock()
        waits = ((place, message, max(0.0, at + LEASE - now)) for place, message, at in taken)
        return Trail(tuple(asked), tuple(waits))

    async def may_answer(self, message: Message, written: float) -> bool:
        """Whether a message found later is for the bot; in a thread, not what came before its first question.

        `written` is in seconds since the epoch.
        """
        if message.place.direct or message.mentions or message.to_bot or not message.place.thread:
            return True
        begun = await asyncio.to_thread(self._state.exchanges.begun, message.place)
        return begun is not None and begun <= written

    async def held_for(self, place: Place, message: str) -> float | None:
        """Seconds for which a message taken and never settled is still another's; None for any other."""
        return await asyncio.to_thread(self._state.claims.held_for, place, message, self._clock())

    async def answered(self, place: Place, message: str, messages: Sequence[str]) -> None:
        """Note that an answer, cut off before it could be noted, has arrived in these messages."""
        await asyncio.to_thread(self._state.exchanges.answered_in, exchange_id(place, message), messages)
        await asyncio.to_thread(self._state.claims.settle, place, message)

    async def promise(self, place: Place, message: str, reply: str) -> None:
        """Note where the platform shows that an answer is coming, should this process not live to give it."""
        await asyncio.to_thread(self._state.claims.promise, place, message, reply)

    async def promised(self, platform: str) -> list[tuple[Place, str, str, float]]:
        """(place, message, promised reply, seconds until it is free) of answers that were cut off."""
        return await asyncio.to_thread(self._state.claims.promised, platform, self._clock())

    async def settle(self, place: Place, message: str) -> None:
        await asyncio.to_thread(self._state.claims.settle, place, message)
