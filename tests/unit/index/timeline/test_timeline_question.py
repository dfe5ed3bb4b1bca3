from __future__ import annotations

from datetime import date

import pytest

from index.timeline.question import days_asked

TODAY = date(2021, 9, 17)


@pytest.mark.parametrize(
    ("question", "since", "until", "words"),
    [
        ("What happened in January 2021?", "2021-01-01", "2021-01-31", "January 2021"),
        ("What happened on October 30, 2020?", "2020-10-30", "2020-10-30", "October 30, 2020"),
        ("What happened last week?", "2021-09-06", "2021-09-12", "last week"),
        ("What did he say yesterday?", "2021-09-16", "2021-09-16", "yesterday"),
        ("Anything new since Monday?", "2021-09-13", None, "Monday"),
        ("What has changed since March 2020?", "2020-03-01", None, "March 2020"),
        ("What came after 2019?", "2020-01-01", None, "2019"),
        ("What came before 2019?", None, "2018-12-31", "2019"),
        ("What was known until May 2020?", None, "2020-05-31", "May 2020"),
        ("What happened between May and July 2020?", "2020-05-01", "2020-07-31", "May and July 2020"),
        ("What happened from 1914 to 1918?", "1914-01-01", "1918-12-31", "1914 to 1918"),
        ("What happened in the past two days?", "2021-09-15", "2021-09-17", "the past two days"),
        ("What is planned for the next two days?", "2021-09-17", "2021-09-19", "the next two days"),
        ("Who was elected after March 2020 and before June 2021?", "2020-04-01", "2021-05-31",
         "March 2020 and before June 2021"),
    ],
)  # fmt: skip
def test_dates_become_days_to_look_in(
    question: str, since: str | None, until: str | None, words: str
) -> None:
    asked = days_asked(question, TODAY, TODAY)
    assert asked is not None
    assert asked.since == (date.fromisoformat(since) if since else None)
    assert asked.until == (date.fromisoformat(until) if until else None)
    assert question[slice(*asked.span)] == words


@pytest.mark.parametrize(
    "question",
    [
        "Who called Li?",
        "What happened at 16:05?",
        "Who left at 5 p.m.?",
        "What caused the 2008 crash?",
        "How long is two weeks?",
        "What happens every Monday?",
        "",
        "?",
    ],
)
def test_a_question_without_a_limit_has_none(question: str) -> None:
    assert days_asked(question, TODAY, TODAY) is None


@pytest.mark.parametrize(
    ("question", "told", "since", "until"),
    [
        ("What happened on 8 January?", date(2021, 9, 17), date(2021, 1, 8), date(2021, 1, 8)),
        ("What happened on 4 November?", date(2021, 9, 17), date(2020, 11, 4), date(2020, 11, 4)),
        ("What happened in December?", date(2021, 9, 17), date(2020, 12, 1), date(2020, 12, 31)),
        ("What happened on 29 February?", date(2020, 9, 17), date(2020, 2, 29), date(2020, 2, 29)),
        ("Who left between 3 and 5 May?", date(2019, 9, 17), date(2019, 5, 3), date(2019, 5, 5)),
        ("What happened between May and July 2023?", date(2019, 9, 17), date(2023, 5, 1), date(2023, 7, 31)),
        ("What will happen on 4 November?", TODAY, date(2021, 11, 4), date(2021, 11, 4)),
        ("What happened last week?", date(2019, 9, 17), date(2021, 9, 6), date(2021, 9, 12)),
    ],
)
def test_a_day_without_a_year_is_of_the_story(question: str, told: date, since: date, until: date) -> None:
    asked = days_asked(question, TODAY, told)
    assert asked is not None
    assert (asked.since, asked.until) == (since, until)


def test_without_any_day_of_publication_nobody_knows_the_year() -> None:
    assert days_asked("What happened on 8 January?", TODAY, None) is None
    asked = days_asked("What happened on 8 January 2020?", TODAY, None)
    assert asked is not None
    assert asked.since == date(2020, 1, 8)
