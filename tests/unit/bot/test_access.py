"""Which stories a place may ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.access import Access
from bot.place import Place
from bot.state import State
from index.errors import StoryError

HERE = Place("slack", "T1", "C1")
ELSEWHERE = Place("slack", "T2", "C1")
TERMINAL = Place("terminal", "", "chat", direct=True)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(tmp_path / "state.sqlite")) as opened:
        yield opened


@pytest.fixture
def access(state: State) -> Access:
    return Access(state.places, "seeds", trusted=frozenset({"terminal"}))


def test_an_unbound_place_asks_the_default_story_and_no_other(access: Access) -> None:
    assert access.story(HERE) == "seeds"
    assert access.story(HERE, "seeds") == "seeds"
    with pytest.raises(StoryError):
        access.story(HERE, "war")


def test_a_bound_place_asks_its_story_and_not_the_default_one(access: Access, state: State) -> None:
    state.places.bind(HERE, "war")
    assert access.story(HERE) == "war"
    with pytest.raises(StoryError):
        access.story(HERE, "seeds")
    assert access.story(ELSEWHERE) == "seeds"


def test_a_refusal_is_the_same_whether_the_story_exists(access: Access, state: State) -> None:
    state.places.bind(ELSEWHERE, "secret")
    refusals = []
    for wanted in ("secret", "absent"):
        with pytest.raises(StoryError) as caught:
            access.story(HERE, wanted)
        refusals.append(str(caught.value).replace(wanted, "…"))
    assert refusals[0] == refusals[1]


def test_the_terminals_user_may_ask_every_story(access: Access) -> None:
    assert access.story(TERMINAL, "anything") == "anything"
