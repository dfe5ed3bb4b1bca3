"""Days named in a question: what they do to the answer, and how the answer says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.asking import ask
from bot.reply import days_note
from index.embedding import Embedder
from index.model import Answer, Days, Question
from index.store.snapshot import Snapshot
from tests.stories import built

TODAY = date(2021, 9, 20)

Asked = Callable[..., tuple[Answer, list[str]]]
"""A question, with days as options, to its answer and the texts of its quotes."""

TEXTS = {
    "2021-05-03 Strike.txt": "The dockers of Harwell went on strike over their wages. It was loud.",
    "2021-09-14 Strike.txt": "The dockers of Harwell went on strike over new cranes. These came by ship.",
    "2021-06-12 Ferry.txt": "The ferry Aurora sank off Skagen on June 8, 2021, killing twelve people.",
    "2021-06-13 Ferry.txt": "On June 9, 2021, the ferry Aurora sank off Skagen, killing twelve people.",
    "2021-09-17 Memoir.txt": (
        "The harbour has a long memory. The old lighthouse burned down on January 8, 2021. "
        "The keeper quit on January 6, 2021. In March 2019 the mole was lengthened."
    ),
}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Snapshot:
    return built(tmp_path_factory.mktemp("harbour"), TEXTS, embedder)


@pytest.fixture
def asked(harbour: Snapshot, embedder: Embedder) -> Asked:
    def answered(
        text: str, since: date | None = None, until: date | None = None, as_of: date | None = None
    ) -> tuple[Answer, list[str]]:
        question = Question(text, since, until, as_of)
        found = ask(harbour, embedder, question, top=3, threshold=0.2, today=TODAY)
        return found, [quote.read(harbour) for quote in found.quotes]

    return answered


def sources(found: Answer) -> set[str]:
    return {Path(quote.citation.origin).name for quote in found.quotes}


def test_days_in_a_question_bound_what_is_read_by_its_publication(asked: Asked) -> None:
    found, quotes = asked("Why did the dockers of Harwell strike in May 2021?")
    assert sources(found) == {"2021-05-03 Strike.txt"}
    assert quotes[0] == "The dockers of Harwell went on strike over their wages."
    assert found.days == Days(date(2021, 5, 1), date(2021, 5, 31), "published")
    assert days_note(found) == "Looked only at what was published in May 2021. "
    # The question stays what was asked: nobody set a bound on it.
    assert (found.question.since, found.question.until) == (None, None)


def test_last_week_is_the_week_before_today_or_before_the_day_asked_as_of(asked: Asked) -> None:
    found, _ = asked("Why did the dockers of Harwell strike last week?")
    assert Path(found.quotes[0].citation.origin).name == "2021-09-14 Strike.txt"
    assert found.days == Days(date(2021, 9, 13), date(2021, 9, 19), "published")
    found, _ = asked("Why did the dockers of Harwell strike last week?", as_of=date(2021, 5, 12))
    assert sources(found) == {"2021-05-03 Strike.txt"}
    assert found.days == Days(date(2021, 5, 3), date(2021, 5, 9), "published")


def test_what_nothing_of_those_days_answers_is_answered_from_all_and_says_so(asked: Asked) -> None:
    found, quotes = asked("When did the old lighthouse burn down, in January 2021?")
    assert "The old lighthouse burned down on January 8, 2021." in quotes
    assert found.days == Days(date(2021, 1, 1), date(2021, 1, 31), "not")
    assert days_note(found) == (
        "Nothing published in January 2021 answers this, so this is from all documents. "
    )


def test_what_happened_is_answered_by_the_events_of_those_days(asked: Asked) -> None:
    found, quotes = asked("What happened in January 2021?")
    assert found.answered
    assert quotes == [
        "The keeper quit on January 6, 2021.",
        "The old lighthouse burned down on January 8, 2021.",
    ]
    assert days_note(found) == "Events dated in January 2021. "
    found, quotes = asked("What happened to the lighthouse in January 2021?")
    assert quotes[-1] == "The old lighthouse burned down on January 8, 2021."
    # A source that gives another date for it stands beside it.
    _, quotes = asked("What happened to the ferry in June 2021?")
    assert quotes == [
        "The ferry Aurora sank off Skagen on June 8, 2021, killing twelve people.",
        "On June 9, 2021, the ferry Aurora sank off Skagen, killing twelve people.",
    ]
    _, quotes = asked("What happened in March 2019?")
    assert quotes == ["In March 2019 the mole was lengthened."]


def test_what_happened_on_days_that_nothing_tells_of_is_asked_as_any_question(asked: Asked) -> None:
    found, _ = asked("What happened on 3 June 1914?")
    assert found.days == Days(date(1914, 6, 3), date(1914, 6, 3), "not")
    assert not found.answered
    assert days_note(found) == ""


def test_days_given_as_options_stand_above_those_in_the_words(asked: Asked) -> None:
    found, _ = asked("Why did the dockers of Harwell strike in May 2021?", since=date(2021, 9, 1))
    assert found.days is None
    assert "2021-05-03 Strike.txt" not in sources(found)


def test_a_question_without_days_is_answered_as_ever(asked: Asked) -> None:
    found, _ = asked("Who quit?")
    assert found.days is None
    assert days_note(found) == ""


@pytest.mark.parametrize("text", ["What happened on January 8?", "What happened between 5 and 8 January?"])
def test_a_day_without_a_year_is_of_the_story_whenever_it_is_asked(
    harbour: Snapshot, embedder: Embedder, text: str
) -> None:
    found = ask(harbour, embedder, Question(text), top=3, threshold=0.2, today=date(2026, 11, 23))
    assert found.days is not None
    assert (found.days.until, found.days.kept) == (date(2021, 1, 8), "told")
    assert any("lighthouse burned down" in quote.read(harbour) for quote in found.quotes)


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Snapshot:
    """Minutes of March, and a log without a day of its own that goes on for longer."""
    texts = {
        "2023-03-24 Minutes.txt": "The board met in the net loft. The next meeting is on 11 April.",
        "log.csv": (
            "Date,Vessel,Cargo,Tonnes\n2022-03-28,Aurora,coal,70\n2023-03-20,Solveig,timber,410\n"
            "2023-03-21,Kestrel,fish meal,95\n2023-03-27,Solveig,timber,388\n"
        ),
    }
    return built(tmp_path_factory.mktemp("quay"), texts, embedder)


@pytest.mark.parametrize(
    ("written", "day", "tonnes"),
    [
        ("20 March 2023", date(2023, 3, 20), "410"),
        ("March 27, 2023", date(2023, 3, 27), "388"),
        ("20 March", date(2023, 3, 20), "410"),
        ("27 March", date(2023, 3, 27), "388"),
    ],
)
def test_what_names_the_day_in_another_form_comes_before_what_is_of_another_day(
    quay: Snapshot, embedder: Embedder, written: str, day: date, tonnes: str
) -> None:
    question = Question(f"How much timber did the Solveig bring on {written}?")
    found = ask(quay, embedder, question, top=3, threshold=0.0, today=date(2026, 11, 23))
    assert found.quotes[0].read(quay).splitlines()[-1].split("\t")[-2:] == ["timber", tonnes]
    assert found.days == Days(day, day, "not")


@pytest.mark.parametrize(
    ("day", "told"), [("27 March", date(2023, 3, 27)), ("28 March", date(2022, 3, 28)), ("11 April", None)]
)
def test_a_day_after_the_newest_document_is_the_one_before_or_else_the_one_to_come(
    quay: Snapshot, embedder: Embedder, day: str, told: date | None
) -> None:
    question = Question(f"What happened on {day}?")
    found = ask(quay, embedder, question, top=3, threshold=0.0, today=date(2026, 11, 23))
    assert found.days is not None
    assert (found.days.since, found.days.kept) == (told or date(2023, 4, 11), "told")
    # Nothing after the day that somebody asks about is looked for.
    found = ask(quay, embedder, question, top=3, threshold=0.0, today=date(2023, 3, 25))
    assert found.days is not None
    assert found.days.since == date(2022, told.month if told else 4, told.day if told else 11)
