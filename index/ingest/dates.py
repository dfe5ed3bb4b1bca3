"""The day that a metadata value names. Whole dates only: a year alone is no publication date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTHS_OF_A_YEAR = 12
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
ISO = r"(?P<y>(?:1[5-9]|2[01])\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"
_COMPACT = r"((?:1[5-9]|2[01])\d\d)(\d\d)(\d\d)"
_ISO = re.compile(rf"(?<![\d.]){ISO}")
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[ -]+(?:of )?{_MONTH}[ ,-]+(\d{{4}})\b", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"\b{_MONTH} +(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}})\b", re.IGNORECASE)
_IN_NAME = re.compile(rf"(?<!\d){_COMPACT}(?!\d)")
_PDF = re.compile(rf"D?:?{_COMPACT}")
WRITTEN = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ -]+(?:of )?[A-Z][a-z]+\.?[ ,-]+\d{4}"
    r"|[A-Z][a-z]+\.? +\d{1,2}(?:st|nd|rd|th)?,? +\d{4})"
)
NUMERIC = r"\d{1,2}(?P<between>[./-])\d{1,2}(?P=between)(?:1[5-9]|2[01])\d\d"
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2((?:1[5-9]|2[01])\d\d)(?!\d)")
_EARLIEST_SECONDS = 10**8  # numbers below are years or ids, not seconds since 1970
_MILLISECONDS = 10**11


def day(value: object) -> date | None:
    """The day in a value of front matter, JSON or a page's metadata; None where it names none.

    A date and time keeps the day it was written with, in its own time zone. Numbers are seconds or
    milliseconds since 1970, in UTC.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _timestamp(value)
    if not isinstance(value, str):
        return None
    return _written(value[:200]) or _compact(_PDF, value.strip()) or _mail(value)


def day_in_name(name: str) -> date | None:
    """The day in a file name such as `2021-09-17-talks.txt`, `talks_20210917.pdf` or `17 Sep 2021.md`."""
    return _written(name.replace("_", "-")) or _compact(_IN_NAME, name)


def _written(text: str) -> date | None:
    if match := _ISO.search(text):
        return _date(match["y"], match["m"], match["d"])
    if match := _DAY_FIRST.search(text):
        return _date(match[3], match[2], match[1])
    if match := _MONTH_FIRST.search(text):
        return _date(match[3], match[1], match[2])
    if match := _NUMERIC.search(text):
        return _numeric(int(match[1]), int(match[3]), match[4], dotted=match[2] == ".")
    return None


def _numeric(first: int, second: int, year: str, *, dotted: bool) -> date | None:
    """14.03.2023, 14/03/2023 and 03/14/2023; none of 03/04/2023, which is of March or of April."""
    if dotted or first > _MONTHS_OF_A_YEAR or first == second:
        return _date(year, str(second), str(first))
    return _date(year, str(first), str(second)) if second > _MONTHS_OF_A_YEAR else None


def _compact(pattern: re.Pattern[str], text: str) -> date | None:
    match = pattern.match(text) if pattern is _PDF else pattern.search(text)
    return _date(match[1], match[2], match[3]) if match else None


def _mail(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, IndexError, TypeError):
        return None


def _timestamp(value: float) -> date | None:
    if not value > _EARLIEST_SECONDS:
        return None
    try:
        return datetime.fromtimestamp(value / (1000 if value > _MILLISECONDS else 1), UTC).date()
    except (OverflowError, OSError, ValueError):
        return None


def _date(year: str, month: str, day_of_month: str) -> date | None:
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(year), number, int(day_of_month))
    except ValueError:
        return None
