"""The one message of each build, edited as it comes on: at most every two seconds, across restarts.

It is posted with the bot's own token, because an interaction's lasts 15 minutes and a build may last longer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.administration import wording
from bot.administration.posting import Posting
from bot.reply import Action, Display, Reply
from bot.state import Job, Jobs
from index.ingest.progress import Progress

INTERVAL = 2.0
"""Least seconds between two edits of a message."""


class Bulletins:
    """Follows builds (see builds.Follower); `back` offers the way to what served before a finished one.

    `then` is done with each job that is over, after its message says so: announcements.
    """

    def __init__(
        self,
        jobs: Jobs,
        posting: Posting,
        *,
        back: Callable[[Job], Sequence[Action]],
        then: Callable[[Job], Awaitable[None]],
        interval: float = INTERVAL,
    ) -> None:
        self._jobs, self._posting, self._back, self._then = jobs, posting, back, then
        self._interval = interval
        self._shown: dict[str, _Bulletin] = {}

    async def waits(self, job: Job, ahead: int) -> None:
        await self._of(job).show(wording.waiting(job, ahead))

    def moves(self, job: Job, progress: Progress) -> None:
        self._of(job).follow(wording.moving(job, progress))

    async def ended(self, job: Job) -> None:
        bulletin = self._of(job)
        await bulletin.rest()
        await bulletin.show(wording.ended(job, await asyncio.to_thread(self._back, job)), wait=True)
        self._shown.pop(job.id, None)
        await self._then(job)

    def _of(self, job: Job) -> _Bulletin:
        if job.id not in self._shown:
            self._shown[job.id] = _Bulletin(job, self._jobs, self._posting, self._interval)
        return self._shown[job.id]


class _Bulletin:
    """One job's message; a job without a place has none."""

    def __init__(self, job: Job, jobs: Jobs, posting: Posting, interval: float) -> None:
        self._job, self._jobs, self._posting, self._interval = job, jobs, posting, interval
        self._messages = job.messages
        self._turn = asyncio.Lock()
        self._next = 0.0
        self._said: Reply | None = None
        self._latest: Reply | None = None
        self._following: asyncio.Task[None] | None = None

    async def show(self, reply: Reply, *, wait: bool = False) -> None:
        """Say this now, or as soon as two seconds have passed since the last edit.

        With `wait` also to a platform that is still connecting: the end must be told, progress need not.
        """
        job = self._job
        if job.wanted.get("quiet"):
            return
        async with self._turn:
            if reply == self._said:
                return
            await self._due()
            messages = await self._posting.replace(job.place, self._messages, Display(reply), wait=wait)
            self._next = asyncio.get_running_loop().time() + self._interval
            self._said = reply if messages else None
            if messages != self._messages:
                self._messages = messages
                await asyncio.to_thread(self._jobs.shown_in, job.id, messages)

    def follow(self, reply: Reply) -> None:
        """Say this, or what comes after it, when the time has come."""
        self._latest = reply
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(self._follow())

    async def rest(self) -> None:
        """Say nothing more of how it comes on."""
        self._latest = None
        if self._following:
            await asyncio.wait([self._following])

    async def _follow(self) -> None:
        while self._latest:
            await self._due()
            # Only now: what is new by then, or nothing, when the build is over and its end wants the turn.
            latest, self._latest = self._latest, None
            if latest is not None:
                await self.show(latest)

    async def _due(self) -> None:
        await asyncio.sleep(max(0.0, self._next - asyncio.get_running_loop().time()))
