"""Diaries and chronologies: a date on a line of its own is that of what stands under it."""

from __future__ import annotations

from datetime import date

import pytest

from index.model import Document
from index.sentences import paragraphs, sentences
from index.timeline.events import Event
from index.timeline.inherited import events, with_inferred
from index.timeline.sections import dates

DIARY = """The harbour

12 March 2020

The bridge closed in the morning. Nobody was hurt.

The next day the mayor spoke.

April and May 2020

In April, the ferry sank off the pier.

2021

On 4 July the harbour was opened again.

The inquiry names the captain, who left in March 2020."""


def document(text: str, published: date | None = None) -> Document:
    return Document(text, "A title", "a.txt", "text/plain", published, paragraphs=tuple(paragraphs(text)))


def told(text: str, found: list[Event]) -> list[tuple[str, str, str]]:
    return [(event.basis, event.value, text[slice(*event.sentence)]) for event in found]


@pytest.mark.parametrize("published", [None, date(2022, 1, 5)])
def test_a_paragraph_under_a_date_tells_of_it(published: date | None) -> None:
    assert told(DIARY, events(document(DIARY, published), sentences(DIARY))) == [
        ("heading", "2020-03-12", "The bridge closed in the morning."),
        ("stated", "2020-03-13", "The next day the mayor spoke."),
        ("stated", "2020-04", "In April, the ferry sank off the pier."),
        ("stated", "2021-07-04", "On 4 July the harbour was opened again."),
        ("stated", "2020-03", "The inquiry names the captain, who left in March 2020."),
        ("heading", "2021", "The inquiry names the captain, who left in March 2020."),
    ]


def test_about_a_topic_every_sentence_under_a_date_may_be_told() -> None:
    found = with_inferred(document(DIARY), sentences(DIARY))
    assert ("heading", "2020-03-12", "Nobody was hurt.") in told(DIARY, found)


def test_what_is_told_from_the_writer_s_day_counts_from_the_entry() -> None:
    text = "12 March 1912\n\nYesterday the sun came back.\n\n20 March 1912\n\nYesterday it left us again."
    assert [dated.value for dated in dates(document(text)) if dated.text == "Yesterday"] == [
        "1912-03-11",
        "1912-03-19",
    ]


def test_the_days_are_those_of_the_line() -> None:
    spring = next(event for event in events(document(DIARY), sentences(DIARY)) if event.value == "2020-03-12")
    assert DIARY[slice(*spring.expression or (0, 0))] == "12 March 2020"
    text = DIARY.replace("In April, the ferry", "The ferry")
    (ferry,) = [
        event for event in events(document(text), sentences(text)) if "ferry" in text[slice(*event.sentence)]
    ]
    assert ferry.interval == (date(2020, 4, 1), date(2020, 5, 31))
    assert ferry.precision == "range"


@pytest.mark.parametrize(
    "text",
    [
        "Bank fails\n\nSeptember 17, 2021\n\nThe bank closed its doors for good.",  # the day of writing
        "Published\n\nSeptember 17, 2021\n\nUpdated\n\nSeptember 18, 2021\n\nThe bank closed its doors.",
        "The bank closed in the year\n2019\nand its owners were tried in\n2021\nbefore a judge of the city.",
    ],
)
def test_other_dates_on_lines_of_their_own_head_nothing(text: str) -> None:
    found = events(document(text), sentences(text))
    assert not [event for event in found if event.basis == "heading"]
