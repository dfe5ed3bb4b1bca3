from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.model import Document
from index.sentences import sentences
from index.timeline.events import Event
from index.timeline.inherited import events, with_inferred

FRIDAY = date(2021, 9, 17)


def document(text: str, published: date | None = FRIDAY, **parts: tuple[tuple[int, int], ...]) -> Document:
    return Document(text, "A title", "a.txt", "text/plain", published, **parts)  # type: ignore[arg-type]


def read(text: str, published: date | None = FRIDAY) -> list[Event]:
    return events(document(text, published), sentences(text))


def test_the_seed_article_has_seven_dated_events_and_none_invented(seeds: Path) -> None:
    (path,) = seeds.glob("*.txt")
    text = path.read_text(encoding="utf-8")
    found = events(document(text), sentences(text))
    told = {
        (
            text[slice(*event.expression)],
            str(event.interval[0]),
            str(event.interval[1]),
            event.precision,
            event.planned,
        )
        for event in found
        if event.expression
    }
    assert told == {
        ("September", "2021-09-01", "2021-09-30", "month", True),
        ("Thursday", "2021-09-16", "2021-09-16", "day", False),
        ("1979", "1979-01-01", "1979-12-31", "year", False),
        ("last week", "2021-09-06", "2021-09-12", "week", False),
        ("October 30, 2020", "2020-10-30", "2020-10-30", "day", False),
        ("January 8", "2021-01-08", "2021-01-08", "day", False),
        ("two days", "2021-01-06", "2021-01-06", "day", False),
    }
    assert len(found) == 7
    clauses = {text[slice(*event.clause)] for event in found}
    assert "pro-Trump demonstrators stormed Capitol Hill to protest Joe Biden’s victory" in clauses


@pytest.mark.parametrize(
    ("text", "day", "planned"),
    [
        ("From 1 October the first ferry leaves at 05:40.", date(2021, 10, 1), True),
        ("The law applies from 1 October.", date(2021, 10, 1), True),
        ("He was ill from 3 August.", date(2021, 8, 3), False),
        ("The police arrived at 10:15.", FRIDAY, False),
    ],
)
def test_a_day_that_something_begins_on_and_an_hour_of_the_day_are_events(
    text: str, day: date, planned: bool
) -> None:
    (event,) = read(text)
    assert (event.interval, event.planned) == ((day, day), planned)


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("She left port on 2 February with a load of ice.", date(2019, 9, 12), date(2018, 2, 2)),
        ("Her owner was heard on 20 February.", date(2019, 9, 12), date(2018, 2, 20)),
        ("The inquiry opened on 14 June.", date(2019, 9, 12), date(2019, 6, 14)),
        ("A service was held on 3 February.", date(2019, 2, 5), date(2019, 2, 3)),
        ("The law will change on 1 February.", date(2019, 9, 12), date(2020, 2, 1)),
    ],
)
def test_a_day_long_past_is_of_the_year_of_the_full_date_near_to_it(
    text: str, published: date, day: date
) -> None:
    *_, event = read(f"The trawler sank on 3 February 2018. Two were lost. {text}", published)
    assert event.interval == (day, day)


def test_each_date_of_a_sentence_has_its_own_clause() -> None:
    text = "The bank failed in March 2013, and its owners were tried in June 2015."
    march, june = read(text)
    assert text[slice(*march.clause)] == "The bank failed in March 2013"
    assert text[slice(*june.clause)] == "and its owners were tried in June 2015"


@pytest.mark.parametrize(
    "text",
    [
        "Shares fell to the lowest level since October 2002.",
        "Both sides kept to the 1991 agreement.",
        "It was shown at WWDC 2010 for the first time.",
        "Sales rose from March 2019 by a tenth.",
        "More people came than in 2019.",
        "Her film Night Train (2014) won a prize.",
        "Did it really happen on March 1, 2013?",
        "The siege lasted two days.",
        "They meet every Monday.",
        "It has recently been repaired.",
        "The last ferry leaves at 23:15.",
        "Prices are up from 3 September by a tenth.",
    ],
)
def test_what_only_sets_a_scene_is_no_event(text: str) -> None:
    assert read(text) == []


