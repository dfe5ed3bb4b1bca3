"""Builds that nobody asks for: a folder that changes, a clock that strikes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.administration.building import Job as Asked
from bot.administration.building import Wish
from bot.administration.watching import Watching
from bot.place import Person, Place
from bot.state import Job, Status
from index.errors import ModelError, UsageError

START = datetime(2024, 5, 1, 3, 59, 58)  # noqa: DTZ001 -- schedules are in local time


class Queue:
    """Takes requests; jobs stay as `status` says."""

    def __init__(self) -> None:
        self.wishes: list[Wish] = []
        self.status = Status.DONE
        self.more = asyncio.Event()

    async def request(self, wish: Wish, place: Place, person: Person) -> Asked:
        assert (place.platform, person.id in {"watch", "schedule", "model"}) == ("", True)
        self.wishes.append(wish)
        self.more.set()
        return Asked(str(len(self.wishes)), wish.story)

    async def get(self, job: str) -> Job:
        return Job(job, "s", Place("", "", ""), "", {}, 0.0, "o", status=self.status)

    async def until(self, count: int) -> None:
        while len(self.wishes) < count:
            self.more.clear()
            await self.more.wait()


@contextlib.asynccontextmanager
async def running(watching: Watching) -> AsyncIterator[None]:
    task = asyncio.create_task(watching.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_watched_folder_is_built_at_first_and_when_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b.txt").write_text("The harbour was closed.", "utf-8")
    queue = Queue()
    async with running(Watching(queue, {"s": [folder]}, "", stories=list)):
        await queue.until(1)
        writing = asyncio.create_task(keep_writing(folder / "a.txt"))
        await queue.until(2)
        writing.cancel()
        done = len(queue.wishes)
        (folder / "a.txt").unlink()
        await queue.until(done + 1)
    assert set(queue.wishes) == {Wish("s", paths=(folder,))}


async def test_what_another_model_indexed_is_built_anew_unless_its_disk_is_gone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("empty", "full"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "a.txt").write_text("The harbour was closed.", "utf-8")
    old = {
        "gone": (tmp_path / "full", tmp_path / "gone"),
        "unmounted": (tmp_path / "empty",),
        "folder": (tmp_path / "full",),
        "file": (tmp_path / "full" / "a.txt",),
    }
    queue = Queue()
    async with running(Watching(queue, {}, "", stories=list, outdated=lambda: old)):
        await queue.until(2)
    assert queue.wishes == [Wish("folder"), Wish("file")]
    told = [record.args[0] for record in caplog.records if isinstance(record.args, tuple)]
    assert told == ["gone", "unmounted"]


async def test_a_model_that_does_not_load_stops_no_watching(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def outdated() -> dict[str, list[Path]]:
        raise ModelError("the model is missing")

    (tmp_path / "a.txt").write_text("The harbour was closed.", "utf-8")
    queue = Queue()
    async with running(Watching(queue, {"s": [tmp_path]}, "", stories=list, outdated=outdated)):
        await queue.until(1)
        while "the model is missing" not in caplog.text:  # noqa: ASYNC110 -- the log tells nobody
            await asyncio.sleep(0.01)
    assert queue.wishes == [Wish("s", paths=(tmp_path,))]


async def keep_writing(path: Path) -> None:
    """Now and then, for whoever may only just begin to watch."""
    for number in range(100):
        path.write_text(f"The bridge opened {number} times.", "utf-8")  # noqa: ASYNC240 -- one line
        await asyncio.sleep(3)


async def test_a_folder_that_lost_everything_takes_nothing_from_the_story(tmp_path: Path) -> None:
    queue = Queue()
    watching = Watching(queue, {}, "", stories=list)
    for name in ("empty", "full"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "a.txt").write_text("The bridge opened.", "utf-8")
    await watching._changed("s", (tmp_path / "empty", tmp_path / "gone"))
    assert queue.wishes == []
    await watching._changed("s", (tmp_path / "empty", tmp_path / "full"))
    assert queue.wishes == [Wish("s", paths=(tmp_path / "full",))]


async def test_while_one_waits_no_second_is_asked_for(tmp_path: Path) -> None:
    queue = Queue()
    queue.status = Status.QUEUED
    watching = Watching(queue, {}, "", stories=list)
    for _ in range(3):
        await watching._build("s", (tmp_path,), "watch")
    assert len(queue.wishes) == 1
    queue.status = Status.RUNNING  # it may have read what changed since, or not
    await watching._build("s", (tmp_path,), "watch")
    assert len(queue.wishes) == 2


async def test_a_schedule_builds_every_story_when_it_is_time() -> None:
    queue = Queue()
    async with running(Watching(queue, {}, "0 4 * * *", stories=lambda: ["a", "b"], now=fast_clock())):
        await queue.until(4)
    assert queue.wishes[:4] == [Wish("a"), Wish("b"), Wish("a"), Wish("b")]


def fast_clock() -> Callable[[], datetime]:
    """Two seconds before four at first, then a day and an hour later at each look."""
    looks = iter(range(1_000_000))
    return lambda: START + next(looks) * timedelta(hours=25)


def test_what_is_no_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"FOOTNOTE_WATCH names .*nowhere, which is no folder"):
        Watching(Queue(), {"s": [tmp_path / "nowhere"]}, "", stories=list)
