"""TIMEX3 values and the days they cover."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Literal

from index.timeline.words import Unit

Interval = tuple[date, date]
"""First and last day, both included."""
Part = Literal["START", "MID", "END"]
Precision = Literal["day", "week", "month", "season", "quarter", "year", "decade", "range"]

_PIVOT = 50
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_DAY_LONG = {"hour", "minute", "second", "day"}


def day_value(year: int, month: int, day: int) -> str | None:
    """'2020-10-30', or None for a day that no calendar has."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def two_digit_year(year: int) -> int:
    """1951 for 51, 2050 for 50: the century that makes the year the likelier subject of a text."""
    return year + (1900 if year > _PIVOT else 2000)


def shift_days(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift_value(origin: date, amount: float, unit: Unit) -> str | None:
    """The value of `unit`, so many units from the one that holds `origin`; None beyond the calendar.

    An offset is no more exact than its unit: three weeks before a Tuesday is a week, not a day.
    """
    whole = int(amount)
    value: str | None
    if amount != whole and unit == "year":
        return shift_value(origin, int(amount * 12), "month")
    if unit in _DAY_LONG:
        day = shift_days(origin, whole if unit == "day" else 0)
        return day.isoformat() if day else None
    if unit in ("week", "weekend"):
        day = shift_days(origin, 7 * whole)
        value = week_value(day) if day else None
        return f"{value}-WE" if value and unit == "weekend" else value
    if unit in ("month", "quarter"):
        year, month = divmod(
            origin.year * 12 + origin.month - 1 + whole * (3 if unit == "quarter" else 1), 12
        )
        value = f"{year:04}-Q{month // 3 + 1}" if unit == "quarter" else f"{year:04}-{month + 1:02}"
        return value if 1 <= year <= date.max.year else None
    year = origin.year + whole * {"year": 1, "decade": 10, "century": 100}[unit]
    if not 1 <= year <= date.max.year:
        return None
    return f"{year:04}"[: {"year": 4, "decade": 3, "century": 2}[unit]]


def week_value(day: date) -> str:
    """ISO 8601 week of a day: '2021-W36'."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def interval_of(value: str) -> tuple[Interval, Precision] | None:
    """First and last day that a TIMEX3 value covers; None for one that names no part of the calendar.

    A season is the meteorological one of the northern hemisphere, so that winter 2020 begins in
    December 2020 and ends in February 2021. A fiscal year is taken as the calendar year of its number.
    """
    value = value.split("T", maxsplit=1)[0].removeprefix("FY")
    for pattern, read in _READERS:
        if match := pattern.fullmatch(value):
            try:
                return read(match)
            except (ValueError, OverflowError):
                return None
    return None


def months(year: int, month: int, count: int) -> Interval:
    """The interval of `count` months from a month on."""
    last_year, last_month = divmod(year * 12 + month - 1 + count - 1, 12)
    last = date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1])
    return date(year, month, 1), last


def third(interval: Interval, part: Part) -> Interval:
    """'Early', 'mid' and 'late' of an interval: its first, middle or last third, cut where people cut it.

    A year is cut after April and August, a month after the 10th and 20th, a decade after its fourth and
    seventh year.
    """
    first, last = interval
    span = (last.year - first.year) * 12 + last.month - first.month + 1
    if span > 12:  # noqa: PLR2004 -- months of a year
        cuts = [date(first.year + round(span / 12 * share), 1, 1) for share in (0.4, 0.7)]
    elif span > 1:
        cuts = [months(first.year, first.month, span * nth // 3)[1] + timedelta(days=1) for nth in (1, 2)]
    else:
        cuts = [first.replace(day=11), first.replace(day=21)]
    one_day = timedelta(days=1)
    match part:
        case "START":
            return first, cuts[0] - one_day
        case "MID":
            return cuts[0], cuts[1] - one_day
        case "END":
            return cuts[1], last


def _week(match: re.Match[str]) -> tuple[Interval, Precision]:
    monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    if match[3]:
        return (monday + timedelta(days=5), monday + timedelta(days=6)), "range"
    return (monday, monday + timedelta(days=6)), "week"


def _day(match: re.Match[str]) -> tuple[Interval, Precision]:
    day = date.fromisoformat(match[0])
    return (day, day), "day"


def _month(match: re.Match[str]) -> tuple[Interval, Precision]:
    return months(int(match[1]), int(match[2]), 1), "month"


def _quarter(match: re.Match[str]) -> tuple[Interval, Precision]:
    return months(int(match[1]), 3 * int(match[2]) - 2, 3), "quarter"


def _half(match: re.Match[str]) -> tuple[Interval, Precision]:
    return months(int(match[1]), 6 * int(match[2]) - 5, 6), "range"


def _season(match: re.Match[str]) -> tuple[Interval, Precision]:
    return months(int(match[1]), _SEASON_MONTHS[match[2]], 3), "season"


def _year(match: re.Match[str]) -> tuple[Interval, Precision]:
    return months(int(match[1]), 1, 12), "year"


def _decade(match: re.Match[str]) -> tuple[Interval, Precision]:
    return months(int(match[1]) * 10, 1, 120), "decade"


def _century(match: re.Match[str]) -> tuple[Interval, Precision]:
    return months(max(int(match[1]) * 100, 1), 1, 1200), "range"


_READERS = [
    (re.compile(r"\d{4}-\d\d-\d\d"), _day),
    (re.compile(r"(\d{4})-(\d\d)"), _month),
    (re.compile(r"(\d{4})"), _year),
    (re.compile(r"(\d{4})-W(\d\d)(-WE)?"), _week),
    (re.compile(r"(\d{4})-Q([1-4])"), _quarter),
    (re.compile(r"(\d{4})-H([12])"), _half),
    (re.compile(r"(\d{4})-(SP|SU|FA|WI)"), _season),
    (re.compile(r"(\d{3})"), _decade),
    (re.compile(r"(\d\d)"), _century),
]
