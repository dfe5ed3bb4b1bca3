"""Builds in their own processes: in order, stopped, broken off, and found again by the next start."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from bot.administration import building
from bot.administration.building import Wish
from bot.administration.builds import ATTEMPTS, Builds
from bot.administration.owner import Owner
from bot.administration.result import Result
from bot.place import Person, Place
from bot.state import Job, State, Status
from index.errors import UsageError
from index.ingest.progress import Progress

HERE = Place("chat", "team", "channel")
ANN = Person("ann")
RESULT = Result("s", 2, 1, 3, 1, 0.5, {"added": 1}, added=(("A title", "/a.txt"),))

WORKER = """
import json, os, sys, time
from pathlib import Path
task = json.loads(sys.stdin.readline())
folder = Path(task["settings"]["FOLDER"])
with (folder / "order").open("a") as order:
    order.write(task["story"] + " begins\\n")
print("a line of a library's", flush=True)
progress = ["embedding", 1, 2, "characters", 1.0, 1.0]
names = ["stage", "done", "total", "unit", "rate", "seconds_left"]
print(json.dumps({"progress": dict(zip(names, progress))}), flush=True)
while not (folder / "go").exists():
    time.sleep(0.01)
with (folder / "order").open("a") as order:
    order.write(task["story"] + " ends\\n")
print((folder / "says").read_text(), flush=True)
"""
"""Stands in for the worker where only the way it ends is of interest; the real one is tested below."""


class Ear:
    """A follower that keeps what it hears."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, int]] = []
        self.moved: list[Progress] = []
        self.over: list[Job] = []
        self.hears = asyncio.Event()

    async def waits(self, job: Job, ahead: int) -> None:
        self.waiting.append((job.story, ahead))

    def moves(self, job: Job, progress: Progress) -> None:  # noqa: ARG002 -- one child says which
        self.moved.append(progress)
        self.hears.set()

    async def ended(self, job: Job) -> None:
        self.over.append(job)


