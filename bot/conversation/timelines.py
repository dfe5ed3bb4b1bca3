"""The command /timeline: what happened when, quoted and dated, a page at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot.access import Access
from bot.answering import Answering, Told
from bot.conversation.actions import page
from bot.conversation.events import Command, Responder
from bot.question import make_window
from bot.reply import File, Reply, Role, Verb, timeline_file, timeline_notice, timeline_reply
from bot.state import Exchange, State
from bot.state.exchanges import exchange_id

LONGEST_TOPIC = 200


class Timelines:
    """Reads a story's timeline and keeps it, so that its further pages survive a restart.

    The command's options are `topic`, `from`, `to` and `story`; `question`, `since` and `until` mean the
    same, for platforms that read the words after every command alike.
    """

    def __init__(
        self, answering: Answering, access: Access, state: State, clock: Callable[[], float]
    ) -> None:
        self._answering, self._access, self._state, self._clock = answering, access, state, clock

    async def show(self, command: Command, responder: Responder, ahead: int) -> None:
        """Say the first page, with the picture; raises `FootnoteError` for options that are none."""
        options = command.options
        story = await asyncio.to_thread(self._access.story, command.place, options.get("story", ""))
        asked = await asyncio.to_thread(
            make_window,
            options.get("topic") or options.get("question", ""),
            options.get("from") or options.get("since"),
            options.get("to") or options.get("until"),
            longest=LONGEST_TOPIC,
        )
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
        notice = timeline_notice(told, asked)
        first = page(exchange, self._answering.top) if told.quotes else Reply(Role.TIMELINE)
        display = await self._answering.read(found, replace(first, notice=notice, private=command.private))
        whole = await self._whole(found, exchange, notice) if _has_more(first) else None
        messages = await responder.say(replace(display, picture=told.picture, whole=whole))
        await asyncio.to_thread(self._state.exchanges.answered_in, exchange.id, messages)

    async def _whole(self, found: Told, exchange: Exchange, notice: str) -> File:
        reply = timeline_reply(exchange.quotes, exchange.labels, notice=notice, entries=len(exchange.quotes))
        return timeline_file(await self._answering.read(found, reply))


def _has_more(reply: Reply) -> bool:
    return any(action.verb is Verb.MORE for action in reply.actions)
