"""What the buttons under an answer do. They carry an exchange's id; all else is in the state database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot.access import Access
from bot.answering import Answering
from bot.conversation.events import Press
from bot.reply import Action, Display, Reply, Role, Verb, answer_reply, nearest_reply, notice, timeline_reply
from bot.state import Exchange, State
from index.errors import UsageError


def page(exchange: Exchange, count: int, first: int = 0, *, foreign: bool = False) -> Reply:
    """At most `count` quotes of an answer from number `first`, and what can be done next; or the declining.

    The first page ends where the quotes begin that score far less. Of a timeline, a page of whole entries.
    """
    if not first and exchange.leading is not None:
        count = min(count, exchange.leading)
    reply = (
        timeline_reply(exchange.quotes, exchange.labels, first=first, exchange=exchange.id)
        if exchange.labels
        else answer_reply(
            exchange.quotes,
            answered=exchange.answered,
            confidence=exchange.confidence,
            first=first,
            count=count,
            exchange=exchange.id,
            foreign=foreign,
        )
    )
    return replace(reply, asked=exchange.question.text, story=exchange.story)


class Actions:
    """Does what a press asks and gives back what to say."""

    def __init__(
        self, answering: Answering, access: Access, state: State, clock: Callable[[], float]
    ) -> None:
        self._answering = answering
        self._access = access
        self._state = state
        self._clock = clock

    async def act(self, press: Press) -> Display:
        """Raises `FootnoteError` when the answer is gone or was given elsewhere, as a forged id may claim."""
        exchange = await asyncio.to_thread(self._exchange, press)
        action = press.action
        match action.verb:
            case Verb.MORE:
                if not (exchange.answered and action.number < len(exchange.quotes)):
                    raise UsageError("there are no further quotes")
                return await self._reread(exchange, page(exchange, self._answering.top, action.number))
            case Verb.CONTEXT:
                quote = await self._answering.context(exchange, action.number)
                reply = Reply(
                    Role.CONTEXT,
                    "The quote in its context:",
                    (quote,),
                    first=action.number,
                    story=exchange.story,
                )
                return await self._reread(exchange, reply)
            case Verb.VERIFY:
                quotes = page(exchange, self._answering.top, action.number).quotes
                if not quotes:
                    raise UsageError("there is no quote to verify")
                return Display(await self._answering.verify(exchange.story, quotes))
            case Verb.NEAREST:
                if exchange.answered:
                    raise UsageError("the question was answered; there are no near misses")
                reply = nearest_reply(exchange.quotes[: self._answering.top])
                return await self._reread(exchange, replace(reply, story=exchange.story))
            case Verb.USEFUL | Verb.NOT_USEFUL | Verb.REASON:
                return await self._opinion(press, exchange)
            case Verb.PAGE | Verb.UNDO | Verb.CANCEL:  # whoever offers them handles them
                raise UsageError("there is nothing to do that with here any more; please ask again")

    async def _opinion(self, press: Press, exchange: Exchange) -> Display:
        verb, number = press.action.verb, press.action.number
        if verb is Verb.REASON and not press.reason:
            raise UsageError("no reason was given; say in a few words what was good or wrong")
        useful = verb is Verb.USEFUL or (verb is Verb.REASON and number == 1)
        await asyncio.to_thread(
            self._state.feedback.give,
            exchange.id,
            press.person.id,
            useful=useful,
            reason=press.reason,
            now=self._clock(),
        )
        return Display(_noted(exchange, useful=useful, why=bool(press.reason)))

    def _exchange(self, press: Press) -> Exchange:
        exchange = self._state.exchanges.get(press.action.exchange)
        if exchange is None or exchange.place.key != press.place.key:
            raise UsageError("I no longer have that answer; please ask again")
        # The place may have lost the story since.
        self._access.story(press.place, exchange.story)
        return exchange

    async def _reread(self, exchange: Exchange, reply: Reply) -> Display:
        return await self._answering.reread(exchange.story, reply)


def _noted(exchange: Exchange, *, useful: bool, why: bool) -> Reply:
    """Thanks for an opinion, and the offer to say why for those who did not."""
    reason = () if why else (Action(Verb.REASON, exchange.id, int(useful)),)
    return replace(notice("Thank you, noted.", private=True), actions=reason)
