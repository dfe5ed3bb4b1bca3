"""The command /forget-me, and what goes by itself after a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.conversation import Command, Responder
from bot.reply import Display, count, notice
from bot.state import State

log = logging.getLogger(__name__)

DAY = 24 * 3600.0


class Forgetting:
    """Deletes; `days` are how long questions are kept, `clock` gives seconds since the epoch."""

    def __init__(self, state: State, days: int, clock: Callable[[], float]) -> None:
        self._state, self._days, self._clock = state, days, clock

    async def forget_me(self, command: Command, responder: Responder) -> None:
        """Delete what is kept about whoever asks; nobody can ask it for somebody else."""
        forgotten = await asyncio.to_thread(
            self._state.forgetting.person, command.place.platform, command.person.id
        )
        words = (
            f"Deleted: {count(forgotten.questions, 'question')} of yours and "
            f"{count(forgotten.opinions, 'opinion')}. "
        )
        if forgotten.stories:
            words += f"You no longer administer {', '.join(forgotten.stories)}. "
        words += (
            "Buttons under those answers no longer work; what stands in the chat is yours to delete. "
            "The log of administrative acts is kept, as it must be."
        )
        await responder.say(Display(notice(words, private=True)))

    async def run(self) -> None:
        """Delete what is too old, now and every day."""
        while True:
            forgotten = await asyncio.to_thread(
                self._state.forgetting.before, self._clock() - self._days * DAY
            )
            if forgotten:
                log.info("deleted %d questions older than %d days", forgotten, self._days)
            await asyncio.sleep(DAY)
