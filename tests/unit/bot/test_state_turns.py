"""Which exchange a question follows, by thread, reply or direct conversation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.place import Place
from bot.state import Exchange, State
from bot.state.turns import LAPSE
from index.model import Question

CHANNEL = Place("chat", "team", "channel")
THREAD = replace(CHANNEL, thread="t")
DIRECT = Place("chat", "", "dm", direct=True)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(tmp_path / "state.sqlite")
    yield opened
    opened.close()


def keep(state: State, id_: str, place: Place, asked: float, messages: tuple[str, ...] = ()) -> None:
    question = Question("Who?")
    state.exchanges.put(
        Exchange(id_, place, "anna", asked, "seeds", question, 1, True, 0.9, (), messages=messages)
    )
    state.turns.put(id_, f"context of {id_}")


def test_a_thread_goes_on_from_its_last_question(state: State) -> None:
    keep(state, "a", THREAD, 1.0)
    keep(state, "b", THREAD, 2.0)
    keep(state, "c", replace(THREAD, thread="other"), 3.0)
    assert state.turns.before(THREAD, "ben", "d", 1e6) == ("b", "context of b")
    assert state.turns.before(THREAD, "ben", "b", 2.0) == ("a", "context of a")
    assert state.turns.before(CHANNEL, "anna", "d", 4.0) is None


def test_a_reply_goes_on_from_the_answer_it_replies_to(state: State) -> None:
    keep(state, "a", CHANNEL, 1.0, ("10", "1%"))
    keep(state, "b", CHANNEL, 2.0, ("100",))
    assert state.turns.before(CHANNEL, "ben", "c", 3.0, replied_to="10") == ("a", "context of a")
    assert state.turns.before(CHANNEL, "ben", "c", 3.0, replied_to="100") == ("b", "context of b")
    assert state.turns.before(CHANNEL, "ben", "c", 3.0, replied_to="%") is None
    assert state.turns.before(replace(CHANNEL, channel="x"), "ben", "c", 3.0, replied_to="10") is None


def test_a_direct_conversation_goes_on_for_a_while(state: State) -> None:
    keep(state, "a", DIRECT, 1.0)
    assert state.turns.before(DIRECT, "anna", "b", LAPSE) == ("a", "context of a")
    assert state.turns.before(DIRECT, "anna", "b", LAPSE + 2) is None
    assert state.turns.before(DIRECT, "ben", "b", 2.0) is None
    # Slack gives every direct message a thread of its own.
    assert state.turns.before(replace(DIRECT, thread="9"), "anna", "b", 2.0) == ("a", "context of a")


def test_what_is_removed_is_leaned_on_no_more(state: State) -> None:
    keep(state, "a", THREAD, 1.0)
    state.exchanges.remove("a")
    assert state.turns.before(THREAD, "anna", "b", 2.0) is None
