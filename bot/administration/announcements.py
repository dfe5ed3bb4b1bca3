"""What is new in a story, told to the channels that want to hear it: new documents and events, quoted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator

from bot.access import Access
from bot.administration.posting import Posting
from bot.administration.result import Result
from bot.administration.rights import Rights
from bot.conversation import Command, Place, Responder
from bot.reply import Display, Reply, Role, count, notice
from bot.state import Job, State, Status
from index.errors import FootnoteError

log = logging.getLogger(__name__)


class Announcements:
    """`display` re-reads a reply's quotes from the story as it is now; it blocks."""

    def __init__(
        self,
        posting: Posting,
        rights: Rights,
        access: Access,
        state: State,
        *,
        display: Callable[[str, Reply], Display],
        clock: Callable[[], float],
    ) -> None:
        self._posting, self._rights, self._access, self._state = posting, rights, access, state
        self._display, self._clock = display, clock

    async def subscribe(self, command: Command, responder: Responder) -> None:
        """The command /announcements on|off, for the channel it is given in."""
        on = command.options.get("action") != "off"
        words = await asyncio.to_thread(self._subscribe, command, on)
        await responder.say(Display(notice(words, private=True)))

    def _subscribe(self, command: Command, on: bool) -> str:
        place = command.place.whole_channel
        self._rights.check(command.person, place)
        (self._state.subscribers.add if on else self._state.subscribers.remove)(place)
        what = f"announcements {'on' if on else 'off'}"
        self._state.audit.add(self._clock(), place, command.person, what)
        stories = ", ".join(self._access.allowed(place))
        if not on:
            return "This channel no longer hears what is new."
        return f"This channel now hears what is new in {stories or 'its stories'} after each build."

    async def announce(self, job: Job) -> None:
        """Tell every channel that wants to hear of the story and may ask it; once, also over a restart."""
        if job.status is not Status.DONE:
            return
        replies = list(_replies(Result.from_json(job.result)))
        if not replies:
            return
        try:
            shown = [await asyncio.to_thread(self._display, job.story, reply) for reply in replies]
        except FootnoteError as error:
            log.warning("what is new in %s is not announced: %s", job.story, error)
            return
        displays = [display for display in shown if display.excerpts]
        if not displays:
            return
        for place in await asyncio.to_thread(self._listening, job.story):
            # Taken before posting: when the bot dies in between, a post that is missing is better than two.
            if await asyncio.to_thread(self._take, place, job):
                for display in displays:
                    await self._posting.replace(place, (), display, wait=True)

    def _listening(self, story: str) -> list[Place]:
        places = [place for place in self._state.subscribers.all() if self._posting.reaches(place)]
        return [place for place in places if story in self._access.allowed(place)]

    def _take(self, place: Place, job: Job) -> bool:
        message = f"announcement-{job.id}"
        taken = self._state.claims.take(place, message, self._clock())
        self._state.claims.settle(place, message)
        return taken


def _replies(result: Result) -> Iterator[Reply]:
    """Nothing new, nothing said."""
    if not result.published:
        return
    story, added = result.story, result.counts.get("added", 0)
    if result.leads:
        some = f"; the latest {len(result.leads)}" if added > len(result.leads) else ""
        words = f"New in story {story}: {count(added, 'document')}{some}."
        yield Reply(Role.ANSWER, words, result.leads, story=story)
    if result.events:
        shown = sum(not label.differs for label in result.labels)
        some = f"; {shown} of them" if result.new_dates > shown else ""
        words = f"New on the timeline of story {story}: {count(result.new_dates, 'event')}{some}."
        yield Reply(Role.TIMELINE, words, result.events, labels=result.labels, story=story)
