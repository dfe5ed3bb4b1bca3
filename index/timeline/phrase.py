"""Days in words, never more exact than the text: 'in the week of 6 September 2021', 'in 1979'."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from index.timeline.values import Interval, Precision

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
_ORDINALS = ("first", "second", "third", "fourth")


def phrase(interval: Interval, precision: Precision) -> str:
    """The interval as a reader would say it, with its preposition where it needs one."""
    first, last = interval
    match precision:
        case "day":
            return day(first)
        case "week":
            return f"in the week of {day(first)}"
        case "month":
            return f"in {month(first)}"
        case "season":
            return f"in the {_SEASONS.get(first.month, 'season')} of {_season_years(interval)}"
        case "quarter":
            return f"in the {_ORDINALS[(first.month - 1) // 3]} quarter of {first.year}"
        case "year":
            return f"in {first.year}"
        case "decade":
            return f"in the {first.year}s"
        case "range":
            return f"between {_bounds(first, last)}" if first != last else day(first)


def short(interval: Interval, precision: Precision) -> str:
    """The same for a label, where room is scarce: '6-12 Sep 2021', 'Sep 2021', '1979'."""
    first, last = interval
    match precision:
        case "day":
            return f"{first.day} {MONTHS[first.month - 1][:3]} {first.year}"
        case "month":
            return f"{MONTHS[first.month - 1][:3]} {first.year}"
        case "season":
            return f"{_SEASONS.get(first.month, 'season')} {_season_years(interval)}"
        case "quarter":
            return f"Q{(first.month - 1) // 3 + 1} {first.year}"
        case "year":
            return str(first.year)
        case "decade":
            return f"{first.year}s"
        case "week" | "range":
            return _short_span(first, last)


def heading(first: date, precision: Precision) -> str:
    """The year, or the month and year, that an entry is listed under."""
    return month(first) if precision in ("day", "week", "month") else str(first.year)


def day(when: date) -> str:
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    return f"{MONTHS[when.month - 1]} {when.year}"


def _bounds(first: date, last: date) -> str:
    """Whole years and whole months as such: nobody wrote of their first and last days."""
    if not _whole_months(first, last):
        return f"{day(first)} and {day(last)}"
    if (first.month, last.month) == (1, 12):
        return f"{first.year} and {last.year}"
    return f"{month(first)} and {month(last)}"


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last.day == monthrange(last.year, last.month)[1]


def _season_years(interval: Interval) -> str:
    first, last = interval
    return str(first.year) if first.year == last.year else f"{first.year}-{last.year % 100:02}"


def _short_span(first: date, last: date) -> str:
    begin, end = MONTHS[first.month - 1][:3], MONTHS[last.month - 1][:3]
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{last.day} {end} {last.year}"
    if first.year == last.year and _whole_months(first, last):
        return f"{begin} - {end} {last.year}"
    if first.year == last.year:
        return f"{first.day} {begin} - {last.day} {end} {last.year}"
    if first.month == first.day == 1 and (last.month, last.day) == (12, 31):
        return f"{first.year}-{last.year}"
    return f"{begin} {first.year} - {end} {last.year}"
