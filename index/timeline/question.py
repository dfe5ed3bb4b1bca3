"""Dates in a question, as the days to look in: 'in January 2021', 'since Monday', 'in the past two weeks'."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.model import Range
from index.timeline.calendar import resolve
from index.timeline.dated import Dated
from index.timeline.expressions import find, straighten
from index.timeline.meaning import Amount, Fixed, YearlessDay, YearlessMonth
from index.timeline.scene import sets_scene
from index.timeline.values import Interval, interval_of, shift_value

_AFTER = re.compile(r"\b(?P<how>since|after|from)(?: the)? \Z", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?P<how>before|until|till|up to|by|prior to)(?: the)? \Z", re.IGNORECASE)
_WINDOW = re.compile(r"(?:the |these )?(?P<way>last|past|previous|recent|next|coming)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:noon|midnight|\d{1,2}(?:[:.]\d\d)?(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?)", re.IGNORECASE
)
"""An hour alone: it says nothing of the day."""
_AHEAD = re.compile(
    r"\b(?:will|shall|going to|planned|scheduled|expected|due|upcoming|coming|plans?|next)\b|'ll\b",
    re.IGNORECASE,
)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The days a question names, both included; an open end is None. `span` is where it names them."""

    since: date | None
    until: date | None
    span: Range

    def hold(self, interval: Interval) -> bool:
        """Whether all of an event lies in the days: what is only dated to 2021 is not told of January."""
        first, last = interval
        return (self.since is None or first >= self.since) and (self.until is None or last <= self.until)


def days_asked(question: str, today: date, told: date | None) -> Asked | None:
    """The days that a question asked on `today` limits itself to; None where it names none.

    A year that only names something ('the 2008 crash') limits nothing. A day or a month without a year is
    the last one up to `told`, unless the question looks ahead; without `told` nobody knows of which year.
    """
    straight = straighten(question)
    found = [
        asked
        for dated in _resolved(question, today, told)
        if (asked := _window(dated, today) or _bounded(question, straight, dated))
    ]
    if not found:
        return None
    first = min((asked.since for asked in found if asked.since), default=None)
    last = max((asked.until for asked in found if asked.until), default=None)
    if first and last and first > last:  # 'after May and before March': the first one is believed
        return found[0]
    return Asked(first, last, (found[0].span[0], found[-1].span[1]))


def _resolved(question: str, today: date, told: date | None) -> Iterator[Dated]:
    expressions = find(question)
    # A year lends itself to what stands beside it.
    as_said = _AHEAD.search(question) or any(isinstance(one.meaning, Fixed) for one in expressions)
    for expression, now, then in zip(
        expressions, resolve(question, today), resolve(question, told), strict=True
    ):
        match expression.meaning:
            case YearlessDay() | YearlessMonth(which=None) if not as_said:
                yield _last(then, told) if told else then
            case _:
                yield now


def _last(dated: Dated, told: date) -> Dated:
    """The same day or month of the year before, where it begins after `told`."""
    if dated.interval is None or dated.interval[0] <= told:
        return dated
    first, last = (_year_before(day) for day in dated.interval)
    return replace(dated, value=f"{first.year:04}{dated.value[4:]}", interval=(first, last))


def _year_before(day: date) -> date:
    last_of_month = monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last_of_month))


def _bounded(question: str, straight: str, dated: Dated) -> Asked | None:
    if dated.interval is None or dated.type in ("SET", "DURATION") or _CLOCK.fullmatch(dated.text):
        return None
    span = (dated.start, dated.end)
    first, last = dated.whole or dated.interval
    if dated.whole:
        return Asked(first, last, span)
    before = straight[max(0, dated.start - 12) : dated.start]
    if after := _AFTER.search(before):
        return Asked(first if after["how"].lower() != "after" else _next(last), None, span)
    if until := _BEFORE.search(before):
        return Asked(None, last if until["how"].lower() != "before" else _previous(first), span)
    return None if sets_scene(question, dated) else Asked(first, last, span)


def _window(dated: Dated, today: date) -> Asked | None:
    """'in the past three weeks' ends today, 'in the next three weeks' begins today."""
    way = _WINDOW.match(dated.text)
    amount = _amount(dated.value) if way and dated.type == "DURATION" else None
    if way is None or amount is None:
        return None
    ahead = way["way"].lower() in ("next", "coming")
    number = amount.number or 0
    value = shift_value(today, number if ahead else -number, amount.unit)
    found = interval_of(value) if value else None
    if found is None:
        return None
    span = (dated.start, dated.end)
    return Asked(today, found[0][1], span) if ahead else Asked(found[0][0], today, span)


def _amount(value: str) -> Amount | None:
    match = re.fullmatch(r"P(\d+)([DWMY])", value)
    if not match:
        return None
    units = {"D": "day", "W": "week", "M": "month", "Y": "year"}
    return Amount(int(match[1]), units[match[2]])  # type: ignore[arg-type]  # one of four units


def _next(day: date) -> date:
    return day + _ONE_DAY if day < date.max else day


def _previous(day: date) -> date:
    return day - _ONE_DAY if day > date.min else day