class Desk:
    """The builds of one process over a state, with a worker that does as it is told."""

    def __init__(self, folder: Path, says: object = None) -> None:
        self.folder = folder
        self.state = State(folder / "state.sqlite")
        self.owner = Owner(folder / "owners")
        self.ear = Ear()
        self.number: Callable[[str], int | None] = lambda _: 1
        (folder / "worker.py").write_text(WORKER, "utf-8")
        (folder / "says").write_text(json.dumps(says or {"result": RESULT.as_json()}), "utf-8")
        self.builds = self.make((sys.executable, str(folder / "worker.py")))

    def make(self, command: Sequence[str]) -> Builds:
        return Builds(
            self.state.jobs,
            {"FOLDER": str(self.folder)},
            self.owner,
            self.ear,
            number=lambda story: self.number(story),  # noqa: PLW0108 -- tests change it
            platforms={"chat"},
            clock=time.time,
            command=command,
        )

    async def request(self, story: str = "s", id_: str = "") -> building.Job:
        return await self.builds.request(Wish(story), HERE, ANN, id=id_)

    def go(self) -> None:
        (self.folder / "go").touch()

    def order(self) -> list[str]:
        return (self.folder / "order").read_text("utf-8").splitlines()

    async def die(self) -> None:
        """Leave everything as `kill -9` does."""
        tasks = list(self.builds._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.owner._lock.release()
        self.state.close()

    async def close(self) -> None:
        await self.builds.close()
        self.owner.close()
        self.state.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(tmp_path)
    yield made
    with contextlib.suppress(Exception):
        await made.close()


async def test_a_job_is_done_and_told(desk: Desk) -> None:
    desk.go()
    job = await desk.request()
    outcome = await desk.builds.outcome(job)
    assert (outcome.before, outcome.after, outcome.problem) == (1, 2, "")
    assert [one.stage for one in desk.ear.moved] == ["embedding"]
    (over,) = desk.ear.over
    assert (over.id, over.status, over.before, over.attempts) == (job.id, Status.DONE, 1, 1)
    kept = await desk.builds.get(job.id)
    assert Result.from_json(kept.result) == RESULT
    assert desk.state.jobs.unsettled() == []


async def test_who_watches_is_told_how_far_a_build_is_and_that_it_ended(desk: Desk) -> None:
    told: list[tuple[str, str, float | None]] = []
    desk.builds.watch = lambda *words: told.append(words)
    job = await desk.request()
    await desk.ear.hears.wait()
    desk.go()
    await desk.builds.finished(job.id)
    assert told[0] == ("s", "embedding", 0.5)
    assert told[-1] == ("s", "", None)


async def test_one_build_of_a_story_at_a_time_and_the_rest_in_order(desk: Desk) -> None:
    first, second, third = [await desk.request() for _ in range(3)]
    other = await desk.request("t")
    assert [first.ahead, second.ahead, third.ahead, other.ahead] == [0, 1, 2, 0]
    assert desk.ear.waiting == [("s", 0), ("s", 1), ("s", 2), ("t", 0)]
    desk.go()
    for job in (first, second, third, other):
        await desk.builds.finished(job.id)
    lines = [line for line in desk.order() if line.startswith("s ")]
    assert lines == ["s begins", "s ends"] * 3
    assert [job.id for job in desk.ear.over if job.story == "s"] == [first.id, second.id, third.id]


async def test_the_same_id_is_the_same_job(desk: Desk) -> None:
    desk.go()
    first, again = await asyncio.gather(desk.request(id_="one"), desk.request(id_="one"))
    assert first.id == again.id == "one"
    await desk.builds.finished("one")
    await desk.request(id_="one")
    assert len(desk.ear.over) == 1
    assert desk.order() == ["s begins", "s ends"]


async def test_a_running_build_is_stopped(desk: Desk) -> None:
    job = await desk.request()
    await desk.ear.hears.wait()
    await desk.builds.cancel(job.id)
    over = await desk.builds.finished(job.id)
    assert (over.status, over.problem) == (Status.CANCELLED, "")
    with pytest.raises(UsageError, match="over already"):
        await desk.builds.cancel(job.id)


async def test_stopping_too_late_says_so(desk: Desk) -> None:
    job = await desk.request()
    await desk.ear.hears.wait()
    desk.number = lambda _: 2
    await desk.builds.cancel(job.id)
    over = await desk.builds.finished(job.id)
    assert "published before" in over.problem


async def test_a_waiting_build_is_stopped_before_it_begins(desk: Desk) -> None:
    first, second = await desk.request(), await desk.request()
    await desk.builds.cancel(second.id)
    assert (await desk.builds.finished(second.id)).status is Status.CANCELLED
    assert [job.id for job in desk.ear.over] == [second.id]
    desk.go()
    assert (await desk.builds.finished(first.id)).status is Status.DONE
    assert desk.order() == ["s begins", "s ends"]


async def test_what_a_build_refuses_is_its_problem(tmp_path: Path) -> None:
    desk = Desk(tmp_path, {"refused": "the disk is full: make room"})
    desk.go()
    outcome = await desk.builds.outcome(await desk.request())
    assert outcome.problem == "the disk is full: make room"
    await desk.close()


@pytest.mark.parametrize("says", [{"result": {"story": "s"}}, {"result": 3}, ["?"], {"broken": "Traceback"}])
async def test_an_end_that_makes_no_sense_is_a_failure(tmp_path: Path, says: object) -> None:
    desk = Desk(tmp_path, says)
    desk.go()
    over = await desk.builds.finished((await desk.request()).id)
    assert over.status is Status.FAILED
    assert "Traceback" not in over.problem
    await desk.close()


async def test_a_line_without_end_is_a_failure_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.administration.child.LONGEST_LINE", 1000)
    desk = Desk(tmp_path, {"refused": "x" * 100_000})
    desk.go()
    over = await desk.builds.finished((await desk.request()).id)
    assert over.status is Status.FAILED
    assert "exit status 0" in over.problem
    assert desk.builds.waiting("s") == []
    await desk.close()


async def test_a_killed_child_is_a_failure_and_the_next_job_runs(desk: Desk) -> None:
    job, after = await desk.request(), await desk.request()
    await desk.ear.hears.wait()
    (child,) = desk.builds._children.values()
    os.kill(child.process.pid, signal.SIGKILL)
    over = await desk.builds.finished(job.id)
    assert over.status is Status.FAILED
    assert "SIGKILL" in over.problem
    desk.go()
    assert (await desk.builds.finished(after.id)).status is Status.DONE


async def test_jobs_of_a_dead_bot_are_gone_on_with_in_order(desk: Desk) -> None:
    jobs = [await desk.request(), await desk.request()]
    await desk.ear.hears.wait()
    await desk.die()
    following = Desk(desk.folder)
    following.go()
    assert [job.id for job in await following.builds.resume()] == [job.id for job in jobs]
    for job in jobs:
        assert (await following.builds.finished(job.id)).status is Status.DONE
    assert [job.attempts for job in following.ear.over] == [2, 1]
    assert await following.builds.resume() == []
    await following.close()
    assert list((desk.folder / "owners").iterdir()) == []


async def test_jobs_of_a_living_process_are_left_alone(desk: Desk) -> None:
    job = await desk.request()
    await desk.ear.hears.wait()
    beside = Desk(desk.folder)
    assert await beside.builds.resume() == []
    await beside.close()
    desk.go()
    assert (await desk.builds.finished(job.id)).status is Status.DONE


async def test_a_job_that_the_bot_does_not_survive_is_reported(desk: Desk) -> None:
    job = await desk.request()
    await desk.ear.hears.wait()
    await desk.die()
    for _ in range(ATTEMPTS - 1):
        following = Desk(desk.folder)
        await following.builds.resume()
        await following.ear.hears.wait()
        await following.die()
    last = Desk(desk.folder)
    await last.builds.resume()
    over = await last.builds.finished(job.id)
    assert over.status is Status.INTERRUPTED
    assert f"{ATTEMPTS} times" in over.problem
    assert [one.status for one in last.ear.over] == [Status.INTERRUPTED]
    await last.close()


async def test_stopping_the_bot_in_order_counts_for_nothing(desk: Desk) -> None:
    job = await desk.request()
    await desk.ear.hears.wait()
    await desk.close()
    for _ in range(ATTEMPTS + 1):
        following = Desk(desk.folder)
        await following.builds.resume()
        await following.ear.hears.wait()
        await following.close()
    last = Desk(desk.folder)
    last.number = lambda _: 2  # as if it had been published before the bot stopped
    last.go()
    await last.builds.resume()
    over = await last.builds.finished(job.id)
    assert (over.status, over.attempts, over.before) == (Status.DONE, 1, 1)
    await last.close()


async def test_an_end_that_was_not_told_is_told_by_the_next_start(desk: Desk) -> None:
    desk.go()
    job = await desk.request()
    await desk.builds.finished(job.id)
    desk.state.jobs._database.rows("UPDATE jobs SET told = 0")
    await desk.close()
    following = Desk(desk.folder)
    await following.builds.resume()
    await following.builds.finished(job.id)
    assert [one.id for one in following.ear.over] == [job.id]
    assert following.state.jobs.unsettled() == []
    await following.close()
