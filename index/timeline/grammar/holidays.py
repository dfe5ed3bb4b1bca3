"""Holidays with a name, fixed or computed.

Nobody is asked for a country: where two keep a name on different days, that of the United States is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from index.timeline.grammar.rule import rule, said, words
from index.timeline.grammar.vocabulary import DIGITS
from index.timeline.meaning import Fixed, Holiday, Meaning, Which

_GREGORIAN = 1583
"""The first year with a Gregorian Easter; texts of a year before it count its days in the Julian calendar."""


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(weekday: int, nth: int, month: int) -> Callable[[int], date]:
    """The nth such weekday of a month; nth -1 is the last."""

    def compute(year: int) -> date:
        if nth > 0:
            first = date(year, month, 1)
            return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        last = date(year, month, 31)
        return last - timedelta(days=(last.weekday() - weekday) % 7)

    return compute


def _easter(year: int) -> date:
    """Easter Sunday (Meeus, Astronomical Algorithms, chapter 8), in the calendar that the year had."""
    if year < _GREGORIAN:
        moon = (19 * (year % 19) + 15) % 30
        weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
        month, day = divmod(moon + weekday + 114, 31)
        return date(year, month, day + 1)
    golden, century, of_century = year % 19, year // 100, year % 100
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _after(base: Callable[[int], date], days: int) -> Callable[[int], date]:
    return lambda year: base(year) + timedelta(days=days)


_THANKSGIVING = _nth(3, 4, 11)
_HOLIDAYS: dict[str, Callable[[int], date]] = {
    "Christmas Eve": _fixed(12, 24),
    "(?:Christmas|Xmas)(?: Day)?": _fixed(12, 25),
    "Boxing Day": _fixed(12, 26),
    "New Year ?'?s? Eve": _fixed(12, 31),
    "New Year ?'?s? Day": _fixed(1, 1),
    "Epiphany": _fixed(1, 6),
    "Martin Luther King(?:,? Jr\\.?)?(?: ?'s)? Day|MLK Day": _nth(0, 3, 1),
    "Australia Day": _fixed(1, 26),
    "Groundhog Day|Candlemas": _fixed(2, 2),
    "Valentine ?'?s Day": _fixed(2, 14),
    "President ?'?s ?'? Day": _nth(0, 3, 2),
    "International Women ?'s Day": _fixed(3, 8),
    "St\\.? Patrick ?'s Day": _fixed(3, 17),
    "April Fools?(?: ?'s?)? Day": _fixed(4, 1),
    "Earth Day": _fixed(4, 22),
    "Shrove Tuesday": _after(_easter, -47),
    "Ash Wednesday": _after(_easter, -46),
    "Palm Sunday": _after(_easter, -7),
    "Maundy Thursday": _after(_easter, -3),
    "Good Friday": _after(_easter, -2),
    "Easter Monday": _after(_easter, 1),
    "Easter(?: Sunday| Day)?": _easter,
    "Ascension Day": _after(_easter, 39),
    "Pentecost|Whit Sunday|Whitsun": _after(_easter, 49),
    "St\\.? George ?'s Day": _fixed(4, 23),
    "Anzac Day|ANZAC Day": _fixed(4, 25),
    "May Day": _fixed(5, 1),
    "Mother ?'s Day": _nth(6, 2, 5),
    "Memorial Day": _nth(0, -1, 5),
    "Father ?'s Day": _nth(6, 3, 6),
    "(?:Midsummer|St\\.? John)(?: ?'s)? Eve": _fixed(6, 23),
    "(?:Midsummer|St\\.? John)(?: ?'s)? Day": _fixed(6, 24),
    "Juneteenth": _fixed(6, 19),
    "Canada Day": _fixed(7, 1),
    "Independence Day|(?:[Ff]ourth|4th) of July": _fixed(7, 4),
    "Bastille Day": _fixed(7, 14),
    "Lammas(?: Day)?": _fixed(8, 1),
    "Michaelmas(?: Day)?": _fixed(9, 29),
    "Labou?r Day": _nth(0, 1, 9),
    "Columbus Day": _nth(0, 2, 10),
    "Halloween": _fixed(10, 31),
    "All Saints ?'? Day|All Hallows(?: ?'? Day)?": _fixed(11, 1),
    "All Souls ?'? Day": _fixed(11, 2),
    "(?:Guy Fawkes|Bonfire) Night": _fixed(11, 5),
    "Election Day": _after(_nth(0, 1, 11), 1),
    "Martinmas": _fixed(11, 11),
    "Veterans? ?'?s? Day|Armistice Day|Remembrance Day": _fixed(11, 11),
    "Thanksgiving(?: Day)?": _THANKSGIVING,
    "Black Friday": _after(_THANKSGIVING, 1),
    "Cyber Monday": _after(_THANKSGIVING, 4),
}


_NAMES = words(
    "christmas xmas boxing day eve epiphany palm good ash easter juneteenth fourth july night halloween"
)
_NAMES |= words(
    "thanksgiving black cyber monday friday candlemas shrove tuesday maundy pentecost whit whitsun"
)
_NAMES |= words("lammas michaelmas martinmas hallows")


def holiday_in(name: str, year: int) -> date:
    """The day of a holiday in a year; raises ValueError or OverflowError outside the calendar."""
    return _HOLIDAYS[name](year)


@rule(
    r"\b(?:(?P<which>[Ll]ast|[Tt]his past|[Tt]his coming|[Tt]his|[Nn]ext) )?(?P<name>"
    + "|".join(_HOLIDAYS)
    + r")(?:(?: of| in|,)? (?P<year><YEAR>)<UNCOUNTED>| (?P<shift>last|this|next) year)?\b(?! (?:Island|Carol"
    r"|tree|card|[Tt]rees|cards))",
    needs=(_NAMES,),
    cased=True,
)
def holiday(match: re.Match[str]) -> Meaning | None:
    name = next(
        name for name in _HOLIDAYS if re.fullmatch(name.replace(" ", " +").replace("+?", "*"), match["name"])
    )
    which = said(match, "which") or said(match, "shift")
    return Holiday(name, _WHICH[which] if which else None, int(match["year"]) if match["year"] else None)


@rule(r"\b(?:the )?New Year(?: ?'s)?(?= (?:in|on|and|with|at)\b| ?[,.;])", needs=(words("new"),), cased=True)
def new_year(_: re.Match[str]) -> Meaning:
    return Holiday("New Year ?'?s? Day")


@rule(r"(?<![\d/])9/11(?![\d/])", needs=(DIGITS,))
def nine_eleven(_: re.Match[str]) -> Meaning:
    return Fixed("2001-09-11")


_WHICH: dict[str, Which] = {
    "last": "last", "this past": "last", "this": "this", "next": "next", "this coming": "next",
}  # fmt: skip
