"""Dates that hang on other dates: 'two days after X', 'the day before X', 'from X to Y'."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from index.timeline.expressions import Expression
from index.timeline.meaning import Amount, Beside
from index.timeline.values import Interval, interval_of, shift_value
from index.timeline.words import Unit

if TYPE_CHECKING:
    from index.timeline.calendar import Dated  # `calendar` calls this module

_SIGNAL = re.compile(
    r" (?:to the day )?(?P<way>before|prior to|ahead of|after|following|since|on from)\b", re.I
)
_APPOSED = re.compile(
    r" ?[,(-]* ?(?:just|only|barely|exactly|some|about|almost|less than|more than|and|or)?(?: some)? ?", re.I
)
_CLAUSE_END = re.compile(r"[,;:]|\.(?: |$)")
_PRESENT = re.compile(r"\b(?:is|are|has|have)\b", re.I)
_DAYS = {
    "day": 1,
    "week": 7,
    "weekend": 7,
    "month": 28,
    "quarter": 90,
    "year": 365,
    "decade": 3650,
    "century": 36500,
}
_FROM = re.compile(r"\b(?:from|between|since)(?: the)? ?\Z", re.I)
_TO = re.compile(r" ?(?:to|until|till|through|and|-|up to)(?: the)? ?", re.I)
_DASH = re.compile(r" ?(?:-|through|to) ?", re.I)


def hang(
    straight: str,
    bounds: Sequence[int],
    expressions: Sequence[Expression],
    resolved: Sequence[Dated],
    published: date | None,
) -> list[Dated]:
    """Gives a date to each amount that the text measures from another one.

    'A, two days after B': with a date for A, the amount dates the event B; with a date inside B, it dates
    what the sentence tells. 'The day after B' without any date is no time expression and is left out.
    """
    result: list[Dated] = []
    for index, (expression, dated) in enumerate(zip(expressions, resolved, strict=True)):
        amount = _amount(expression)
        if amount is None:
            result.append(dated)
            continue
        number, unit, way = *amount, _way(straight, expression)
        value = None
        if way:
            begin, end = _sentence(bounds, expression.start)
            value = _hung(straight, (begin, end), resolved, index, number * way, unit, published)
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
    if not signal:
        return 0
    return -1 if signal["way"].lower() in ("before", "prior to", "ahead of") else 1


def _sentence(bounds: Sequence[int], offset: int) -> tuple[int, int]:
    index = bisect_right(bounds, offset)
    return bounds[index - 1], bounds[index]


def _hung(
    straight: str,
    sentence: tuple[int, int],
    resolved: Sequence[Dated],
    index: int,
    amount: float,
    unit: Unit,
    published: date | None,
) -> str | None:
    """The value that the amount dates: of the sentence's own event, or of the one named after the signal."""
    begin, end = sentence
    here = resolved[index]
    clause = _CLAUSE_END.search(straight, here.end, end)
    clause_end = clause.start() if clause else end
    inside = [other for other in resolved[index + 1 :] if other.start < clause_end and _exact(other, unit)]
    if inside and inside[0].interval:
        return shift_value(inside[0].interval[0], amount, unit)
    before = [other for other in resolved[:index] if other.start >= begin and _exact(other, unit)]
    after = [
        other for other in resolved[index + 1 :] if clause_end <= other.start < end and _exact(other, unit)
    ]
    opens = not re.search(r"\w{4,}", straight[begin : here.start].replace("just", "").replace("only", ""))
    if (
        before
        and before[-1].interval
        and (
            _APPOSED.fullmatch(straight[before[-1].end : here.start])
            or re.search(r", ?(?:just |only |barely )?\Z", straight[begin : here.start])
        )
    ):
        return shift_value(before[-1].interval[0], -amount, unit)
    if opens and after and after[0].interval:
        return shift_value(after[0].interval[0], -amount, unit)
    if opens and published and clause and _PRESENT.search(straight, clause_end, end):
        return shift_value(published, -amount, unit)
    return None


def _exact(other: Dated, unit: Unit) -> bool:
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
        between = straight[first.end : last.start]
        opened = _FROM.search(straight[max(0, first.start - 14) : first.start]) and _TO.fullmatch(between)
        if opened or (_DASH.fullmatch(between) and first.precision == last.precision and first.whole is None):
            whole: Interval = (first.interval[0], last.interval[1])
            result[i], result[i + 1] = replace(first, whole=whole), replace(last, whole=whole)
    return result
