"""Stories, offers and the audit log in the state database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.access import Access
from bot.place import Person, Place
from bot.state import State, Story
from index.errors import StoryError

HERE = Place("chat", "team", "channel")
ANNA = Person("anna", "Anna")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


@pytest.fixture
def state(path: Path) -> Iterator[State]:
    with closing(State(path)) as opened:
        yield opened


def test_of_two_who_want_a_name_one_gets_it(state: State) -> None:
    first = Story("war", "About it", "chat", "team", "anna", 5.0)
    assert state.stories.create(first)
    assert not state.stories.create(Story("war", "Mine", "chat", "other"))
    assert state.stories.get("war") == first
    assert state.stories.owned(HERE) == ("war",)


def test_a_story_that_was_only_indexed_is_nobodys_and_can_be_described(state: State) -> None:
    assert state.stories.get("seeds") == Story("seeds")
    state.stories.describe("seeds", "The examples")
    assert state.stories.get("seeds").description == "The examples"
    assert not state.stories.get("seeds").belongs_to(Place("chat", "", "dm"))
    assert state.stories.owned(Place("", "", "x")) == ()


def test_an_archived_story_is_asked_nowhere(state: State) -> None:
    access = Access(state.places, "seeds", trusted=frozenset({"terminal"}))
    state.places.bind(HERE, "war")
    state.places.bind(HERE, "peace")
    state.stories.archive("war", archived=True)
    assert access.allowed(HERE) == ("peace",)
    with pytest.raises(StoryError, match="no story 'war'"):
        access.story(HERE, "war")
    with pytest.raises(StoryError, match="archived"):
        access.story(Place("terminal", "", "chat"), "war")
    state.stories.archive("peace", archived=True)
    with pytest.raises(StoryError, match="is archived"):
        access.story(HERE)
    state.stories.archive("war", archived=False)
    assert access.story(HERE) == "war"


def test_what_is_bound_for_those_alone_with_the_bot_is_for_them_only(state: State) -> None:
    access = Access(state.places, "seeds")
    state.places.bind(Place("chat", "team", "@direct"), "private")
    state.places.bind(HERE.whole_team, "public")
    alone = Place("chat", "team", "D1", direct=True)
    assert access.allowed(alone) == ("private", "public")
    assert access.allowed(HERE) == ("public",)
    assert access.allowed(Place("chat", "other", "D2", direct=True)) == ("seeds",)
    assert state.places.bound_to("private") == [Place("chat", "team", "@direct", direct=True)]


def test_an_offer_is_the_same_for_the_same_thing_and_good_in_its_place(state: State) -> None:
    offer = state.offers.make(HERE, "documents", 1.0, story="war")
    assert offer == state.offers.make(HERE, "documents", 2.0, story="war")
    assert offer != state.offers.make(HERE.whole_team, "documents", 1.0, story="war")
    kept = state.offers.get(offer)
    assert kept is not None
    assert (kept.kind, kept.story) == ("documents", "war")
    assert kept.made_in(HERE)
    assert not kept.made_in(HERE.whole_team)
    assert state.offers.get("0" * 16) is None


def test_acts_are_told_to_the_team_that_did_them_and_to_the_one_whose_story_it_is(state: State) -> None:
    state.stories.create(Story("war", platform="chat", team="team"))
    elsewhere = Place("chat", "other", "channel")
    state.audit.add(1.0, HERE, ANNA, "stories create", story="war", after="war")
    state.audit.add(2.0, elsewhere, ANNA, "documents add", story="war")
    state.audit.add(3.0, elsewhere, ANNA, "announcements on")
    ours = state.audit.page(("chat", "team"), 10)
    assert [act.what for act in ours] == ["documents add", "stories create"]
    assert [act.what for act in state.audit.page(None, 1, 1)] == ["documents add"]
    assert [act.number for act in state.audit.page(None, 10)] == [3, 2, 1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET person = 'ben'",
        "DELETE FROM audit",
        "REPLACE INTO audit SELECT number, at, platform, team, channel, 'ben', '', '', '', '', '' FROM audit",
    ],
)
def test_the_audit_log_cannot_be_altered(state: State, path: Path, statement: str) -> None:
    state.audit.add(1.0, HERE, ANNA, "stories create", story="war")
    with closing(sqlite3.connect(path)) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(statement)
    (act,) = state.audit.page(None, 10)
    assert (act.person, act.name, act.what) == ("anna", "Anna", "stories create")
