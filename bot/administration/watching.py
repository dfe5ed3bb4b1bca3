"""Builds that nobody asks for: of what cannot be asked as it is, when a folder changes, by a schedule."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.administration import building
from bot.administration.building import Wish
from bot.place import Person, Place
from bot.state import Job, Status
from index.errors import FootnoteError, UsageError

log = logging.getLogger(__name__)

QUIET_MS = 2_000
"""Milliseconds without a change after which a build begins: a file that is being copied is waited for."""
LONGEST_MS = 60_000
"""Milliseconds after which it begins all the same."""
A_WHILE = 60.0
"""Seconds after which the clock is looked at again: it may be set, and machines sleep."""
NOWHERE = Place("", "", "")
"""Where nobody is told how it goes; what is new is announced all the same."""


class Queue(Protocol):
    """What is needed of `Builds`."""

    async def request(self, wish: Wish, place: Place, person: Person) -> building.Job: ...

    async def get(self, job: str) -> Job: ...


class Watching:
    """`folders` are what is watched, by story; `schedule` is a cron expression or empty.

    `stories` gives those that the schedule builds, `outdated` those that another model indexed, so that
    they cannot be asked until they are built anew, with the paths they come from; both block.
    """

    def __init__(
        self,
        builds: Queue,
        folders: Mapping[str, Sequence[Path]],
        schedule: str,
        *,
        stories: Callable[[], Sequence[str]],
        outdated: Callable[[], Mapping[str, Sequence[Path]]] = dict,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        """Raises `UsageError` for a watched path that is no folder."""
        for path in (path for paths in folders.values() for path in paths):
            if not path.is_dir():
                raise UsageError(f"FOOTNOTE_WATCH names {path}, which is no folder")
        self._builds, self._folders, self._schedule = builds, folders, schedule
        self._stories, self._outdated, self._now = stories, outdated, now
        self._asked: dict[str, str] = {}

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._renew())
            for story, folders in self._folders.items():
                tasks.create_task(self._watch(story, tuple(folders)))
            if self._schedule:
                tasks.create_task(self._keep_time())

    async def _renew(self) -> None:
        try:
            stories = await asyncio.to_thread(self._outdated)
        except FootnoteError as error:
            log.warning("which stories are to be built anew cannot be told: %s", error)
            return
        for story, paths in stories.items():
            if await asyncio.to_thread(_all_hold_something, paths):
                await self._build(story, (), "model")
            else:
                log.warning("story %s is not built anew: of %s something is empty or gone", story, paths)

    async def _watch(self, story: str, folders: tuple[Path, ...]) -> None:
        from watchfiles import awatch  # noqa: PLC0415 -- only where something is watched

        while True:
            # What changed while nobody watched; a build reads all there is.
            await self._changed(story, folders)
            try:
                async for _ in awatch(*folders, debounce=LONGEST_MS, step=QUIET_MS, recursive=True):
                    await self._changed(story, folders)
            except OSError as error:  # a folder is gone; it may come back
                log.warning("folders of story %s cannot be watched: %s", story, error)
            await asyncio.sleep(A_WHILE)

    async def _changed(self, story: str, folders: Sequence[Path]) -> None:
        full = await asyncio.to_thread(lambda: tuple(filter(_holds_something, folders)))
        for path in set(folders) - set(full):
            # As a mount point that lost its disk is: what it held must not go from the story for that.
            log.warning("%s is empty or gone, and story %s keeps what it had from there", path, story)
        if full:
            await self._build(story, full, "watch")

    async def _keep_time(self) -> None:
        from cronsim import CronSim  # noqa: PLC0415 -- only where there is a schedule

        for due in CronSim(self._schedule, self._now()):
            while (seconds := (due - self._now()).total_seconds()) > 0:  # noqa: ASYNC110 -- the clock tells nobody
                await asyncio.sleep(min(seconds, A_WHILE))
            for story in await asyncio.to_thread(self._stories):
                await self._build(story, (), "schedule")

    async def _build(self, story: str, paths: tuple[Path, ...], why: str) -> None:
        try:
            earlier = self._asked.get(story)
            if earlier and (await self._builds.get(earlier)).status is Status.QUEUED:
                return  # it will read what changed now
            job = await self._builds.request(Wish(story, paths=paths), NOWHERE, Person(why))
            self._asked[story] = job.id
        except FootnoteError as error:
            log.warning("story %s was not built (%s): %s", story, why, error)


def _all_hold_something(paths: Sequence[Path]) -> bool:
    return all(path.is_file() or _holds_something(path) for path in paths)


def _holds_something(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False
