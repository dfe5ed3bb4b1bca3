"""Every event's way: is it for us, is it ours to answer, may it be asked here, then the answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeVar
from weakref import WeakValueDictionary

from bot.access import Access
from bot.admission import Admission
from bot.answering import Answering
from bot.conversation.actions import Actions, page
from bot.conversation.boards import Boards
from bot.conversation.events import Change, Command, Message, Press, Responder
from bot.conversation.followups import FollowUps
from bot.conversation.lookups import find_source
from bot.conversation.manners import is_question, sentence, without_mentions
from bot.conversation.missed import Missed
from bot.conversation.timelines import Timelines
from bot.logs import reference
from bot.place import Place
from bot.question import make_question
from bot.reply import Display, Verb, claim_reply, days_note, failure, notice, refusal
from bot.requests import Outcome, Watcher, nobody, request, settle
from bot.state import Exchange, State
from bot.state.exchanges import exchange_id
from index.errors import FootnoteError, UsageError
from index.stages import stage

log = logging.getLogger(__name__)

EDITABLE = 60.0
"""Seconds in which the answer follows an edited question."""

Handler = Callable[[Command, Responder], Awaitable[None]]
T = TypeVar("T")
PressHandler = Callable[[Press, Responder], Awaitable[None]]


class Conversation:
    """Takes events from every platform; `clock` gives seconds since the epoch.

    `handlers` are the commands beyond asking, by name, and `presses` the buttons beyond those of answers.
    `boards` are where each platform offers to post on its own account; `watch` is told of every request that
    was for us. Nothing raised in here reaches a platform, and no platform's exception ends the conversation
    of others.
    """

    def __init__(
        self,
        answering: Answering,
        access: Access,
        admission: Admission,
        state: State,
        *,
        longest: int,
        clock: Callable[[], float],
        handlers: Mapping[str, Handler] | None = None,
        presses: Mapping[Verb, PressHandler] | None = None,
        boards: Boards | None = None,
        watch: Watcher = nobody,
    ) -> None:
        self.boards = boards or Boards()
        self._watch = watch
        self._answering = answering
        self._access = access
        self._admission = admission
        self._state = state
        self._longest = longest
        self._clock = clock
        self._actions = Actions(answering, access, state, clock)
        self._timelines = Timelines(answering, access, state, clock)
        self.missed = Missed(state, clock)
        self._followups = FollowUps(answering, access, state)
        self._handlers: Mapping[str, Handler] = {
            "ask": self._ask,
            "check": self._check,
            "source": self._source,
            "timeline": self._timeline,
            "quiet": self._quiet,
            **(handlers or {}),
        }
        self._presses = dict(presses or {})
        # An edit or deletion waits for the answer that is under way.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def commands(self) -> tuple[str, ...]:
        """The names of all commands, without a slash."""
        return tuple(self._handlers)

    async def hear(self, message: Message, responder: Responder) -> None:
        """A message was written, edited or deleted."""
        with request(message.place.platform, "message", (message.text,), self._watch):
            await self._guarded(self._hear(message, responder), responder)

    async def command(self, command: Command, responder: Responder) -> None:
        """A command was given."""
        said = (command.name, *command.options.values())
        # A name that is none may be anything: it is not counted by its own words.
        kind = command.name if command.name in self._handlers else "unknown"
        with request(command.place.platform, kind, said, self._watch):
            await self._guarded(self._command(command, responder), responder)

    async def press(self, press: Press, responder: Responder) -> None:
        """A button was pressed."""
        with request(press.place.platform, str(press.action.verb), (press.reason,), self._watch):
            await self._guarded(self._press(press, responder), responder)

    async def stories(self, place: Place) -> tuple[str, ...]:
        """Stories that may be asked from a place, its own first: what an autocompletion offers."""
        return await asyncio.to_thread(self._access.allowed, place)

    async def titles(self, place: Place, story: str = "") -> tuple[str, ...]:
        """Titles of the documents that may be asked from a place: what an autocompletion offers.

        Nothing where the story may not be asked or has no index: a list of offers is no place for errors.
        """
        return await self._offered(self._answering.titles, place, story)

    async def documents(self, place: Place, story: str = "") -> tuple[tuple[str, str], ...]:
        """(title, hash) of the documents that may be asked from a place, as `titles` otherwise."""
        return await self._offered(self._answering.documents, place, story)

    async def topics(self, place: Place, story: str = "") -> tuple[str, ...]:
        """Names and titles that a story can be asked about, as `titles` otherwise."""
        return await self._offered(self._answering.topics, place, story)

    async def _offered(
        self, what: Callable[[str], Awaitable[tuple[T, ...]]], place: Place, story: str
    ) -> tuple[T, ...]:
        try:
            return await what(await asyncio.to_thread(self._access.story, place, story))
        except FootnoteError:
            return ()

    async def _guarded(self, work: Awaitable[None], responder: Responder) -> None:
        try:
            try:
                await work
            except FootnoteError as error:
                settle(Outcome.REFUSED)
                await responder.say(Display(refusal(sentence(str(error)))))
            except Exception as error:  # noqa: BLE001 -- whatever it was, the asker hears of it
                settle(Outcome.FAILED)
                await responder.say(Display(failure(reference(error))))
        except Exception:
            log.exception("the platform did not take a reply")

    async def _hear(self, message: Message, responder: Responder) -> None:
        id_ = exchange_id(message.place, message.id)
        async with self._lock(id_):
            if message.change is not Change.NEW:
                known = await asyncio.to_thread(self._state.exchanges.get, id_)
                if known and message.change is Change.DELETED:
                    await responder.remove(known.messages)
                    await asyncio.to_thread(self._state.exchanges.remove, id_)
                elif known:
                    await self._answer_again(known, message, responder)
                elif message.change is Change.DELETED:
                    # A deletion may overtake its question, which is then nobody's to answer.
                    await asyncio.to_thread(self._state.claims.take, message.place, message.id, self._clock())
                if known or message.change is Change.DELETED:
                    return
            listening = bool(message.place.thread) and await asyncio.to_thread(
                self._state.places.listens, message.place
            )
            if not is_question(message, listening=listening):
                return
            text = without_mentions(message.text, message.mentions)
            await self._once(self._ask, _asking(message, text), responder)

    async def _command(self, command: Command, responder: Responder) -> None:
        handler = self._handlers.get(command.name)
        if handler is None:
            raise UsageError(f"there is no command /{command.name[:32]}")
        async with self._lock(exchange_id(command.place, command.id)):
            await self._once(handler, command, responder)

    async def _press(self, press: Press, responder: Responder) -> None:
        # A press is delivered again as messages are; it is done once as they are answered once.
        if await asyncio.to_thread(self._state.claims.take, press.place, press.id, self._clock()):
            settle(Outcome.DONE)
            await self._guarded(self._act(press, responder), responder)
            await asyncio.to_thread(self._state.claims.settle, press.place, press.id)

    async def _act(self, press: Press, responder: Responder) -> None:
        self._admission.check_press(_whose(press))
        handler = self._presses.get(press.action.verb)
        if handler is not None:
            await handler(press, responder)
        else:
            await responder.say(await self._actions.act(press))

    async def _once(self, handler: Handler, command: Command, responder: Responder) -> None:
        """Do it unless an earlier delivery did. Only the end of the process leaves a claim unsettled."""
        claims = self._state.claims
        if not await asyncio.to_thread(claims.take, command.place, command.id, self._clock()):
            return
        settle(Outcome.DONE)
        await self._guarded(handler(command, responder), responder)
        await asyncio.to_thread(claims.settle, command.place, command.id)

    async def _ask(self, command: Command, responder: Responder) -> None:
        self._admit(command)
        exchange, display = await self._answered(command, responder)
        display = replace(display, reply=replace(display.reply, private=command.private))
        with stage("send"):
            messages = await responder.say(display)
        await asyncio.to_thread(self._state.exchanges.answered_in, exchange.id, messages)
        if command.place.thread and not command.private:
            await asyncio.to_thread(self._state.places.listen, command.place, listening=True)

    async def _check(self, command: Command, responder: Responder) -> None:
        self._admit(command)
        exchange, display = await self._answered(command, responder, claim=True)
        reply = replace(claim_reply(display.reply), private=command.private)
        messages = await responder.say(replace(display, reply=reply))
        await asyncio.to_thread(self._state.exchanges.answered_in, exchange.id, messages)

    async def _source(self, command: Command, responder: Responder) -> None:
        self._admit(command)
        line = self._admission.line
        ahead = line.position
        async with line.turn():
            await find_source(command, responder, self._answering, self._access, ahead)

    async def _timeline(self, command: Command, responder: Responder) -> None:
        self._admit(command)
        line = self._admission.line
        ahead = line.position
        async with line.turn():
            await self._timelines.show(command, responder, ahead)

    async def _answer_again(self, known: Exchange, message: Message, responder: Responder) -> None:
        text = without_mentions(message.text, message.mentions)
        # Platforms also report an edit when they only add a link's preview.
        if text == known.question.text or self._clock() - known.asked > EDITABLE:
            return
        self._admit(message)
        exchange, display = await self._answered(_asking(message, text), responder, asked_at=known.asked)
        messages = await responder.replace(known.messages, display)
        await asyncio.to_thread(self._state.exchanges.answered_in, exchange.id, messages)

    async def _answered(
        self, command: Command, responder: Responder, asked_at: float | None = None, *, claim: bool = False
    ) -> tuple[Exchange, Display]:
        options = command.options
        asked = self._clock() if asked_at is None else asked_at
        earlier = None if claim else await self._followups.earlier(command, asked)
        # Which story may be asked here is settled before anything is searched.
        named = options.get("story", "") or (earlier.exchange.story if earlier else "")
        story = await asyncio.to_thread(self._access.story, command.place, named)
        question = await asyncio.to_thread(
            make_question,
            options.get("question", ""),
            since=options.get("since"),
            until=options.get("until"),
            as_of=options.get("as_of"),
            longest=self._longest,
        )
        question = await self._followups.completed(question, earlier)
        line = self._admission.line
        began = asyncio.get_running_loop().time()
        await responder.working(line.position)
        async with line.turn():
            found = await self._answering.ask(story, question, hurried=line.waiting > 0)
        answer = found.answer
        settle(Outcome.ANSWERED if answer.answered else Outcome.DECLINED, story)
        exchange = Exchange(
            id=exchange_id(command.place, command.id),
            place=command.place,
            person=command.person.id,
            asked=asked,
            story=story,
            question=question,
            snapshot=answer.snapshot,
            # What is near to a claim is shown either way; an answer to it there is none.
            answered=answer.answered or claim,
            confidence=answer.confidence,
            quotes=answer.quotes if answer.answered else answer.nearest,
            seconds=asyncio.get_running_loop().time() - began,
            leading=answer.leading,
        )
        # Kept before it is said: a button may be pressed the moment it is seen.
        await asyncio.to_thread(self._state.exchanges.put, exchange)
        reply = page(exchange, self._answering.top, foreign=answer.foreign)
        note = earlier.note if earlier and answer.answered else ""
        reply = replace(reply, notice=note + days_note(answer) + reply.notice)
        if not command.private:
            await self._followups.keep(exchange)
        return exchange, await self._answering.read(found, reply)

    async def _quiet(self, command: Command, responder: Responder) -> None:
        listening = bool(command.options.get("off"))
        await asyncio.to_thread(self._state.places.listen, command.place, listening=listening)
        where = "thread" if command.place.thread else "channel"
        words = (
            f"I follow up again in this {where}."
            if listening
            else f"I no longer listen in this {where}; mention me to ask."
        )
        await responder.say(Display(notice(words, private=True)))

    def _admit(self, event: Command | Message) -> None:
        """Count a question; raises `Refused` when it is one too many."""
        self._admission.check(_whose(event), "\0".join(event.place.key))

    def _lock(self, exchange: str) -> asyncio.Lock:
        return self._locks.setdefault(exchange, asyncio.Lock())


def _asking(message: Message, text: str) -> Command:
    asked = {"question": text}
    return Command(message.place, message.person, message.id, "ask", asked, replied_to=message.replied_to)


def _whose(event: Command | Message | Press) -> str:
    return f"{event.place.platform}\0{event.person.id}"
