"""Insights: what was asked and how it went, without who asked, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import Access
from bot.administration.insights import Insights, as_csv, harmless, topics
from bot.administration.rights import AccessError, Rights
from bot.conversation import Command
from bot.place import Person, Place
from bot.state import Exchange, State
from bot.state.insights import Asked
from index.embedding import Embedder
from index.errors import UsageError
from index.model import Question
from tests.hashing import HashingEmbedder
from tests.wall import Heard

HERE = Place("chat", "team", "channel")
FOREIGN = Place("chat", "strangers", "channel")
ANN = Person("ann", administrator=True)
DAY = 24 * 3600.0
NOW = 100 * DAY


def exchange(id_: str, text: str, *, place: Place = HERE, answered: bool = True, days: float = 1) -> Exchange:
    return Exchange(
        id_, place, "ben", NOW - days * DAY, "dossier", Question(text), 1, answered, 0.5, (), seconds=days
    )


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(tmp_path / "state.sqlite")) as opened:
        opened.exchanges.put(exchange("a", "When did the bridge open?"))
        opened.exchanges.put(exchange("b", "who painted the ceiling", answered=False))
        opened.exchanges.put(exchange("c", "who painted the ceiling then", answered=False, days=2))
        opened.exchanges.put(exchange("d", "=HYPERLINK(1)", answered=False, days=40))
        opened.exchanges.put(exchange("e", "A secret of others", place=FOREIGN))
        opened.feedback.give("a", "carl", useful=True, reason="+1 exactly", now=NOW)
        opened.feedback.give("a", "dora", useful=False, reason="", now=NOW)
        yield opened


def insights(state: State, *, kept: bool = True) -> Insights:
    rights = Rights(state.stories, Access(state.places, "s"), trusted=frozenset({"terminal"}))
    return Insights(state, rights, HashingEmbedder().texts, kept=kept, clock=lambda: NOW)


async def show(state: State, place: Place = HERE, **options: str) -> Heard:
    heard = Heard()
    await insights(state).show(Command(place, ANN, "c", "insights", options), heard)
    assert all(display.reply.private for display in heard.said)
    return heard


async def test_a_team_sees_how_its_questions_went(state: State) -> None:
    (display,) = (await show(state)).said
    assert display.reply.sheet is not None
    rows = display.reply.sheet.rows
    assert dict(rows) | {
        "asked": "3",
        "answered": "1",
        "declined": "2",
        "declined 2 times": "who painted the ceiling then",
        "called useful": "1",
        "called not useful": "1",
        "because": "+1 exactly (When did the bridge open?)",
        "seconds, median": "1.00",
        "slow, 2.00 s": "who painted the ceiling then",
    } == dict(rows)
    assert "secret" not in str(rows)
    assert not {"ben", "carl", "dora"} & set(str(rows).split("'"))


async def test_the_terminal_sees_all_of_it(state: State) -> None:
    (display,) = (await show(state, Place("terminal", "", "chat"), days="90")).said
    assert display.reply.sheet is not None
    assert dict(display.reply.sheet.rows)["asked"] == "5"


async def test_export_is_a_table_that_calculates_nothing(state: State) -> None:
    (display,) = (await show(state, action="export", days="90")).said
    assert display.reply.sheet is not None
    assert display.reply.sheet.file is not None
    table = list(csv.DictReader(io.StringIO(display.reply.sheet.file.data.decode("utf-8-sig"))))
    assert [row["question"] for row in table] == [
        "'=HYPERLINK(1)",
        "who painted the ceiling then",
        "When did the bridge open?",
        "who painted the ceiling",
    ]
    assert table[2]["reasons"] == "'+1 exactly"
    assert (table[2]["useful"], table[2]["not useful"], table[2]["answered"]) == ("1", "1", "yes")


async def test_who_may_not_sees_nothing(state: State) -> None:
    heard = Heard()
    with pytest.raises(AccessError):
        await insights(state).show(Command(HERE, Person("ben"), "c", "insights"), heard)
    assert heard.said == []


async def test_switched_off_says_how_to_switch_on(state: State) -> None:
    with pytest.raises(UsageError, match="FOOTNOTE_INSIGHTS"):
        await insights(state, kept=False).show(Command(HERE, ANN, "c", "insights"), Heard())


@pytest.mark.parametrize("days", ["0", "-3", "a week", "99999"])
async def test_days_are_a_number(state: State, days: str) -> None:
    with pytest.raises(UsageError, match="days must be a number"):
        await show(state, days=days)


def test_topics_are_grouped_by_meaning(embedder: Embedder) -> None:
    asked = [
        "Who is paying for the new bridge?",
        "What does the cat eat for breakfast?",
        "Who pays for the new bridge over the river?",
        "Who is paying for the new bridge?",
    ]
    found = topics(asked, embedder.texts)
    assert [topic.times for topic in found] == [3, 1]
    assert "bridge" in found[0].question
    assert topics([], embedder.texts) == []


@given(st.lists(st.text(max_size=30), max_size=8))
def test_no_cell_begins_as_a_formula_and_nothing_is_lost(texts: list[str]) -> None:
    asked = [Asked(0.0, "s", text, True, 0.5, 0.1, 0, 0, (text,)) for text in texts]
    table = list(csv.reader(io.StringIO(as_csv(asked).decode("utf-8-sig", "surrogatepass"), newline="")))
    assert len(table) == len(texts) + 1
    for row, text in zip(table[1:], texts, strict=True):
        assert row[2] in {text, f"'{text}"}
        for cell in (row[2], row[8]):
            assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")
            assert cell[:1] not in {"\t", "\r"}


def test_harmless_text_stays_as_it_is() -> None:
    assert harmless("Who paid 3-4 = 7?") == "Who paid 3-4 = 7?"
    assert harmless("") == ""
