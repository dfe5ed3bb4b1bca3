"""Resolves time expressions to calendar intervals, each with the precision the text gives it.

    expressions.find -> what each span means -> (publication date, tense, dates nearby) -> Dated

What cannot be known stays open: its value carries X where a digit is missing, as in TIMEX3, and it has
no interval.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.timeline import chains
from index.timeline.expressions import Expression, Mod, find, straighten
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
    TimexType,
    Weekday,
    YearlessDay,
    YearlessMonth,
    YearlessSeason,
)
from index.timeline.tense import Direction, direction
from index.timeline.values import (
    Interval,
    Precision,
    day_value,
    interval_of,
    months,
    shift_days,
    shift_value,
    third,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression with its TIMEX3 value and, where it names a part of the calendar, its days.

    `interval` is first and last day, both included. A duration has one only where the text hangs it on a
    date ('two days after ...'). `whole` is the span of days that an expression bounds together with its
    neighbour ('from May to July').
    """

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    interval: Interval | None = None
    precision: Precision | None = None
    mod: Mod = None
    whole: Interval | None = None


def resolve(text: str, published: date | None) -> list[Dated]:
    """Every time expression of `text`, in order, resolved against the publication date if there is one.

    Never raises, whatever the text.
    """
    return _Reading(text, published).dated()


_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\"'%][.!?])[\"')]{0,2} +(?=[\"'(]?[A-Z])|\n+")
_NO_REFERENCE = re.compile(r"\b(?:since|than|until|till) (?:the )?\Z", re.I)
_OPENS_SENTENCE = re.compile(r"[\"' ]*(?:in|by|during|throughout) \Z", re.I)
_ARTICLE = re.compile(r"\b(?:the|an?|that|this|his|her|its|their) \Z", re.I)
_JOINS_YEAR = re.compile(r" ?(?:and|or|to|through|until|-|&|, ?|, ?and) ?(?:on |the )?\Z", re.I)
_IN_YEAR = re.compile(r" ?,? ?(?:in|of)? ")
_SEASON_MONTH = {"SP": 4, "SU": 7, "FA": 10, "WI": 1}
_MONTHS_AHEAD = 3
"""A month without verb or year is the coming one up to here, the past one beyond."""
_DAYS_AHEAD = 100
_OLD_STORY = 5
"""So many dates of other years, and most of all dates, make a text an account of the past."""