def test_header_and_dateline_are_the_day_of_writing() -> None:
    text = "Bank fails\nSeptember 17, 2021\nThe bank failed on Thursday."
    assert [event.value for event in read(text)] == ["2021-09-16"]
    text = "LONDON, September 17, 2021 - The bank failed on Thursday."
    assert [event.value for event in read(text)] == ["2021-09-16"]


def test_a_date_on_its_own_line_counts_for_more_than_a_wrong_publication_date() -> None:
    text = "Bank fails\nMarch 5, 2009\nThe bank failed on Thursday."
    assert [event.value for event in read(text, date(2009, 3, 9))] == ["2009-03-05"]


def test_an_aside_tells_of_nothing() -> None:
    text = "Updated on March 3, 2020.\n\nThe bank failed on March 1, 2013."
    aside = document(text, aside=((0, 25),))
    assert [event.value for event in events(aside, sentences(text))] == ["2013-03-01"]


@pytest.mark.parametrize(
    ("text", "planned", "reported", "denied"),
    [
        ("The book is set for release in September.", True, False, False),
        ("The vote will be held on October 4.", True, False, False),
        ("The vote was held on August 4.", False, False, False),
        ("The vote was reportedly held on August 4.", False, True, False),
        ("According to aides, the vote was held on August 4.", False, True, False),
        ("The minister denied that he met them on August 4.", False, False, True),
        ("The concert of August 4 was cancelled on August 1.", False, False, True),
    ],
)
def test_planned_reported_denied(text: str, *, planned: bool, reported: bool, denied: bool) -> None:
    event = read(text)[-1]
    assert (event.planned, event.reported, event.denied) == (planned, reported, denied)


def test_both_ends_of_a_span_are_one_event() -> None:
    text = "The factory stood still from May to July 2020."
    (event,) = read(text)
    assert event.expression
    assert text[slice(*event.expression)] == "May to July 2020"
    assert event.interval == (date(2020, 5, 1), date(2020, 7, 31))
    assert event.precision == "range"


def test_without_a_publication_date_only_what_stands_by_itself_is_dated() -> None:
    text = "He left on March 3, 1861. Two days later he came back. It was told last week."
    assert [event.value for event in read(text, None)] == ["1861-03-03", "1861-03-05"]


def test_sentences_without_a_date_inherit_the_day_of_their_scene() -> None:
    text = "Shares fall\nShares fell on Thursday. The main index lost a tenth. Banks lost more."
    found = with_inferred(document(text), sentences(text))
    assert {event.interval[0] for event in found} == {date(2021, 9, 16)}
    assert [event.basis for event in found].count("stated") == 1
    assert {event.basis for event in found} == {"stated", "scene"}


def test_where_no_day_is_told_the_report_itself_dates_a_sentence() -> None:
    text = "Shares fell sharply. The main index lost a tenth."
    found = with_inferred(document(text), sentences(text))
    assert [(event.basis, event.interval[0], event.expression) for event in found] == [
        ("published", FRIDAY, None),
        ("published", FRIDAY, None),
    ]
    assert with_inferred(document(text, None), sentences(text)) == []


def test_the_lines_of_a_log_are_of_its_day() -> None:
    text = "The bridge\n\n06:50 – The dredger arrived.\n16:05 – Work resumes."
    found = [(text[slice(*event.sentence)][:5], event.planned) for event in read(text)]
    assert found == [("06:50", False), ("16:05", False)]


def test_the_day_in_a_title_is_no_event() -> None:
    text = "Log of the bridge, 17 September 2021\n\nThe dredger struck a cable in August."
    titled = Document(text, text.splitlines()[0], "a.txt", "text/plain", FRIDAY)
    assert [event.value for event in events(titled, sentences(text))] == ["2021-08"]
