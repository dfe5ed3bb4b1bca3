"""Questions and days as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.question import make_question, parse_day
from index.errors import UsageError

MONDAY = date(2021, 9, 20)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2021-09-17", date(2021, 9, 17), date(2021, 9, 17)),
        ("2021/9/7", date(2021, 9, 7), date(2021, 9, 7)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("17 September 2021", date(2021, 9, 17), date(2021, 9, 17)),
        ("September 2021", date(2021, 9, 1), date(2021, 9, 30)),
        ("yesterday", date(2021, 9, 19), date(2021, 9, 19)),
        ("gestern", date(2021, 9, 19), date(2021, 9, 19)),
        ("vor zwei Wochen", date(2021, 9, 6), date(2021, 9, 6)),
    ],
)
def test_a_day_is_the_first_or_the_last_of_what_was_typed(typed: str, first: date, last: date) -> None:
    assert parse_day(typed, "since", today=MONDAY) == first
    assert parse_day(typed, "until", today=MONDAY, last=True) == last


@pytest.mark.parametrize(
    "typed", ["banana", "2021-02-30", "2021-13", "12", "3/4/2021", "0000-01", "2021-9/7"]
)
def test_what_is_no_day_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"^the since date '.*' is no date I understand; write it as"):
        parse_day(typed, "since", today=MONDAY)


def test_a_question_is_trimmed_and_dated() -> None:
    question = make_question("  Who? ", since="2020", as_of="2021-06", longest=100)
    assert question.text == "Who?"
    assert (question.since, question.until, question.as_of) == (date(2020, 1, 1), None, date(2021, 6, 30))


@pytest.mark.parametrize("text", ["", "   ", "\n", "?!", "…"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        make_question(text, longest=100)


def test_a_question_one_character_too_long_is_refused() -> None:
    assert len(make_question("x" * 100, longest=100).text) == 100
    with pytest.raises(UsageError, match=r"has 101 characters; ask in at most 100 \(FOOTNOTE_MAX_QUESTION\)"):
        make_question("x" * 101, longest=100)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(UsageError, match="UTF-8"):
        make_question("caf\udce9", longest=100)


@pytest.mark.parametrize(
    ("since", "until", "as_of"), [("2022", "2021", None), ("2021-06-01", "2022", "2021-05")]
)
def test_a_time_that_ends_before_it_starts_is_refused(since: str, until: str, as_of: str | None) -> None:
    with pytest.raises(UsageError, match="before it starts"):
        make_question("Who?", longest=100, since=since, until=until, as_of=as_of)


def test_questions_in_any_script_are_questions() -> None:
    for text in ("誰が書いた", "من كتب", "Кто написал"):
        assert make_question(text, longest=100).text == text
