"""Every build that the bot does: asked for, in line, in a process of its own, and found again after a crash.

    request -> a row (bot/state/jobs.py) -> its turn -> Child (a process) -> the row -> Follower

One build a story at a time, `AT_ONCE` in all; the rest wait in the order they came.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from bot.administration import building
from bot.administration.building import Wish
from bot.administration.child import WORKER, Child
from bot.administration.owner import Owner
from bot.administration.result import Result
from bot.logs import reference
from bot.place import Person, Place
from bot.state import Job, Jobs, Status
from index.errors import FootnoteError, UsageError
from index.ingest.progress import Progress

log = logging.getLogger(__name__)

AT_ONCE = 2
ATTEMPTS = 3
"""Times a job is begun: one that the bot did not survive so often is not begun again."""


class Follower(Protocol):
    """Hears how jobs go. What it raises is logged and stops no build."""

    async def waits(self, job: Job, ahead: int) -> None:
        """A job was taken on; `ahead` others of its story come first."""
        ...

    def moves(self, job: Job, progress: Progress) -> None:
        """A running job came on; called ten times a second at most, on the event loop."""
        ...

    async def ended(self, job: Job) -> None:
        """A job is over. Told again by the next start when the bot dies before this returns."""
        ...


Watch = Callable[[str, str, float | None], None]
"""Takes a story, the stage that its build is in and how much of that is done, 0 to 1; None at its end."""


def nobody(story: str, stage: str, share: float | None) -> None:
    """Watches nothing."""


class Builds:
    """The builds of this process; made and used inside a running event loop.

    `settings` are the variables that a build's process needs. `number` gives the snapshot that serves a
    story, or None; it blocks. `platforms` names those whose jobs are taken over from a dead process.
    """

    at_once = False

    def __init__(
        self,
        jobs: Jobs,
        settings: Mapping[str, str],
        owner: Owner,
        follower: Follower,
        *,
        number: Callable[[str], int | None],
        platforms: Collection[str],
        clock: Callable[[], float],
        command: Sequence[str] = WORKER,
    ) -> None:
        self._jobs, self._settings, self._owner, self._follower = jobs, dict(settings), owner, follower
        self._number, self._platforms, self._clock, self._command = number, platforms, clock, command
        self._turns: dict[str, asyncio.Lock] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._children: dict[str, Child] = {}
        self._cancelled: set[str] = set()
        self.watch: Watch = nobody

    async def request(self, wish: Wish, place: Place, person: Person, *, id: str = "") -> building.Job:  # noqa: A002 -- it is the job's
        """Take a build on and return at once; the same `id` again is the same job, and is not done twice."""
        job = Job(
            id=id or secrets.token_hex(8),
            story=wish.story,
            place=place,
            person=person.id,
            wanted=wish_json(wish),
            asked=self._clock(),
            owner=self._owner.name,
        )
        ahead = len(self.waiting(wish.story))
        if await asyncio.to_thread(self._jobs.add, job):
            self._start(job, self._run(job))
            await self._tell(self._follower.waits(job, ahead))
        return building.Job(job.id, wish.story, ahead)

    async def outcome(self, job: building.Job) -> building.Outcome:
        """Wait for the job's end."""
        return _outcome(await self.finished(job.id))

    async def get(self, job: str) -> Job:
        """The job as it is now; raises `UsageError` when there is none of that id."""
        found = await asyncio.to_thread(self._jobs.get, job)
        if found is None:
            raise UsageError("I no longer have that build; start it again with /reindex")
        return found

    def waiting(self, story: str) -> list[str]:
        """Ids of the story's jobs that run or wait in this process, the running one first."""
        return [id_ for id_, task in self._tasks.items() if task.get_name() == story and not task.done()]

    async def finished(self, job: str) -> Job:
        """Wait for a job's end, which is told then."""
        task = self._tasks.get(job)
        if task:
            await asyncio.wait([task])
        return await self.get(job)

    async def cancel(self, job: str) -> None:
        """End a job, running or waiting; raises `UsageError` when it is over or not this process's."""
        found = await self.get(job)
        if found.status.over or job not in self._tasks:
            raise UsageError("that build is over already")
        self._cancelled.add(job)
        if child := self._children.get(job):
            await child.end()
        elif found.status is Status.QUEUED:
            self._tasks[job].cancel()
            await self._end(replace(found, status=Status.CANCELLED))

    async def resume(self) -> list[Job]:
        """Take over what a dead process left: tell what was not told, and go on with what was not done."""
        taken = await asyncio.to_thread(self._abandoned)
        for job in taken:
            if job.status.over:
                self._start(job, self._told(job))
            elif job.attempts >= ATTEMPTS:
                problem = f"the bot ended {job.attempts} times while it ran; start it again with /reindex"
                self._start(job, self._end(replace(job, status=Status.INTERRUPTED, problem=problem)))
            else:
                log.info("going on with build %s of %s", job.id, job.story)
                self._start(job, self._run(job))
        return taken

    async def close(self) -> None:
        """End every child and leave their jobs to the next start, which is no fault of theirs."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*(child.end() for child in self._children.values()))
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._jobs.spare, self._owner.name)

    def _abandoned(self) -> list[Job]:
        left = [job for job in self._jobs.unsettled() if job.place.platform in self._platforms]
        dead = {name for name in {job.owner for job in left} if not self._owner.lives(name)}
        mine = self._owner.name
        return [
            replace(job, owner=mine)
            for job in left
            if job.owner in dead and self._jobs.take_over(job.id, job.owner, mine)
        ]

    def _start(self, job: Job, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work, name=job.story)
        self._tasks[job.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job.id, None))

    async def _run(self, job: Job) -> None:
        try:
            async with self._turns.setdefault(job.story, asyncio.Lock()), self._room:
                again = job.status is Status.RUNNING
                job = replace(
                    job,
                    status=Status.RUNNING,
                    attempts=job.attempts + 1,
                    started=self._clock(),
                    # As it was when the job first began: a build may have been published before the bot died.
                    before=job.before if again else await asyncio.to_thread(self._number, job.story),
                )
                await asyncio.to_thread(self._jobs.put, job)
                job = await self._built(job, again=again)
            await self._end(job)
        except Exception:
            log.exception("build %s of %s could not be kept", job.id, job.story)

    async def _built(self, job: Job, *, again: bool) -> Job:
        """The job as its process left it."""
        task = {**job.wanted, "story": job.story, "before": job.before, "again": again}
        task["settings"] = self._settings
        try:
            child = self._children[job.id] = await Child.start(task, self._command)
            if job.id in self._cancelled:
                await child.end()
            result = await child.result(partial(self._moved, job))
        except (FootnoteError, OSError) as error:
            if job.id not in self._cancelled:
                return replace(job, status=Status.FAILED, problem=str(error))
            late = await asyncio.to_thread(self._number, job.story) != job.before
            problem = "the new snapshot was published before the build could be stopped" if late else ""
            return replace(job, status=Status.CANCELLED, problem=problem)
        except Exception as error:  # noqa: BLE001 -- such as a line without end: the job is over all the same
            problem = f"something went wrong that should not have (reference {reference(error)}); see the log"
            return replace(job, status=Status.FAILED, problem=problem)
        finally:
            if child_ended := self._children.pop(job.id, None):
                await child_ended.end()
            self._cancelled.discard(job.id)
            self.watch(job.story, "", None)
        return replace(job, status=Status.DONE, result=result.as_json())

    def _moved(self, job: Job, progress: Progress) -> None:
        self._follower.moves(job, progress)
        self.watch(job.story, progress.stage, progress.done / progress.total if progress.total else 0.0)

    async def _end(self, job: Job) -> None:
        job = replace(job, ended=self._clock())
        await asyncio.to_thread(self._jobs.put, job)
        await self._told(job)

    async def _told(self, job: Job) -> None:
        await self._tell(self._follower.ended(job))
        await asyncio.to_thread(self._jobs.settle, job.id)

    async def _tell(self, telling: Awaitable[None]) -> None:
        try:
            await telling
        except Exception:
            log.exception("how a build goes could not be told")


def wish_json(wish: Wish) -> dict[str, Any]:
    """A wish as the JSON that a job keeps and its process is given."""
    return {
        "full": wish.full,
        "paths": [str(path) for path in wish.paths],
        "edits": [edit.as_json() for edit in wish.edits],
        "back": wish.back,
        "only_if": wish.only_if,
        "quiet": wish.quiet,
    }


def _outcome(job: Job) -> building.Outcome:
    if job.status is not Status.DONE:
        problem = job.problem or f"the build of story {job.story} was stopped"
        return building.Outcome(job.story, job.before or 0, job.before or 0, problem=problem)
    result = Result.from_json(job.result)
    return building.Outcome(job.story, result.before or 0, result.snapshot)
