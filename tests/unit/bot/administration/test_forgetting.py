"""What is deleted of a person who asks for it, and of everybody after a while."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.administration.forgetting import DAY, Forgetting
from bot.conversation import Command
from bot.place import Person, Place
from bot.state import Exchange, Job, State, Status, Story
from index.model import Question
from tests.wall import Heard

HERE = Place("chat", "team", "channel")
ANN, BEN = Person("person-ann", "Ann"), Person("person-ben", "Ben")
NOW = 1000 * DAY


def exchange(id_: str, person: Person, asked: float = NOW, place: Place = HERE) -> Exchange:
    return Exchange(id_, place, person.id, asked, "s", Question("Why?"), 1, True, 0.5, ())


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """A state in which two people did everything there is to do."""
    with closing(State(tmp_path / "state.sqlite")) as opened:
        for person in (ANN, BEN):
            opened.exchanges.put(exchange(f"of {person.name}", person))
            opened.exchanges.put(exchange(f"direct {person.name}", person, place=Place("chat", "", "dm")))
            opened.claims.take(HERE, f"message of {person.name}", NOW)
            opened.stories.create(Story(f"story-{person.name.lower()}", creator=person.id, platform="chat"))
            opened.stories.admit("s", "chat", person.id)
            opened.audit.add(NOW, HERE, person, "stories create")
            job = Job(person.name, "s", HERE, person.id, {}, NOW, "owner")
            opened.jobs.add(job)
            opened.subscribers.add(HERE)
        for person in (ANN, BEN):
            for other in (ANN, BEN):
                opened.feedback.give(f"of {other.name}", person.id, useful=True, reason="yes", now=NOW)
        yield opened


def tables_that_name(path: Path, person: Person) -> set[str]:
    """Every table in which any column of any row holds the person's id or name."""
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table
            for table in tables
            for row in database.execute(f"SELECT * FROM {table}")  # noqa: S608 -- the database's own names
            if any(person.id in str(value) for value in row)
        }


async def test_nothing_names_a_person_who_is_forgotten_but_the_audit_log(
    state: State, tmp_path: Path
) -> None:
    before = tables_that_name(tmp_path / "state.sqlite", ANN)
    assert before == {"exchanges", "feedback", "stories", "story_admins", "jobs", "audit"}
    others = tables_that_name(tmp_path / "state.sqlite", BEN)
    heard = Heard()
    await Forgetting(state, 90, lambda: NOW).forget_me(Command(HERE, ANN, "c", "forget-me"), heard)
    assert tables_that_name(tmp_path / "state.sqlite", ANN) == {"audit"}
    assert tables_that_name(tmp_path / "state.sqlite", BEN) == others
    (said,) = heard.said
    assert said.reply.private
    assert "2 questions of yours and 2 opinions" in said.reply.notice
    assert "no longer administer s." in said.reply.notice
    assert "log of administrative acts is kept" in said.reply.notice


async def test_what_others_said_and_asked_stays(state: State) -> None:
    await Forgetting(state, 90, lambda: NOW).forget_me(Command(HERE, ANN, "c", "forget-me"), Heard())
    assert state.exchanges.get("of Ann") is None
    assert state.exchanges.get("of Ben") is not None
    assert [person for person, *_ in state.feedback.of("of Ben")] == [BEN.id]


async def test_a_person_of_another_platform_is_somebody_else(state: State) -> None:
    await Forgetting(state, 90, lambda: NOW).forget_me(
        Command(Place("other", "team", "channel"), ANN, "c", "forget-me"), Heard()
    )
    assert state.exchanges.get("of Ann") is not None


async def test_what_is_too_old_goes_by_itself(state: State) -> None:
    state.exchanges.put(exchange("old", ANN, NOW - 91 * DAY))
    state.exchanges.put(exchange("young", ANN, NOW - 89 * DAY))
    state.feedback.give("old", BEN.id, useful=True, reason="long ago", now=NOW - 91 * DAY)
    ended = Job("long ago", "s", HERE, "", {}, 0.0, "o", status=Status.DONE, ended=1.0, told=True)
    state.jobs.add(ended)
    offer = state.offers.make(HERE, "undo", NOW - 91 * DAY)
    running = asyncio.create_task(Forgetting(state, 90, lambda: NOW).run())
    while state.exchanges.get("old"):  # noqa: ASYNC110 -- the thread that deletes tells nobody
        await asyncio.sleep(0.01)
    while state.jobs.get("long ago") or state.offers.get(offer):  # noqa: ASYNC110 -- same
        await asyncio.sleep(0.01)
    running.cancel()
    assert state.exchanges.get("young") is not None
    assert state.feedback.of("old") == []
    assert state.jobs.get("Ann") is not None
