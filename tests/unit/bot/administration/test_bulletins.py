"""The one message of a build: posted once, edited seldom, found again after a restart."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.administration import wording
from bot.administration.bulletins import INTERVAL, Bulletins
from bot.administration.posting import Posting
from bot.administration.result import Result, Scores
from bot.conversation import Boards
from bot.place import Place
from bot.reply import Action, Verb
from bot.state import Job, State, Status
from index.ingest.progress import Progress
from tests.wall import Wall

HERE = Place("chat", "team", "channel")
BACK = Action(Verb.UNDO, "offer", 2)
JOB = Job("j1", "dossier", HERE, "ann", {"quiet": False}, 0.0, "owner")
RESULT = Result(
    story="dossier",
    snapshot=2,
    before=1,
    passages=120,
    embedded=20,
    seconds=130.0,
    counts={"added": 7, "changed": 0, "removed": 1, "unchanged": 40, "failed": 12},
    added=tuple((f"Title {number}", f"/{number}.txt") for number in range(7)),
    removed=(("Old\nnews", "/old.txt"),),
    failed=tuple((f"/{number}.pdf", "It is broken.") for number in range(12)),
    new_dates=9,
    scores=Scores(30, {"R@1": 0.5, "R@3": None}, {"R@1": 0.6, "R@3": 0.7}),
)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(tmp_path / "state.sqlite")) as opened:
        opened.jobs.add(JOB)
        yield opened


class Following:
    """Bulletins over one wall."""

    def __init__(self, state: State, wall: Wall | None, interval: float = 0.02) -> None:
        self.boards = Boards()
        if wall:
            self.boards.register("chat", wall)
        self.after: list[str] = []
        self.bulletins = Bulletins(
            state.jobs,
            Posting(self.boards, {"chat"}),
            back=lambda job: (BACK,) if job.status is Status.DONE else (),
            then=self._then,
            interval=interval,
        )

    async def _then(self, job: Job) -> None:
        self.after.append(job.id)


def moved(done: int) -> Progress:
    return Progress("embedding", done, 100, "characters", 10.0, 9.0, done // 10, 10, done)


def test_two_seconds_are_between_edits() -> None:
    assert INTERVAL == 2.0


async def test_one_message_is_posted_and_edited_not_too_often(state: State) -> None:
    wall = Wall()
    following = Following(state, wall)
    await following.bulletins.waits(JOB, 0)
    for done in range(100):
        following.bulletins.moves(JOB, moved(done))
        await asyncio.sleep(0.001)
    over = replace(JOB, status=Status.DONE, result=RESULT.as_json())
    await following.bulletins.ended(over)
    times = [at for at, *_ in wall.edits]
    assert all(later - earlier >= 0.02 for earlier, later in itertools.pairwise(times))
    assert len(wall.shown) == 1
    assert 3 <= len(wall.edits) < 50
    assert wall.notices[0] == "Building story dossier"
    assert set(wall.notices[1:-1]) == {"Building story dossier: embedding what is new"}
    assert wall.notices[-1] == "Story dossier is up to date: snapshot 2"
    assert following.after == ["j1"]
    kept = state.jobs.get("j1")
    assert kept is not None
    assert kept.messages == ("m1",)


async def test_what_a_short_build_was_at_does_not_stand_in_the_way_of_its_end(state: State) -> None:
    wall = Wall()
    following = Following(state, wall)
    await following.bulletins.waits(JOB, 0)
    following.bulletins.moves(JOB, moved(1))
    await asyncio.sleep(0)  # the progress now waits for its turn
    await following.bulletins.ended(replace(JOB, status=Status.CANCELLED))
    assert wall.notices == ["Building story dossier", "The build of story dossier was stopped"]


async def test_what_stands_there_is_not_said_again(state: State) -> None:
    wall = Wall()
    following = Following(state, wall)
    for _ in range(3):
        following.bulletins.moves(JOB, moved(1))
        await asyncio.sleep(0.05)
    assert wall.notices == ["Building story dossier: embedding what is new"]


async def test_after_a_restart_the_same_message_goes_on(state: State) -> None:
    wall = Wall()
    await Following(state, wall).bulletins.waits(JOB, 0)
    found = state.jobs.get("j1")
    assert found is not None
    resumed = Following(state, wall)
    resumed.bulletins.moves(replace(found, attempts=2), moved(50))
    await resumed.bulletins.ended(replace(found, status=Status.FAILED, problem="the disk is full"))
    assert list(wall.shown) == ["m1"]
    assert wall.notices[-1] == "Story dossier could not be built"


async def test_a_platform_that_is_still_connecting_is_waited_for(state: State) -> None:
    wall = Wall()
    following = Following(state, None)
    await following.bulletins.waits(JOB, 0)  # nobody waits to be told that it begins
    following.bulletins.moves(JOB, moved(1))
    ending = asyncio.create_task(following.bulletins.ended(replace(JOB, status=Status.CANCELLED)))
    await asyncio.sleep(0.05)
    assert not ending.done()
    following.boards.register("chat", wall)
    await ending
    assert wall.notices == ["The build of story dossier was stopped"]


async def test_a_quiet_job_says_nothing_and_one_from_nowhere_is_not_waited_for(state: State) -> None:
    wall = Wall()
    following = Following(state, wall)
    for job in (replace(JOB, wanted={"quiet": True}), replace(JOB, place=Place("", "", ""))):
        await following.bulletins.waits(job, 0)
        following.bulletins.moves(job, moved(1))
        await following.bulletins.ended(replace(job, status=Status.CANCELLED))
    assert wall.edits == []
    assert following.after == ["j1", "j1"]


def test_progress_says_stage_amounts_rate_and_time_left() -> None:
    reply = wording.moving(replace(JOB, attempts=2), moved(50))
    assert reply.sheet is not None
    assert reply.sheet.done == 0.5
    assert reply.sheet.rows == (
        ("documents", "5 of 10"),
        ("passages", "50"),
        ("rate", "10/s passages"),
        ("time left", "9 s"),
    )
    assert reply.sheet.lines == ("The bot was started again; the build goes on.",)
    assert reply.actions == (Action(Verb.CANCEL, "j1"),)
    assert not reply.private


def test_the_end_says_what_changed_and_leads_back() -> None:
    reply = wording.ended(replace(JOB, status=Status.DONE, result=RESULT.as_json()), (BACK,))
    assert reply.sheet is not None
    rows = list(reply.sheet.rows)
    assert rows[:2] == [
        ("added", "7: Title 0; Title 1; Title 2; Title 3; Title 4 and 2 more"),
        ("removed", "1: Old news"),
    ]
    assert ("new dates", "9") in rows
    assert ("R@1", "0.500 before, 0.600 now") in rows
    assert ("R@3", "0.700") in rows
    assert ("not read", "/0.pdf: It is broken.") in rows
    assert rows[-1] == ("not read", "2 more files")
    assert reply.actions == (BACK,)


def test_where_nothing_changed_there_is_no_way_back() -> None:
    same = replace(RESULT, snapshot=1)
    reply = wording.ended(replace(JOB, status=Status.DONE, result=same.as_json()), (BACK,))
    assert reply.notice == "Nothing to change in story dossier: snapshot 1 serves on"
    assert reply.actions == ()
