"""What a time expression says before anybody asks which day that was.

The grammar reads a span as one of these values; `calendar` resolves it against the publication date
and the dates around it. Values are written as in TIMEX3 (TimeML 1.2.1, section 2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.timeline.words import Unit

Which = Literal["last", "this", "next"] | None
"""None leaves the direction to the tense of the sentence."""
Origin = Literal["published", "reference"]
"""What a shift counts from: the publication date, or the date the text last spoke of."""
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Stands by itself: '2020-10-30', '1979', '199', 'PRESENT_REF'. `last` closes a span of days."""

    value: str
    last: str | None = None


@dataclass(frozen=True, slots=True)
class YearlessDay:
    month: int
    day: int
    weekday: int | None = None
    last_day: int | None = None


@dataclass(frozen=True, slots=True)
class YearlessMonth:
    month: int
    which: Which = None


@dataclass(frozen=True, slots=True)
class YearlessSeason:
    season: str
    which: Which = None


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """A quarter or half ('Q3', 'H1') of a year: of a fixed one, of one `year_shift` away, or of any."""

    part: str
    year_shift: int | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday; `week_shift` counts whole weeks ('Friday last week' is -1).

    `weekend` stands for the Saturday and the Sunday that follows it.
    """

    day: int
    which: Which = None
    week_shift: int | None = None
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class Holiday:
    name: str
    which: Which = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units away from an origin; zero is the unit that holds the origin."""

    amount: float
    unit: Unit
    origin: Origin = "published"


@dataclass(frozen=True, slots=True)
class MonthOfShiftedYear:
    month: int
    year_shift: int
    day: int | None = None
    origin: Origin = "published"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, of the day that `day` means (None: of the day the text is speaking of)."""

    time: str
    day: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A duration. Followed by 'before' or 'after' and an event, `calendar` may give it a date as well."""

    number: float | None
    unit: Unit
    rest: tuple[float, Unit] | None = None

    @property
    def value(self) -> str:
        number, code = self.number, _CODES[self.unit]
        if number is not None and code in _IN_YEARS:
            number, code = number * _IN_YEARS[code], "Y"
        shown = "X" if number is None else f"{number:.10g}"
        value = f"P{'T' if self.unit in _CLOCKED else ''}{shown}{code}"
        if self.rest is None:
            return value
        number, unit = self.rest
        mark = "T" if unit in _CLOCKED and self.unit not in _CLOCKED else ""
        return f"{value}{mark}{number:.10g}{_CODES[unit]}"


@dataclass(frozen=True, slots=True)
class Beside:
    """'the day before' or 'the week after' something: a date only if that something has one."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Recurring:
    value: str


Meaning = (
    Fixed
    | YearlessDay
    | YearlessMonth
    | YearlessSeason
    | PartOfYear
    | Weekday
    | Holiday
    | Shift
    | MonthOfShiftedYear
    | Clock
    | Amount
    | Beside
    | Recurring
)

_CODES = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "weekend": "WE", "week": "W", "month": "M",
    "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE",
}  # fmt: skip
_CLOCKED = ("hour", "minute", "second")
_IN_YEARS = {"DE": 10, "CE": 100}


def timex_type(meaning: Meaning) -> TimexType:
    match meaning:
        case Amount():
            return "DURATION"
        case Recurring():
            return "SET"
        case Clock():
            return "TIME"
        case Shift(unit="hour" | "minute" | "second"):
            return "TIME"
        case _:
            return "DATE"
