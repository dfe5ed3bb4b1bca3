"""A change whose bot was killed meanwhile is made by the next one, and is in the audit log all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.administration.building import Wish
from bot.administration.builds import wish_json
from bot.administration.upkeep import Upkeep
from bot.conversation import Boards
from bot.keeping import means, ways
from bot.state import Job
from index.edits import Change, Edit
from tests.bureau import ANNA, OURS, Bureau
from tests.hashing_worker import COMMAND


@asynccontextmanager
async def restarted(bureau: Bureau) -> AsyncIterator[Upkeep]:
    """The upkeep of a bot that finds what a killed one left."""
    way = replace(ways(bureau.settings, {OURS.platform}, alone=False), command=COMMAND)
    upkeep = Upkeep(
        bureau.state, bureau.access, bureau.rights, Boards(), means(bureau.settings, bureau.library), way
    )
    async with upkeep:
        yield upkeep


def left(bureau: Bureau, wish: Wish) -> Job:
    """A job that was asked for by a process that is gone."""
    job = Job("late", "harbour", OURS, ANNA.id, wish_json(wish), asked=1000.0, owner="gone")
    assert bureau.state.jobs.add(job)
    return job


async def finished(bureau: Bureau, upkeep: Upkeep) -> None:
    await upkeep.builds.finished("late")
    job = bureau.state.jobs.get("late")
    assert job
    assert job.told


@pytest.mark.parametrize("kind", ["title", "undo"])
async def test_it_is_noted_once(tmp_path: Path, kind: str) -> None:
    with Bureau(tmp_path / "home") as bureau:
        await bureau.harbour()
        await bureau.give("documents", "title", document="Harbour log", text="Second", story="harbour")
        (document,) = bureau.library.current("harbour").documents()
        edit = Edit(Change.TITLE, document.origin, "Third")
        wish = Wish("harbour", edits=(edit,), quiet=True)
        left(bureau, wish if kind == "title" else Wish("harbour", back=0, quiet=True))
        async with restarted(bureau) as upkeep:
            await finished(bureau, upkeep)
        assert bureau.titles() == (["Third"] if kind == "title" else ["Harbour log"])
        for _ in range(2):
            (act, before) = bureau.state.audit.page(None, 2)
            assert (act.person, act.what) == ("anna", f"documents {kind}")
            assert (act.before, act.after) == ("snapshot 2", "snapshot 3")
            assert before.after == "Second, snapshot 2"
            async with restarted(bureau):
                pass


async def test_what_changed_nothing_is_not_noted(tmp_path: Path) -> None:
    with Bureau(tmp_path / "home") as bureau:
        await bureau.harbour()
        acts = bureau.tables()["audit"]
        left(bureau, Wish("harbour", back=77, quiet=True))
        async with restarted(bureau) as upkeep:
            await finished(bureau, upkeep)
        assert bureau.tables()["audit"] == acts
