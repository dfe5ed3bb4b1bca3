"""Everything that keeps stories current, put together: commands that it answers, work that it does meanwhile.

async with Upkeep(…) as upkeep: builds of an earlier run go on, folders are watched, old questions go
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.access import Access
from bot.administration.announcements import Announcements
from bot.administration.builds import Builds
from bot.administration.bulletins import Bulletins
from bot.administration.child import WORKER
from bot.administration.forgetting import Forgetting
from bot.administration.insights import Embed, Insights
from bot.administration.late import note_late
from bot.administration.owner import Owner
from bot.administration.posting import Posting
from bot.administration.questions import Questions
from bot.administration.reindexing import Reindexing
from bot.administration.result import Result
from bot.administration.rights import Rights
from bot.administration.undoing import undo_button
from bot.administration.watching import Watching
from bot.conversation import Boards, Handler, PressHandler
from bot.reply import Action, Display, Reply, Verb
from bot.state import Job, State, Status

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What upkeep needs of the library; every function blocks.

    `number` gives the snapshot that serves a story or None, `indexed` the stories that have one, `outdated`
    those of another model, which cannot be asked as they are, with the paths they come from, `sources`
    what a story is first built from, `display` re-reads a reply's quotes, `cases` checks a file of questions
    and counts them, `questions` is where a story keeps its own. `sweep` removes files that were handed over
    and that no snapshot needs, nor any of the paths it is given.
    """

    number: Callable[[str], int | None]
    indexed: Callable[[], Sequence[str]]
    outdated: Callable[[], Mapping[str, Sequence[Path]]]
    sources: Callable[[str], tuple[Path, ...]]
    display: Callable[[str, Reply], Display]
    embed: Embed
    cases: Callable[[Path], int]
    questions: Callable[[str], Path]
    sweep: Callable[[Collection[str]], None]


@dataclass(frozen=True, slots=True)
class Ways:
    """What the settings say of it. `task` are the variables that a build's process needs.

    `renew` is whether outdated stories are built anew at the start.
    """

    owners: Path
    task: Mapping[str, str]
    platforms: frozenset[str]
    watch: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    schedule: str = ""
    renew: bool = False
    days: int = 90
    insights: bool = True
    command: Sequence[str] = WORKER


class Upkeep:
    """Made inside a running event loop; works while its context lasts."""

    def __init__(
        self,
        state: State,
        access: Access,
        rights: Rights,
        boards: Boards,
        means: Means,
        ways: Ways,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Raises `UsageError` when what shall be watched is no folder."""
        self._state, self._clock, self._sweep = state, clock, means.sweep
        posting = Posting(boards, ways.platforms)
        self._announcements = Announcements(
            posting, rights, access, state, display=means.display, clock=clock
        )
        bulletins = Bulletins(state.jobs, posting, back=self._back, then=self._after)
        self._owner = Owner(ways.owners)
        self.builds = Builds(
            state.jobs,
            ways.task,
            self._owner,
            bulletins,
            number=means.number,
            platforms=ways.platforms,
            clock=clock,
            command=ways.command,
        )
        self._reindexing = Reindexing(self.builds, rights, state, sources=means.sources, clock=clock)
        self._insights = Insights(state, rights, means.embed, kept=ways.insights, clock=clock)
        self._questions = Questions(state, rights, cases=means.cases, path=means.questions, clock=clock)
        self._forgetting = Forgetting(state, ways.days if ways.insights else 1, clock)
        self._watching = Watching(
            self.builds,
            ways.watch,
            ways.schedule,
            stories=means.indexed,
            outdated=means.outdated if ways.renew else dict,
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._taken_over: set[str] = set()

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Commands by name."""
        return {
            "reindex": self._reindexing.reindex,
            "questions": self._questions.keep,
            "announcements": self._announcements.subscribe,
            "insights": self._insights.show,
            "forget-me": self._forgetting.forget_me,
        }

    @property
    def presses(self) -> Mapping[Verb, PressHandler]:
        """What buttons do, by verb."""
        return {Verb.CANCEL: self._reindexing.cancel}

    async def __aenter__(self) -> Self:
        self._taken_over = {job.id for job in await self.builds.resume()}
        await asyncio.to_thread(self._tidy)
        self._tasks = [
            asyncio.create_task(self._lasting("forgetting", self._forgetting.run)),
            asyncio.create_task(self._lasting("watching", self._watching.run)),
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.builds.close()
        self._owner.close()

    async def _lasting(self, what: str, run: Callable[[], Coroutine[None, None, None]]) -> None:
        try:
            await run()
        except Exception:
            log.exception("%s ended", what)

    async def _after(self, job: Job) -> None:
        """What is left to do once a build is over and its message says so."""
        await self._announcements.announce(job)
        if job.id in self._taken_over:
            await asyncio.to_thread(note_late, self._state.audit, job)
        await asyncio.to_thread(self._tidy)

    def _tidy(self) -> None:
        waiting = [job for job in self._state.jobs.unsettled() if not job.status.over]
        self._sweep([path for job in waiting for path in job.wanted.get("paths", ())])

    def _back(self, job: Job) -> tuple[Action, ...]:
        """The way back from a finished build, where something served before it."""
        if job.status is not Status.DONE:
            return ()
        result = Result.from_json(job.result)
        if not result.published or result.before is None:
            return ()
        offers, now = self._state.offers, self._clock()
        return (undo_button(offers, job.place, job.story, result.snapshot, now),)
