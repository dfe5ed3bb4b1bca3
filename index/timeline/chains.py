"""Dates that hang on other dates: 'two days after X', 'the day before X', 'from X to Y'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.timeline.dated import Dated
from index.timeline.expressions import Expression
from index.timeline.meaning import Amount, Beside
from index.timeline.reading import Reading
from index.timeline.values import Interval, interval_of, shift_value
from index.timeline.words import Unit

_SIGNAL = re.compile(
    r" (?:to the day )?(?P<way>before|prior to|ahead of|after|following|since|on from)\b", re.IGNORECASE
)
_APPOSED = re.compile(
    r" ?[,(-]* ?(?:just|only|barely|exactly|some|about|almost|less than|more than|and|or)?(?: some)? ?",
    re.IGNORECASE,
)
_LASTS = re.compile(r"\b(?:for|within|throughout|over|lasted|every)(?: the)? ?\Z", re.IGNORECASE)
"""What follows is how long something lasted, not when it was."""
_COMMA_BEFORE = re.compile(r", ?(?:just |only |barely |exactly )?\Z", re.IGNORECASE)
_FILLER = re.compile(r"\W*(?:(?:just|only|barely|exactly|and|but|about|some)\W*)*", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:]|\.(?: |$)")
_PRESENT = re.compile(r"\b(?:is|are|has|have)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between|since)(?: the)? ?\Z", re.IGNORECASE)
_TO = re.compile(r" ?(?:to|until|till|through|and|-|up to)(?: the)? ?", re.IGNORECASE)
_DASH = re.compile(r" ?(?:-|through|to) ?", re.IGNORECASE)
_DAYS = {
    "day": 1, "week": 7, "weekend": 7, "month": 28, "quarter": 90, "year": 365, "decade": 3650,
    "century": 36500,
}  # fmt: skip
_FAR = 300
"""Characters to each side; no sentence that can be followed is longer."""
_NEIGHBOURS = 6
"""Expressions to each side that are looked at; a sentence rarely holds more."""


def hang(reading: Reading, resolved: Sequence[Dated]) -> list[Dated]:
    """Gives a date to each amount that the text measures from another one.

    'A, two days after B': with a date for A, the amount dates the event B; with a date inside B, it dates
    what the sentence tells. 'The day after B' without any date is no time expression and is left out.
    """
    result: list[Dated] = []
    for index, (expression, dated) in enumerate(zip(reading.expressions, resolved, strict=True)):
        amount = _amount(expression)
        if amount is None:
            result.append(dated)
            continue
        number, unit = amount
        way = _way(reading.straight, expression)
        value = _hung(reading, resolved, index, number * way, unit) if way else None
        found = interval_of(value) if value else None
        if found:
            shown = value if isinstance(expression.meaning, Beside) and value else dated.value
            result.append(replace(dated, value=shown, interval=found[0], precision=found[1]))
        elif not isinstance(expression.meaning, Beside):
            result.append(dated)
    return result


def _amount(expression: Expression) -> tuple[float, Unit] | None:
    match expression.meaning:
        case Amount(number=float() | int() as number, unit=unit) if unit in _DAYS:
            return number, unit
        case Beside(unit=unit):
            return 1.0, unit
        case _:
            return None


def _way(straight: str, expression: Expression) -> int:
    """1 for 'after', -1 for 'before', 0 where no signal follows."""
    signal = _SIGNAL.match(straight, expression.end)
    if not signal or _LASTS.search(straight, max(0, expression.start - 12), expression.start):
        return 0
    return -1 if signal["way"].lower() in ("before", "prior to", "ahead of") else 1


def _hung(reading: Reading, resolved: Sequence[Dated], index: int, amount: float, unit: Unit) -> str | None:
    """The value that the amount dates: of what the sentence tells, or of what follows the signal."""
    straight, here = reading.straight, resolved[index]
    begin, end = reading.sentence(here.start)
    begin, end = max(begin, here.start - _FAR), min(end, here.end + _FAR)
    clause = _CLAUSE_END.search(straight, here.end, end)
    clause_end = clause.start() if clause else end
    near = resolved[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS + 1]
    dates = [(dated, dated.interval[0]) for dated in near if _counts(dated, unit) and dated.interval]
    for other, day in dates:
        if here.start < other.start < clause_end:
            return shift_value(day, amount, unit)
    before = [(other, day) for other, day in dates if begin <= other.start < here.start]
    if before:
        other, day = before[-1]
        apposed = _APPOSED.fullmatch(straight, other.end, here.start)
        if apposed or _COMMA_BEFORE.search(straight, begin, here.start):
            return shift_value(day, -amount, unit)
    if not _FILLER.fullmatch(straight, begin, here.start):
        return None
    for other, day in dates:
        if clause_end <= other.start < end:
            return shift_value(day, -amount, unit)
    if reading.published and clause and _PRESENT.search(straight, clause_end, end):
        return shift_value(reading.published, -amount, unit)
    return None


def _counts(other: Dated, unit: Unit) -> bool:
    """Whether a date is exact enough to count such units from: two days after a year is nothing."""
    if other.interval is None or other.type in ("SET", "DURATION"):
        return False
    return (other.interval[1] - other.interval[0]).days < 2 * _DAYS[unit]


def join(straight: str, resolved: Sequence[Dated]) -> list[Dated]:
    """Marks the two ends of a span of time ('from May to July', '2008-2010') with the whole of it."""
    result = list(resolved)
    for i in range(len(result) - 1):
        first, last = result[i], result[i + 1]
        if not (first.interval and last.interval) or first.interval[0] >= last.interval[1]:
            continue
        opened = _FROM.search(straight, max(0, first.start - 14), first.start)
        joined = _TO.fullmatch(straight, first.end, last.start) if opened else None
        dashed = _DASH.fullmatch(straight, first.end, last.start) and first.precision == last.precision
        if joined or (dashed and first.whole is None):
            whole: Interval = (first.interval[0], last.interval[1])
            result[i], result[i + 1] = replace(first, whole=whole), replace(last, whole=whole)
    return result
