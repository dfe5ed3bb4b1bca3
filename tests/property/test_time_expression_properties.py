"""What holds of time expressions in any text whatever."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.timeline.calendar import resolve
from index.timeline.dated import Dated
from index.timeline.expressions import find, straighten
from index.timeline.grammar import RULES
from index.timeline.grammar.rule import words_of

GREGORIAN_CYCLE = 400
"""Years after which the calendar repeats, weekdays and leap days included."""

WORDS = [
    "the",
    "a",
    "an",
    "last",
    "next",
    "this",
    "past",
    "that",
    "same",
    "following",
    "Monday",
    "Friday",
    "Sat.",
    "may",
    "May",
    "March",
    "Sept.",
    "5",
    "31",
    "30",
    "29th",
    "2020",
    "1999",
    "1066",
    "'90s",
    "12:30",
    "p.m.",
    "noon",
    "year",
    "years",
    "ago",
    "earlier",
    "later",
    "day",
    "days",
    "week",
    "weeks",
    "before",
    "after",
    "from",
    "to",
    "and",
    "-",
    "until",
    "since",
    "by",
    "in",
    "on",
    "of",
    "1990s",
    "century",
    "21st",
    "first",
    "quarter",
    "half",
    "Christmas",
    "Easter",
    "decades",
    "every",
    "each",
    "daily",
    "Mondays",
    "winter",
    "summer",
    "fall",
    "early",
    "late",
    "mid",
    "end",
    "two",
    "twenty-five",
    "hundred",
    "several",
    "few",
    "hour",
    "minutes",
    "second",
    "weekend",
    "months",
    "February",
    "2020-10-30",
    "10/30/2020",
    "FY2012",
    "Q3",
    "fiscal",
    "now",
    "recently",
    "future",
    "tonight",
    "yesterday",
    "will",
    "said",
    "stormed",
]
marks = st.sampled_from([" ", "  ", "\n", "\n\n", ", ", ". ", " – ", "\u00a0", "’s ", " “", "-"])
prose = st.lists(st.tuples(st.sampled_from(WORDS), marks), max_size=25).map(
    lambda pairs: "".join(word + mark for word, mark in pairs)
)
texts = prose | st.text(max_size=200)
days = st.dates()
common_days = st.dates(date(1500, 1, 1), date(2500, 12, 31))


@given(texts, st.none() | days)
def test_spans_are_slices_in_order(text: str, published: date | None) -> None:
    position = 0
    for dated in resolve(text, published):
        assert position <= dated.start < dated.end <= len(text)
        assert text[dated.start : dated.end] == dated.text
        position = dated.end


@given(texts, st.none() | days)
def test_intervals_are_ordered_and_have_a_precision(text: str, published: date | None) -> None:
    for dated in resolve(text, published):
        assert (dated.interval is None) == (dated.precision is None)
        if dated.interval:
            assert dated.interval[0] <= dated.interval[1]
        if dated.precision == "day" and dated.interval:
            assert dated.interval[0] == dated.interval[1]


@given(texts)
def test_straightening_moves_nothing(text: str) -> None:
    straight = straighten(text)
    assert len(straight) == len(text)
    assert [c for c in straight if c.isalnum()] == [c for c in text if c.isalnum()]


@given(prose)
def test_no_rule_is_kept_from_what_it_would_match(text: str) -> None:
    straight = straighten(text)
    words = words_of(straight)
    for rule in RULES:
        if rule.pattern.search(straight):
            assert rule.may_match(words), rule.read.__name__


@given(prose, common_days)
def test_the_calendar_repeats_after_four_hundred_years(text: str, published: date) -> None:
    """All but Easter, and what stands by itself, moves with the publication date."""
    text = re.sub(r"\d{4}|'\d0s|1990s|10/30|Easter|century", "", text)
    now = resolve(text, published)
    later = resolve(text, published.replace(year=published.year + GREGORIAN_CYCLE))
    assert [_moved(dated) for dated in now] == [dated.interval for dated in later]


def _moved(dated: Dated) -> tuple[date, date] | None:
    if dated.interval is None:
        return None
    first, last = dated.interval
    return first.replace(year=first.year + GREGORIAN_CYCLE), last.replace(year=last.year + GREGORIAN_CYCLE)


@given(
    st.sampled_from(
        ["It ended last year.", "It ended last month.", "It ended in March.", "It will end in November.",
         "It ended five years ago.", "It ended two months ago.", "It ended in the third quarter."]
    ),
    st.integers(1, 300),
    common_days.filter(lambda day: day.day < 29),
)  # fmt: skip
def test_moving_the_publication_by_years_moves_what_leans_on_it(
    text: str, years: int, published: date
) -> None:
    (before,) = resolve(text, published)
    (after,) = resolve(text, published.replace(year=published.year + years))
    assert before.interval
    assert after.interval
    assert after.interval[0] == before.interval[0].replace(year=before.interval[0].year + years)
    assert after.precision == before.precision


@given(texts)
def test_without_a_publication_date_nothing_is_guessed_from_now(text: str) -> None:
    """The same text read on another day gives the same dates: no clock is looked at."""
    assert find(text) == find(text)
    for dated in resolve(text, None):
        if dated.value.startswith("XXXX"):
            assert dated.interval is None
