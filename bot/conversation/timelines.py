"""The command /timeline: what happened when, quoted and dated, a page at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.access import Access
from bot.answering import Answering
from bot.conversation.actions import page
from bot.conversation.events import Command, Responder
from bot.question import parse_day
from bot.reply import Reply, Role, timeline_notice
from bot.state import Exchange, State
from bot.state.exchanges import exchange_id
from index.errors import UsageError
from index.model import Question

LONGEST_TOPIC = 200


class Timelines:
    """Reads a story's timeline and keeps it, so that its further pages survive a restart."""

    def __init__(
        self, answering: Answering, access: Access, state: State, clock: Callable[[], float]
    ) -> None:
        self._answering, self._access, self._state, self._clock = answering, access, state, clock

    async def show(self, command: Command, responder: Responder, ahead: int) -> None:
        """Say the first page, with the picture; raises `FootnoteError` for options that are none."""
        options = command.options
        topic = options.get("question", "").strip()
        if len(topic) > LONGEST_TOPIC:
            raise UsageError(f"the topic has {len(topic):,} characters; name it in at most {LONGEST_TOPIC}")
        story = await asyncio.to_thread(self._access.story, command.place, options.get("story", ""))
        asked = await asyncio.to_thread(_question, topic, options.get("since"), options.get("until"))
        await responder.working(ahead)
        found = await self._answering.timeline(story, asked)
        told = found.chronicle
        exchange = Exchange(
            id=exchange_id(command.place, command.id),
            place=command.place,
            person=command.person.id,
            asked=self._clock(),
            story=story,
            question=asked,
            snapshot=0,
            answered=True,
            confidence=1.0,
            quotes=told.quotes,
            labels=told.labels,
        )
        await asyncio.to_thread(self._state.exchanges.put, exchange)
        notice = timeline_notice(topic, len(told.quotes), told.left_out, told.undated)
        first = page(exchange, self._answering.top) if told.quotes else Reply(Role.TIMELINE)
        display = await self._answering.read(found, replace(first, notice=notice, private=command.private))
        messages = await responder.say(replace(display, picture=told.picture))
        await asyncio.to_thread(self._state.exchanges.answered_in, exchange.id, messages)


def _question(topic: str, since: str | None, until: str | None) -> Question:
    today = datetime.now(UTC).date()
    asked = Question(
        topic,
        since=parse_day(since, "from", today=today) if since else None,
        until=parse_day(until, "to", today=today, last=True) if until else None,
    )
    if asked.since and asked.until and asked.since > asked.until:
        raise UsageError(f"the timeline ends ({asked.until}) before it starts ({asked.since}); swap the days")
    return asked
