"""The command /reindex, and the button that stops a build."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from bot.administration import building
from bot.administration.building import Wish
from bot.administration.rights import Rights
from bot.conversation import Command, Person, Place, Press, Responder
from bot.reply import Display, notice
from bot.state import Job, State
from bot.state.exchanges import exchange_id
from index.errors import UsageError

YES = frozenset({"1", "true", "yes", "on", "full"})


class Queue(Protocol):
    """What is needed of `Builds`."""

    async def request(self, wish: Wish, place: Place, person: Person, *, id: str = "") -> building.Job: ...  # noqa: A002

    async def get(self, job: str) -> Job: ...

    async def cancel(self, job: str) -> None: ...


class Reindexing:
    """Options of the command: `story`, and `full` to embed everything anew.

    `sources` gives the paths that a story without an index is built from, none where only its index knows.
    """

    def __init__(
        self,
        builds: Queue,
        rights: Rights,
        state: State,
        *,
        sources: Callable[[str], tuple[Path, ...]],
        clock: Callable[[], float],
    ) -> None:
        self._builds, self._rights, self._state = builds, rights, state
        self._sources, self._clock = sources, clock

    async def reindex(self, command: Command, responder: Responder) -> None:
        """Acknowledge in private at once; one message in the channel then shows how it goes."""
        options = command.options
        full = options.get("action") == "full" or options.get("full", "").lower() in YES
        story, paths = await asyncio.to_thread(self._wanted, command)
        await responder.say(Display(notice(f"On it: story {story} is brought up to date.", private=True)))
        id_ = exchange_id(command.place, command.id)
        wish = Wish(story, full=full, paths=paths)
        job = await self._builds.request(wish, command.place, command.person, id=id_)
        await asyncio.to_thread(
            self._state.audit.add,
            self._clock(),
            command.place,
            command.person,
            "reindex full" if full else "reindex",
            story=story,
            after=f"build {job.id}",
        )

    async def cancel(self, press: Press, responder: Responder) -> None:
        """Stop a build, waiting or running; what serves stays as it is."""
        job = await self._builds.get(press.action.exchange)
        if job.place.key != press.place.key:
            raise UsageError("I no longer have that build; start it again with /reindex")
        await asyncio.to_thread(self._rights.check, press.person, press.place, job.story)
        await self._builds.cancel(job.id)
        await asyncio.to_thread(
            self._state.audit.add,
            self._clock(),
            press.place,
            press.person,
            "reindex cancel",
            story=job.story,
            before=f"build {job.id}",
        )
        await responder.say(Display(notice(f"Stopped the build of story {job.story}.", private=True)))

    def _wanted(self, command: Command) -> tuple[str, tuple[Path, ...]]:
        """The story to build and from what; raises `FootnoteError` for who may not."""
        story = self._rights.story(command.person, command.place, command.options.get("story", ""))
        return story, self._sources(story)
