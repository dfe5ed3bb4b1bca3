"""What is remembered: claimed once by many, migrated, and there after kill -9."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.place import Place
from bot.state import Exchange, State
from bot.state.claims import LEASE
from bot.state.database import MIGRATIONS
from bot.state.exchanges import exchange_id
from index.errors import StorageError
from index.model import Citation, Question, Quote, Span

HERE = Place("discord", "guild", "channel", "thread")
HASH = "a" * 64


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state.sqlite"


@pytest.fixture
def state(path: Path) -> Iterator[State]:
    with closing(State(path)) as opened:
        yield opened


def test_a_message_is_claimed_once(state: State) -> None:
    assert state.claims.take(HERE, "1", 0.0)
    assert not state.claims.take(HERE, "1", 1.0)
    assert state.claims.take(HERE, "2", 1.0)
    assert state.claims.take(replace(HERE, channel="other"), "1", 1.0)
    assert not state.claims.take(replace(HERE, thread="same message, seen from elsewhere"), "1", 1.0)


def test_an_unsettled_claim_is_free_after_its_lease_and_a_settled_one_never(state: State) -> None:
    state.claims.take(HERE, "killed", 0.0)
    state.claims.take(HERE, "answered", 0.0)
    state.claims.settle(HERE, "answered")
    assert not state.claims.take(HERE, "killed", LEASE)
    assert state.claims.take(HERE, "killed", LEASE + 1)
    assert not state.claims.take(HERE, "killed", LEASE + 2)
    assert not state.claims.take(HERE, "answered", 10 * LEASE)


def test_a_claim_that_was_never_settled_says_when_it_is_free(state: State) -> None:
    state.claims.take(HERE, "1", 100.0)
    assert state.claims.held_for(HERE, "1", 100.0) == LEASE
    assert state.claims.held_for(HERE, "1", 100.0 + 2 * LEASE) == 0.0
    state.claims.settle(HERE, "1")
    assert state.claims.held_for(HERE, "1", 100.0) is None
    assert state.claims.held_for(HERE, "never taken", 100.0) is None


def test_a_promise_is_kept_until_its_claim_is_settled(state: State) -> None:
    for message in ("1", "2"):
        state.claims.take(HERE, message, 100.0)
        state.claims.promise(HERE, message, f"token {message}")
    state.claims.take(HERE, "not promised", 100.0)
    state.claims.promise(HERE, "never taken", "token")
    state.claims.settle(HERE, "1")
    place = replace(HERE, thread="")
    assert state.claims.promised("discord", 110.0) == [(place, "2", "token 2", LEASE - 10.0)]
    assert state.claims.promised("slack", 110.0) == []


def test_the_channels_last_spoken_in_come_first(state: State) -> None:
    for when, channel in enumerate(("a", "b", "c", "a")):
        state.claims.take(replace(HERE, team="", channel=channel), str(when), float(when))
    state.claims.take(HERE, "1", 9.0)
    assert state.claims.channels("discord", "", 2) == ("a", "c")


def test_of_many_connections_and_threads_one_gets_the_claim(path: Path) -> None:
    states = [State(path) for _ in range(4)]
    try:
        with ThreadPoolExecutor(16) as threads:
            for message in range(50):
                taken = list(
                    threads.map(
                        lambda at, m=str(message): states[at % 4].claims.take(HERE, m, 0.0), range(16)
                    )
                )
                assert sum(taken) == 1
    finally:
        for opened in states:
            opened.close()


def test_claims_are_forgotten_when_no_platform_redelivers(state: State) -> None:
    state.claims.take(HERE, "1", 0.0)
    state.claims.forget(before=1.0)
    assert state.claims.take(HERE, "1", 2.0)


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.place import Place
from bot.state import State
state = State(Path(sys.argv[1]))
here = Place("discord", "guild", "channel", "thread")
number = 0
while True:
    assert state.claims.take(here, str(number), 0.0)
    state.claims.settle(here, str(number))
    print(number, flush=True)
    number += 1
"""


