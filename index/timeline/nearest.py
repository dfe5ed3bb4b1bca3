"""Of the many days that 'Friday', 'March' or 'the summer' may be: the one that a text of a given day means.

Each function takes what the words say, the day they are said on, and where the verb looks, and gives a
TIMEX3 value.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from index.timeline.grammar.holidays import holiday_in
from index.timeline.meaning import Holiday, PartOfYear, Weekday, YearlessDay, YearlessMonth, YearlessSeason
from index.timeline.tense import Direction
from index.timeline.values import shift_days, week_value

_SEASON_MIDDLE = {"SP": 4, "SU": 7, "FA": 10, "WI": 1}
_AHEAD_MONTHS = 3
"""A month without verb or year is the coming one up to here, the past one beyond."""
_PLAN_MONTHS = 10
"""A plan further off than this names its year."""
_BACKWARDS = 4
"""Months that the year before is pushed away when a date follows one that was told: stories go forwards."""
_AHEAD_DAYS = 100
_AGAINST_VERB = 250
"""Days that a candidate is pushed away when it lies where the verb does not look."""
_LIKELY_PAST = 166
"""The same without a verb, for one more than `_AHEAD_DAYS` ahead: most of what is told has happened."""


def day(meaning: YearlessDay, origin: date, way: Direction, *, told: bool) -> str | None:
    """`told`: the origin is a date the text spoke of, so that the nearest day is meant, whatever the verb."""
    near = [made for year in _years(origin) if (made := _date(year, meaning.month, meaning.day))]
    if meaning.weekday is not None:
        near = [made for made in near if made.weekday() == meaning.weekday] or near
    if not near:
        return None
    return _nearest(near, origin, way, told=told)


def month(meaning: YearlessMonth, origin: date, way: Direction, *, told: bool) -> str:
    ahead = meaning.month - origin.month
    match meaning.which:
        case "last":
            shift = -1 if ahead >= 0 else 0
        case "next":
            shift = 1 if ahead <= 0 else 0
        case "this":
            shift = 0
        case None:
            shift = _nearest_year(ahead) if told else _year_by_verb(ahead, way)
    return f"{origin.year + shift:04}-{meaning.month:02}"


def _nearest_year(ahead: int) -> int:
    return min((0, 1, -1), key=lambda shift: abs(ahead + 12 * shift) + (_BACKWARDS if shift < 0 else 0))


def _year_by_verb(ahead: int, way: Direction) -> int:
    if ahead == 0:
        return 0
    if ahead > 0:
        return 0 if way == "future" or (way is None and ahead <= _AHEAD_MONTHS) else -1
    reach = _PLAN_MONTHS if way == "future" else _AHEAD_MONTHS
    # 'in June' with a plan, said in July, is the June that has just gone by.
    return 1 if way != "past" and ahead + 12 <= reach and ahead < -1 else 0


def season(meaning: YearlessSeason, origin: date, way: Direction) -> str:
    middle, year = _SEASON_MIDDLE[meaning.season], origin.year
    if meaning.which == "last" and middle + 1 >= origin.month:
        year -= 1
    elif meaning.which == "next" and middle <= origin.month:
        year += 1
    elif meaning.which is None and middle - 1 > origin.month and way == "past":
        year -= 1
    return f"{year:04}-{meaning.season}"


def part_of_year(meaning: PartOfYear, origin: date, way: Direction) -> str:
    if meaning.year_shift is not None:
        return f"{origin.year + meaning.year_shift:04}-{meaning.part}"
    length = 3 if meaning.part.startswith("Q") else 6
    # Results are told after the quarter has ended, so that a later one is last year's.
    ahead = int(meaning.part[1]) > (origin.month - 1) // length + 1 and way != "future"
    return f"{origin.year - ahead:04}-{meaning.part}"


def weekday(meaning: Weekday, origin: date, way: Direction, *, told: bool) -> str | None:
    """`told`: the origin is a day that the text spoke of; stories go forwards."""
    ahead = (meaning.day - origin.weekday()) % 7
    if meaning.week_shift is not None:
        days = meaning.day - origin.weekday() + 7 * meaning.week_shift
    else:
        match meaning.which:
            case "this":
                days = meaning.day - origin.weekday()
            case "last":
                days = ahead - 7
            case "next":
                days = ahead or 7
            case None:
                days = ahead if told or way == "future" or ahead == 0 else ahead - 7
    if meaning.weekend and origin.weekday() > meaning.day:  # on a Sunday, it is the weekend under way
        days = meaning.day - origin.weekday()
    found = shift_days(origin, days)
    if found and meaning.weekend:
        return f"{week_value(found)}-WE"
    return found.isoformat() if found else None


def holiday(meaning: Holiday, origin: date, way: Direction, *, told: bool) -> str | None:
    days = [holiday_in(meaning.name, year) for year in _years(origin)]
    match meaning.which:
        case "last":
            days = [found for found in days if found < origin]
        case "next":
            days = [found for found in days if found > origin]
        case "this":
            days = [found for found in days if found.year == origin.year]
        case None:
            pass
    if not days:
        return None
    return _nearest(days, origin, way, told=told)


def _nearest(days: Sequence[date], origin: date, way: Direction, *, told: bool) -> str:
    def distance(found: date) -> int:
        apart = (found - origin).days
        if not told:
            return _distance(apart, way)
        return abs(apart) + (_BACKWARDS * 30 if found.year < origin.year else 0)

    return min(days, key=distance).isoformat()


def _distance(days: int, way: Direction) -> int:
    if way == "past":
        # A report may date itself a few days ahead.
        return abs(days) + (_AGAINST_VERB if days > 3 else 0)  # noqa: PLR2004 -- days
    if way == "future":
        return abs(days) + (_AGAINST_VERB if days < 0 else 0)
    return abs(days) + (_LIKELY_PAST if days > _AHEAD_DAYS else 0)


def _years(origin: date) -> list[int]:
    return [year for year in (origin.year - 1, origin.year, origin.year + 1) if 1 <= year <= date.max.year]


def _date(year: int, month_: int, day_: int) -> date | None:
    try:
        return date(year, month_, day_)
    except ValueError:
        return None
