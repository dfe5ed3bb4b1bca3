"""Resolves time expressions to calendar intervals, each with the precision the text gives it.

    expressions.find -> what each span means -> (publication date, tense, dates nearby) -> Dated

What cannot be known stays open: its value carries X where a digit is missing, as in TIMEX3, and it has
no interval.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from index.timeline import chains, nearest
from index.timeline.dated import Dated
from index.timeline.expressions import Expression, find, straighten
from index.timeline.grammar.holidays import holiday_in
from index.timeline.meaning import (
    Amount,
    Beside,
    Clock,
    Fixed,
    Holiday,
    Meaning,
    MonthOfShiftedYear,
    PartOfYear,
    Recurring,
    Shift,
    Weekday,
    YearlessDay,
    YearlessMonth,
    YearlessSeason,
)
from index.timeline.reading import Reading
from index.timeline.values import day_value, interval_of, shift_value, third

_FINER = ("second", "minute", "hour", "week", "weekend", "month", "quarter")
"""Units that cannot be counted from a year."""
_NARROWED = 27
"""Days from which on 'early', 'mid' and 'late' cut to a third; a week stays whole."""


def resolve(text: str, published: date | None) -> list[Dated]:
    """Every time expression of `text`, in order, resolved against the publication date if there is one.

    Never raises, whatever the text. Without a publication date only what stands by itself, or hangs on
    something that does, is resolved.
    """
    expressions = find(text)
    reading = Reading(straighten(text), expressions, published)
    resolved = []
    for index, expression in enumerate(expressions):
        dated = _resolve(reading, index, expression)
        resolved.append(dated)
        if dated.interval and dated.precision:
            reading.spoke_of(dated.start, dated.interval[0], dated.precision)
    return chains.join(reading.straight, chains.hang(reading, resolved))


def _resolve(reading: Reading, index: int, expression: Expression) -> Dated:
    value = _value(reading, index, expression.meaning)
    dated = Dated(
        expression.start, expression.end, expression.text, expression.type, value, mod=expression.mod
    )
    if expression.type in ("DURATION", "SET"):
        return dated
    found = interval_of(value)
    if found is None:
        return dated
    interval, precision = found
    last = _last_day(expression.meaning, value)
    if last and last > interval[0]:
        interval, precision = (interval[0], last), "range"
    elif expression.mod and (interval[1] - interval[0]).days >= _NARROWED:
        interval, precision = third(interval, expression.mod), "range"
    return replace(dated, interval=interval, precision=precision)


def _last_day(meaning: Meaning, value: str) -> date | None:
    match meaning:
        case Fixed(last=str() as last):
            closing = interval_of(last)
            return closing[0][1] if closing else None
        case YearlessDay(last_day=int() as last):
            day = day_value(int(value[:4]), meaning.month, last)
            return date.fromisoformat(day) if day else None
        case _:
            return None


def _value(reading: Reading, index: int, meaning: Meaning) -> str:
    expression = reading.expressions[index]
    match meaning:
        case Fixed(value=value) | Recurring(value=value) | Amount(value=value):
            return value
        case Shift():
            return _shifted(reading, expression, meaning)
        case Clock(time=time, day=day):
            return f"{_day_of_clock(reading, index, day)}{time}"
        case Beside():
            return "XXXX-XX-XX"
        case _:
            return _nearest(reading, index, meaning) or _open(meaning)


def _nearest(reading: Reading, index: int, meaning: Meaning) -> str | None:
    """The value of an expression that many days answer to; None where nothing says which."""
    expression = reading.expressions[index]
    way = reading.direction(expression)
    default = reading.published or reading.reference(expression)
    lent = reading.anchor(index)
    # Without a publication date a weekday hangs on a day that the text names: a year is too wide for it.
    retold = None if reading.spoke_of_a_year(expression) else reading.retold(expression)
    near = retold or default if reading.published else reading.reference(expression, exact=True)
    sentence = reading.anchor_before(expression) or default
    found: str | None = None
    match meaning:
        case YearlessDay() if origin := lent or default:
            found = nearest.day(meaning, origin, way, told=origin is not reading.published)
            fixed = lent or way == "future"
            if found and not fixed and (told := reading.told_of(date.fromisoformat(found))):
                found = nearest.day(meaning, told, way, told=True)
        case YearlessMonth() if origin := lent or default:
            found = nearest.month(meaning, origin, way, told=lent is not None)
        case YearlessSeason() if sentence:
            found = nearest.season(meaning, sentence, way)
        case PartOfYear() if default:
            found = nearest.part_of_year(meaning, default, way)
        case Weekday() if near:
            found = nearest.weekday(meaning, near, way, told=reading.published is None)
        case Holiday(year=int() as year):
            found = holiday_in(meaning.name, year).isoformat()
        case Holiday() if sentence:
            found = nearest.holiday(meaning, sentence, way, told=sentence is not reading.published)
        case MonthOfShiftedYear(origin=told):
            base = (reading.reference(expression) if told == "reference" else None) or reading.published
            day = f"-{meaning.day:02}" if meaning.day else ""
            found = f"{base.year + meaning.year_shift:04}-{meaning.month:02}{day}" if base else None
        case _:
            pass
    return found


def _open(meaning: Meaning) -> str:
    """The value of an expression whose year nobody tells."""
    match meaning:
        case YearlessDay(month=month, day=day):
            return f"XXXX-{month:02}-{day:02}"
        case YearlessMonth(month=month) | MonthOfShiftedYear(month=month):
            return f"XXXX-{month:02}"
        case YearlessSeason(season=part) | PartOfYear(part=part):
            return f"XXXX-{part}"
        case Weekday(day=day):
            return f"XXXX-WXX-{day + 1}"
        case _:
            return "XXXX-XX-XX"


def _shifted(reading: Reading, expression: Expression, meaning: Shift) -> str:
    origin = reading.published
    if meaning.origin == "reference" and meaning.unit in _FINER and reading.spoke_of_a_year(expression):
        origin = None
    elif meaning.origin == "reference":
        origin = reading.reference(expression, exact=meaning.unit == "day") or origin
    value = shift_value(origin, meaning.amount, meaning.unit) if origin else None
    if value is None:
        return "PAST_REF" if meaning.amount < 0 else "FUTURE_REF" if meaning.amount else "PRESENT_REF"
    return value


def _day_of_clock(reading: Reading, index: int, day: Meaning | None) -> str:
    if day is not None:
        return _value(reading, index, day)
    spoken = reading.reference(reading.expressions[index], exact=True)
    if spoken is None or (
        reading.published and spoken > reading.published and not reading.same_sentence(index)
    ):
        spoken = reading.published  # the plan in the sentence before is over
    return spoken.isoformat() if spoken else "XXXX-XX-XX"