class _Reading:
    """One pass over one text; remembers the date the text last spoke of."""

    def __init__(self, text: str, published: date | None) -> None:
        self.published = published
        self.straight = straighten(text)
        self.expressions = find(text)
        self.bounds = [0, *(match.end() for match in _SENTENCE_END.finditer(self.straight)), len(text) + 1]
        self.reference: date | None = None
        self.reference_at = 0
        self.reference_is_day = False
        self.anchors = self._explicit_dates()
        self.retrospective = self._is_retrospective()

    def dated(self) -> list[Dated]:
        resolved: list[Dated] = []
        for index, expression in enumerate(self.expressions):
            dated = self._resolve(index, expression)
            resolved.append(dated)
            if dated.interval and not _NO_REFERENCE.search(self.straight[: dated.start][-12:]):
                self.reference, self.reference_at = dated.interval[0], dated.start
                self.reference_is_day = dated.precision == "day"
        resolved = chains.hang(self.straight, self.bounds, self.expressions, resolved, self.published)
        return chains.join(self.straight, resolved)

    def _resolve(self, index: int, expression: Expression) -> Dated:
        value = self._value(index, expression, expression.meaning)
        dated = Dated(
            expression.start, expression.end, expression.text, expression.type, value, mod=expression.mod
        )
        if expression.type in ("DURATION", "SET"):
            return dated
        found = interval_of(value)
        if found is None:
            return dated
        interval, precision = found
        last = self._last_day(expression.meaning, value)
        if last and last > interval[0]:
            interval, precision = (interval[0], last), "range"
        elif expression.mod and precision in ("month", "quarter", "season", "year", "decade", "range"):
            interval, precision = third(interval, expression.mod), "range"
        return replace(dated, interval=interval, precision=precision)

    def _last_day(self, meaning: Meaning, value: str) -> date | None:
        match meaning:
            case Fixed(last=str() as last):
                closing = interval_of(last)
                return closing[0][1] if closing else None
            case YearlessDay(last_day=int() as last):
                day = day_value(int(value[:4]), meaning.month, last)
                return date.fromisoformat(day) if day else None
            case _:
                return None

    # ---- values

    def _value(self, index: int, expression: Expression, meaning: Meaning) -> str:
        match meaning:
            case Fixed(value=value) | Recurring(value=value) | Amount(value=value):
                return value
            case YearlessDay(month=month, day=day, weekday=weekday):
                return self._yearless_day(index, expression, month, day, weekday)
            case YearlessMonth():
                return self._yearless_month(index, expression, meaning)
            case YearlessSeason():
                return self._season(expression, meaning)
            case MonthOfShiftedYear(month=month, year_shift=shift, day=day, origin=origin):
                base = (self._reference(expression) if origin == "reference" else None) or self.published
                year = f"{base.year + shift:04}" if base else "XXXX"
                return f"{year}-{month:02}" + (f"-{day:02}" if day else "")
            case PartOfYear():
                return self._part_of_year(expression, meaning)
            case Weekday():
                return self._weekday(expression, meaning)
            case Holiday():
                return self._holiday(expression, meaning)
            case Shift():
                return self._shift(expression, meaning)
            case Clock(time=time, day=day_meaning):
                return self._clock(index, expression, time, day_meaning)
            case Beside():
                return "XXXX-XX-XX"

    def _yearless_day(
        self, index: int, expression: Expression, month: int, day: int, weekday: int | None
    ) -> str:
        anchor = self._anchor(index, expression) or self.published or self.reference
        if anchor is None:
            return f"XXXX-{month:02}-{day:02}"
        near = [made for year in _years(anchor) if (made := _date(year, month, day))]
        if weekday is not None:
            near = [made for made in near if made.weekday() == weekday] or near
        if not near:
            return f"XXXX-{month:02}-{day:02}"
        if anchor is not self.published:
            return min(near, key=lambda made: abs((made - anchor).days)).isoformat()
        return min(
            near, key=lambda made: _distance((made - anchor).days, self._direction(expression))
        ).isoformat()

    def _yearless_month(self, index: int, expression: Expression, meaning: YearlessMonth) -> str:
        month, anchor = meaning.month, self._anchor(index, expression)
        if anchor:
            year = min(_years(anchor), key=lambda y: abs(y * 12 + month - anchor.year * 12 - anchor.month))
            return f"{year:04}-{month:02}"
        origin = self.published or self.reference
        if origin is None:
            return f"XXXX-{month:02}"
        return f"{origin.year + self._month_shift(expression, meaning, month - origin.month):04}-{month:02}"

    def _month_shift(self, expression: Expression, meaning: YearlessMonth, ahead: int) -> int:
        """Years from the publication year, for a month that lies so many months ahead in that year."""
        match meaning.which:
            case "last":
                return -1 if ahead >= 0 else 0
            case "next":
                return 1 if ahead <= 0 else 0
            case "this":
                return 0
        way = self._direction(expression)
        if ahead == 0:
            return 0
        if ahead > 0:
            return 0 if way == "future" or (way is None and ahead <= _MONTHS_AHEAD) else -1
        if way == "future" and ahead < -1:
            return 1 if ahead + 12 <= 9 else 0  # noqa: PLR2004 -- months; a plan further off names its year
        return 1 if way is None and ahead + 12 <= _MONTHS_AHEAD else 0

    def _season(self, expression: Expression, meaning: YearlessSeason) -> str:
        origin = self._anchor_of_sentence(expression) or self.published or self.reference
        if origin is None:
            return f"XXXX-{meaning.season}"
        middle, year = _SEASON_MONTH[meaning.season], origin.year
        if meaning.which == "last" and middle + 1 >= origin.month:
            year -= 1
        elif meaning.which == "next" and middle <= origin.month:
            year += 1
        elif meaning.which is None and middle - 1 > origin.month and self._direction(expression) == "past":
            year -= 1
        return f"{year:04}-{meaning.season}"

    def _part_of_year(self, expression: Expression, meaning: PartOfYear) -> str:
        origin = self.published or self.reference
        if origin is None:
            return f"XXXX-{meaning.part}"
        if meaning.year_shift is not None:
            return f"{origin.year + meaning.year_shift:04}-{meaning.part}"
        length = 3 if meaning.part.startswith("Q") else 6
        current = (origin.month - 1) // length + 1
        # Results are reported after the quarter has ended, so the quarter under way counts as ahead.
        ahead = int(meaning.part[1]) > current and self._direction(expression) != "future"
        return f"{origin.year - ahead:04}-{meaning.part}"

    def _weekday(self, expression: Expression, meaning: Weekday) -> str:
        origin = self._retold(expression) or self.published or self.reference
        if origin is None:
            return f"XXXX-WXX-{meaning.day + 1}"
        ahead = (meaning.day - origin.weekday()) % 7
        if meaning.week_shift is not None:
            days = meaning.day - origin.weekday() + 7 * meaning.week_shift
        elif meaning.which == "this":
            days = meaning.day - origin.weekday()
        elif meaning.which == "last":
            days = (ahead or 7) - 7 if ahead else -7
        elif meaning.which == "next":
            days = ahead or 7
        else:
            forward = self._direction(expression) == "future"
            days = ahead if forward or ahead == 0 else ahead - 7
        day = shift_days(origin, days)
        return day.isoformat() if day else f"XXXX-WXX-{meaning.day + 1}"

    def _holiday(self, expression: Expression, meaning: Holiday) -> str:
        origin = self._anchor_of_sentence(expression) or self.published or self.reference
        if meaning.year is not None:
            return holiday_in(meaning.name, meaning.year).isoformat()
        if origin is None:
            return "XXXX-XX-XX"
        days = [holiday_in(meaning.name, year) for year in _years(origin)]
        if meaning.which == "last":
            days = [day for day in days if day < origin]
        elif meaning.which == "next":
            days = [day for day in days if day > origin]
        elif meaning.which == "this":
            days = [day for day in days if day.year == origin.year]
        way = self._direction(expression)
        return (
            min(days, key=lambda day: _distance((day - origin).days, way)).isoformat()
            if days
            else "XXXX-XX-XX"
        )

    def _shift(self, expression: Expression, meaning: Shift) -> str:
        origin = self.published
        if meaning.origin == "reference":
            spoken_of = self._reference(expression)
            if self.reference_is_day or meaning.unit != "day":
                origin = spoken_of or origin
        value = shift_value(origin, meaning.amount, meaning.unit) if origin else None
        if value is None:
            return "PAST_REF" if meaning.amount < 0 else "FUTURE_REF" if meaning.amount else "PRESENT_REF"
        return value + meaning.suffix

    def _clock(self, index: int, expression: Expression, time: str, meaning: Meaning | None) -> str:
        if meaning is not None:
            day = self._value(index, expression, meaning)
        else:
            spoken_of = (self._reference(expression) if self.reference_is_day else None) or self.published
            day = spoken_of.isoformat() if spoken_of else "XXXX-XX-XX"
        return f"{day}{time}"

    # ---- context

    def _sentence(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.bounds, offset)
        return self.bounds[index - 1], self.bounds[index]

    def _direction(self, expression: Expression) -> Direction:
        begin, end = self._sentence(expression.start)
        if self._is_attribute(expression):
            return None
        return direction(self.straight[begin:end], expression.start - begin, expression.end - begin)

    def _is_attribute(self, expression: Expression) -> bool:
        """A date between an article and its noun ('the January 6 committee') has no verb of its own."""
        before = self.straight[max(0, expression.start - 6) : expression.start]
        return isinstance(expression.meaning, YearlessDay) and bool(_ARTICLE.search(before))

    def _explicit_dates(self) -> list[tuple[int, int, date, bool]]:
        """Start, end and first day of each expression that stands by itself; whether it is a bare year."""
        explicit = []
        for expression in self.expressions:
            if isinstance(expression.meaning, Fixed) and (found := interval_of(expression.meaning.value)):
                explicit.append((expression.start, expression.end, found[0][0], found[1] == "year"))
        return explicit

    def _is_retrospective(self) -> bool:
        """Whether the text tells of years other than the one it was published in."""
        if self.published is None:
            return True
        old = sum(day.year < self.published.year - 1 for *_, day, bare in self.anchors if not bare)
        return old >= _OLD_STORY and old * 2 > len(self.anchors)

    def _anchor(self, index: int, expression: Expression) -> date | None:
        """The date that lends its year to one without: joined to it, or before it in the sentence."""
        following = self.expressions[index + 1] if index + 1 < len(self.expressions) else None
        if following:
            between = self.straight[expression.end : following.start]
            for start, _, day, bare in self.anchors:
                if start == following.start and (_IN_YEAR if bare else _JOINS_YEAR).fullmatch(between):
                    return day.replace(month=_month_of(expression.meaning)) if bare else day
            if isinstance(following.meaning, YearlessDay | YearlessMonth) and _JOINS_YEAR.fullmatch(between):
                return self._anchor(index + 1, following)
        return None if self._is_attribute(expression) else self._anchor_of_sentence(expression)

    def _anchor_of_sentence(self, expression: Expression) -> date | None:
        begin, _ = self._sentence(expression.start)
        for start, _, day, bare in reversed(self.anchors):
            if start >= expression.start:
                continue
            before = self.straight[max(begin, start - 30) : start]
            if (
                start >= begin
                and not _NO_REFERENCE.search(before)
                and (not bare or _OPENS_SENTENCE.fullmatch(self.straight[begin:start]))
            ):
                return day
            if self.retrospective:
                return self._retold(expression) or day
            if start < begin:
                return None
        return None

    def _retold(self, expression: Expression) -> date | None:
        """In an account of the past, the date it last spoke of stands for the publication date."""
        return self._reference(expression) if self.retrospective else None

    def _reference(self, expression: Expression) -> date | None:
        """The date last spoken of, if that was in this paragraph or the two sentences before."""
        if self.reference is None:
            return None
        index = bisect_right(self.bounds, expression.start) - 1
        return (
            self.reference
            if self.retrospective or self.reference_at >= self.bounds[max(0, index - 2)]
            else None
        )


def _month_of(meaning: Meaning) -> int:
    return meaning.month if isinstance(meaning, YearlessDay | YearlessMonth) else 1


def _years(origin: date) -> list[int]:
    return [year for year in (origin.year - 1, origin.year, origin.year + 1) if 1 <= year <= date.max.year]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _distance(days: int, way: Direction) -> int:
    """Nearness of a candidate; the way the verb looks is worth more than half a year."""
    if way == "past":
        return abs(days) + (250 if days > 3 else 0)  # noqa: PLR2004 -- a report may date itself days ahead
    if way == "future":
        return abs(days) + (250 if days < 0 else 0)
    return abs(days) + (166 if days > _DAYS_AHEAD else 0)


__all__ = ["Dated", "Interval", "Precision", "months", "resolve", "timedelta"]
