"""What a question leans on: the one before it in its thread, chain of replies or direct conversation."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.access import Access
from bot.answering import Answering
from bot.conversation.events import Command
from bot.followup import leans
from bot.state import Exchange, State
from bot.state.exchanges import exchange_id
from index.errors import FootnoteError
from index.model import Question

SHOWN = 100
"""Characters of the earlier question that the answer repeats."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The exchange that a question leans on, with the words that it took from the one before it."""

    exchange: Exchange
    context: str

    @property
    def note(self) -> str:
        """That the question was not taken alone: whoever meant it so sees why the quotes are others.

        Without quotation marks, which are for documents.
        """
        text = self.exchange.question.text
        return (
            f"Read together with the question before ({text if len(text) <= SHOWN else text[:SHOWN] + '…'}). "
        )


class FollowUps:
    """All of it is read from the state, so that a conversation goes on after a restart."""

    def __init__(self, answering: Answering, access: Access, state: State) -> None:
        self._answering, self._access, self._state = answering, access, state

    async def earlier(self, command: Command, asked: float) -> Earlier | None:
        """What the command's question leans on; None where it stands alone, or nothing came before it.

        Nor where it is asked of another story, or the place may no longer ask that of the earlier one.
        """
        if not leans(command.options.get("question", "")):
            return None
        return await asyncio.to_thread(self._earlier, command, asked)

    def _earlier(self, command: Command, asked: float) -> Earlier | None:
        place, id_ = command.place, exchange_id(command.place, command.id)
        found = self._state.turns.before(place, command.person.id, id_, asked, command.replied_to)
        exchange = self._state.exchanges.get(found[0]) if found else None
        if found is None or exchange is None:
            return None
        story = command.options.get("story", "")
        if exchange.story not in ({story} if story else set(self._access.allowed(place))):
            return None
        return Earlier(exchange, found[1])

    async def completed(self, question: Question, earlier: Earlier | None) -> Question:
        """The question with the context it takes, and with the days that the earlier one was bounded by."""
        if earlier is None:
            return question
        before = earlier.exchange.question
        if not (question.since or question.until or question.as_of):
            question = replace(question, since=before.since, until=before.until, as_of=before.as_of)
        try:
            return await self._answering.completed(question, earlier.exchange, earlier.context)
        except FootnoteError:
            return question  # the story is being replaced: what the question says alone must do

    async def keep(self, exchange: Exchange) -> None:
        """Let later questions lean on this one."""
        await asyncio.to_thread(self._state.turns.put, exchange.id, exchange.question.context)