def test_what_was_settled_before_kill_9_is_there_after_it(path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(40)]
    os.kill(process.pid, signal.SIGKILL)
    said += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    with closing(State(path)) as state:
        for line in said:
            assert not state.claims.take(HERE, line.strip(), 10 * LEASE)


def exchange() -> Exchange:
    citation = Citation(HASH, "Title", date(2021, 9, 17), "/a.txt", 2, 3, page=4, author="Somebody")
    undated = replace(citation, published=None, page=None)
    return Exchange(
        id=exchange_id(HERE, "1"),
        place=HERE,
        person="U1",
        asked=12.5,
        story="seeds",
        question=Question("Who?", since=date(2020, 1, 1), as_of=date(2022, 1, 1)),
        snapshot=7,
        answered=True,
        confidence=0.75,
        quotes=(Quote(Span(HASH, 3, 9), citation, 0.5, ((4, 5), (6, 8)), (undated,)),),
        messages=("m1", "m2"),
        leading=1,
    )


def test_an_exchange_comes_back_as_it_was(state: State) -> None:
    state.exchanges.put(exchange())
    assert state.exchanges.get(exchange().id) == exchange()
    assert state.exchanges.get("0" * 16) is None


def test_an_edited_question_takes_the_place_of_the_first(state: State) -> None:
    state.exchanges.put(exchange())
    edited = replace(exchange(), question=Question("Who else?"), answered=False, messages=())
    state.exchanges.put(edited)
    assert state.exchanges.get(edited.id) == edited
    state.exchanges.answered_in(edited.id, ["m3"])
    assert state.exchanges.get(edited.id) == replace(edited, messages=("m3",))


def test_feedback_is_one_opinion_a_person_and_goes_with_the_exchange(state: State) -> None:
    state.exchanges.put(exchange())
    state.feedback.give(exchange().id, "U1", useful=False, reason="wrong", now=1.0)
    state.feedback.give(exchange().id, "U2", useful=True, reason="", now=2.0)
    state.feedback.give(exchange().id, "U1", useful=True, reason="", now=3.0)
    assert state.feedback.of(exchange().id) == [("U2", True, ""), ("U1", True, "")]
    state.exchanges.put(exchange())  # asked again: the opinions stay
    assert len(state.feedback.of(exchange().id)) == 2
    state.exchanges.remove(exchange().id)
    assert state.feedback.of(exchange().id) == []


def test_a_place_asks_its_own_stories_first_and_then_its_teams(state: State) -> None:
    assert state.places.stories(HERE) == ()
    state.places.bind(HERE.whole_team, "everybody")
    state.places.bind(HERE, "zebra")
    state.places.bind(HERE, "ape")
    state.places.bind(HERE, "everybody")
    assert state.places.stories(HERE) == ("zebra", "ape", "everybody")
    assert state.places.stories(replace(HERE, channel="other")) == ("everybody",)
    assert state.places.stories(replace(HERE, team="other guild")) == ()
    state.places.unbind(HERE, "zebra")
    assert state.places.stories(HERE) == ("ape", "everybody")


def test_listening_is_for_a_thread_and_a_channel_can_opt_out(state: State) -> None:
    assert not state.places.listens(HERE)
    state.places.listen(HERE, listening=True)
    assert state.places.listens(HERE)
    assert not state.places.listens(replace(HERE, thread="other"))
    assert not state.places.listens(HERE.whole_channel)
    state.places.listen(HERE.whole_channel, listening=False)
    assert not state.places.listens(HERE)
    state.places.listen(HERE.whole_channel, listening=True)
    assert state.places.listens(HERE)


def test_everything_is_there_after_opening_again(path: Path) -> None:
    with closing(State(path)) as first:
        first.exchanges.put(exchange())
        first.places.listen(HERE, listening=True)
    with closing(State(path)) as second:
        assert second.exchanges.get(exchange().id) == exchange()
        assert second.places.listens(HERE)


def test_a_state_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    State(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StorageError, match="newer version of Footnote; upgrade this one"):
        State(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="cannot be used"):
        State(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StorageError, match="set FOOTNOTE_HOME"):
        State(tmp_path / "file" / "state.sqlite")
