"""Dates that name a month or are written in numbers."""

from __future__ import annotations

import re

from index.timeline.grammar.rule import after, before, rule, said, words
from index.timeline.grammar.vocabulary import DIGITS, MONTHS, YEARS
from index.timeline.meaning import Fixed, Meaning, MonthOfShiftedYear, YearlessDay, YearlessMonth
from index.timeline.values import day_value, two_digit_year
from index.timeline.words import leading_number, month_number, ordinal_number, weekday_number

_NAMES = ("April", "June", "August", "Jan.")
_PREPOSITION = re.compile(
    r"\b(?:in|of|since|by|until|last|this|next|during|from|late|early|to|mid-?) ?\Z", re.IGNORECASE
)
_BETWEEN = re.compile(r"\bbetween (?:the )?\Z", re.IGNORECASE)
_ATTACKS = re.compile(r" (?:terrorist |terror )?(?:attack|hijack)", re.IGNORECASE)
"""A day that is a name: nobody who writes of the September 11 attacks means the last September."""
_SHIFTS = {"last": -1, "this": 0, "next": 1, "the previous": -1, "the following": 1}


def _day(year: str, month: str, day: str) -> Meaning | None:
    value = day_value(int(year), month_number(month), leading_number(day))
    return Fixed(value) if value else None


# ---- with a year


@rule(
    r"\b(?:(?:<WEEKDAY>|<SHORT_WEEKDAY>)<COMMA>)?(?P<month><MONTH>) (?:the )?(?P<day><DAY>)<COMMA>"
    r"(?P<year><YEAR>)\b",
    needs=(MONTHS, DIGITS),
)
def month_day_year(match: re.Match[str]) -> Meaning | None:
    return _day(match["year"], match["month"], match["day"])


@rule(
    r"\b(?:(?:<WEEKDAY>|<SHORT_WEEKDAY>)<COMMA>)?(?:the )?(?P<day><DAY>)(?: day)?(?: of|-)? ?"
    r"(?P<month><MONTH>)"
    r"(?:(?:<COMMA>|-)(?P<year><YEAR>)| (?P<far><FAR_YEAR>))\b",
    needs=(MONTHS, DIGITS),
)
def day_month_year(match: re.Match[str]) -> Meaning | None:
    return _day(match["year"] or match["far"], match["month"], match["day"])


@rule(
    r"\b(?P<month><MONTH>) (?P<day><DAY>) ?(?P<join>-|to|through|and) ?(?P<last><DAY>)(?:<COMMA>"
    r"(?P<year><YEAR>))?\b(?![:%])",
    needs=(MONTHS, DIGITS),
)
def days_of_a_month(match: re.Match[str]) -> Meaning | None:
    return _days(match)


@rule(
    r"\b(?P<day><DAY>) ?(?P<join>-|to|through|and) ?(?P<last><DAY>) (?P<month><MONTH>)(?:<COMMA>"
    r"(?P<year><YEAR>))?\b(?![:%])",
    needs=(MONTHS, DIGITS),
)
def days_before_a_month(match: re.Match[str]) -> Meaning | None:
    return _days(match)


def _days(match: re.Match[str]) -> Meaning | None:
    first, final = leading_number(match["day"]), leading_number(match["last"])
    number, year = month_number(match["month"]), match["year"]
    two = said(match, "join") == "and" and not _BETWEEN.search(before(match, 10))
    if first >= final or (two and final > first + 1):
        return None
    if year is None:
        return YearlessDay(number, first, last_day=final)
    begin, end = day_value(int(year), number, first), day_value(int(year), number, final)
    return Fixed(begin, end) if begin and end else None


@rule(
    r"(?<![\d.:/-])(?P<year><YEAR>)(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\d:/-])",
    needs=(DIGITS,),
)
def iso_date(match: re.Match[str]) -> Meaning | None:
    value = day_value(int(match["year"]), int(match["month"]), int(match["day"]))
    return Fixed(value) if value else None


@rule(
    r"(?<![\d.:/$-])(?P<a>\d\d?)(?P<mark>[/.-])(?P<b>\d\d?)(?P=mark)(?P<year><YEAR>|\d\d)"
    r"(?![\d:/-]|\.\d)",
    needs=(DIGITS,),
)
def numeric_date(match: re.Match[str]) -> Meaning | None:
    """American order, unless only the other gives a date; a short year needs slashes."""
    first, second, year = int(match["a"]), int(match["b"]), match["year"]
    if len(year) == 2 and match["mark"] != "/":  # noqa: PLR2004 -- two digits
        return None
    full = two_digit_year(int(year)) if int(year) < 100 else int(year)  # noqa: PLR2004 -- two digits
    value = day_value(full, first, second) or day_value(full, second, first)
    return Fixed(value) if value else None


@rule(
    r"\b(?P<part><PART>)?(?:the month of )?(?P<month><MONTH>)(?: ?, ?| of | )(?:the year )?"
    r"(?P<year><YEAR>)\b(?!')",
    needs=(MONTHS, DIGITS),
)
def month_year(match: re.Match[str]) -> Meaning:
    return Fixed(f"{match['year']}-{month_number(match['month']):02}")


@rule(
    r"\b(?P<part><PART>)?(?P<month><MONTH>)(?: of)? (?P<which>last|this|next|the previous"
    r"|the following) year\b",
    needs=(MONTHS, YEARS),
)
def month_of_shifted_year(match: re.Match[str]) -> Meaning:
    return MonthOfShiftedYear(month_number(match["month"]), _SHIFTS[said(match, "which")])


@rule(
    r"\b(?P<part><PART>)?(?P<month><MONTH>) (?:(?P<day><DAY>) )?(?:of|in) (?:that|the same) year\b",
    needs=(MONTHS, YEARS),
)
def month_of_that_year(match: re.Match[str]) -> Meaning:
    day = leading_number(match["day"]) if match["day"] else None
    return MonthOfShiftedYear(month_number(match["month"]), 0, day, "reference")


@rule(
    r"\b(?P<month><MONTH>) (?P<day><DAY>)(?: of)?,? (?P<which>last|this|next) year\b", needs=(MONTHS, YEARS)
)
def day_of_shifted_year(match: re.Match[str]) -> Meaning:
    return MonthOfShiftedYear(
        month_number(match["month"]), _SHIFTS[said(match, "which")], leading_number(match["day"])
    )


@rule(
    r"\b(?P<which>last|this|next)(?: year 's)? (?P<month>January|February|March|April|May|June|July|August"
    r"|September|October|November|December|(?:Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)(?! ?\d)(?=\W|$)",
    needs=(MONTHS, words("last this next")),
)
def which_month(match: re.Match[str]) -> Meaning | None:
    if match["month"] in ("may", "march"):
        return None
    which = said(match, "which")
    return YearlessMonth(month_number(match["month"]), which)  # type: ignore[arg-type]  # one of three words


# ---- without a year


@rule(
    r"\b(?:(?P<weekday><WEEKDAY>|<SHORT_WEEKDAY>)<COMMA>)?(?P<month><MONTH>) (?:the )?"
    r"(?P<day><DAY>)\b(?! ?[,-]? ?(?:\d{4}|\d+ (?:<UNIT>)s?)\b|:\d|[%/]|\.\d|,\d\d\d| ?(?:percent"
    r"|million|billion|points)\b)",
    needs=(MONTHS, DIGITS),
)
def month_day(match: re.Match[str]) -> Meaning | None:
    if match["month"] in ("may", "march", "mar"):
        return None
    if _ATTACKS.search(after(match, 30)) and (month_number(match["month"]), leading_number(match["day"])) == (
        9,
        11,
    ):
        return Fixed("2001-09-11")
    return _yearless(match["month"], match["day"], match["weekday"])


@rule(
    r"\b(?:(?P<weekday><WEEKDAY>|<SHORT_WEEKDAY>)<COMMA>)?(?:the )?(?P<day>(?:[12]\d|3[01]|0?[1-9])(?:st"
    r"|nd|rd|th)?)"
    r"(?: day)?(?: of)? (?P<month><SURE_MONTH>|March\b|May\b)(?! ?,? ?\d{4})(?=\W|$)",
    needs=(MONTHS, DIGITS),
    cased=True,
)
def day_month(match: re.Match[str]) -> Meaning | None:
    return _yearless(match["month"], match["day"], match["weekday"])


@rule(
    r"\b(?:(?P<weekday><WEEKDAY>),? )?the (?P<day>\d\d?(?:st|nd|rd|th)) of (?P<month><MONTH>)"
    r"(?! ?,? ?\d{4})(?=\W|$)",
    needs=(MONTHS, DIGITS),
)
def ordinal_of_month(match: re.Match[str]) -> Meaning | None:
    return _yearless(match["month"], match["day"], match["weekday"])


@rule(
    r"\b(?:(?P<weekday><WEEKDAY>),? )?[Tt]he (?P<day><DAY_WORD>)(?: day)? of "
    r"(?P<month><SURE_MONTH>|March|May)\b"
    r"(?:(?:<COMMA>| of )(?P<year><YEAR>)\b)?",
    needs=(MONTHS, words("of")),
    cased=True,
)
def day_in_words(match: re.Match[str]) -> Meaning | None:
    day = str(ordinal_number(match["day"]))
    if match["year"]:
        return _day(match["year"], match["month"], day)
    return _yearless(match["month"], day, match["weekday"])


def _yearless(month: str, day: str, weekday: str | None) -> Meaning | None:
    number, of_month = month_number(month), leading_number(day)
    # A leap year holds every day that any year holds.
    if not day_value(2000, number, of_month):
        return None
    return YearlessDay(number, of_month, weekday_number(weekday) if weekday else None)


@rule(
    r"\b(?P<part>(?:[Tt]he )?(?:[Ee]arly|[Ll]ate|[Mm]id|(?:[Bb]eginning|[Ee]nd|[Ss]tart|[Mm]iddle) of)[- ])?"
    r"(?P<month><SURE_MONTH>)(?! ?\d)(?=\W|$)(?!'?\w)",
    needs=(MONTHS,),
    cased=True,
)
def month_alone(match: re.Match[str]) -> Meaning | None:
    if before(match, 8).lower().endswith("another "):  # "nobody wants another November"
        return None
    # A person: a name that is followed by another and that no preposition takes for a month.
    surname = re.match(r" ?[A-Z][a-z']", after(match, 3))
    if match["month"] in _NAMES and surname and not _PREPOSITION.search(before(match, 8)):
        return None
    return YearlessMonth(month_number(match["month"]))


@rule(
    r"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Dd]uring|[Ff]rom|[Tt]hrough|[Bb]etween|[Ll]ast|[Ll]ate"
    r"|[Ee]arly|[Mm]onth of"
    r"|(?:<SURE_MONTH>)(?: ?,)? (?:and|to|or|through)) "
    r"(?P<span>(?P<part>(?:[Ee]arly|[Ll]ate|[Mm]id|the (?:beginning|end|start|middle) of)[- ])?"
    r"(?P<month>March|May))\b(?! ?\d| ?'s? (?:government|party|office))(?!-\w)",
    needs=(words("march may"),),
    cased=True,
)
@rule(
    r"\b(?:[Bb]y|[Bb]efore|[Aa]fter|[Ff]or|[Oo]f|[Tt]his|[Ee]ach|[Ee]very|[Ee]nd(?:s|ed|ing)|[Bb]eg[ai]n(?:s|ning)?"
    r"|[Ll]ike|[Aa]s|[Tt]ypical|[Ii]ts|[Tt]heir) (?P<span>(?P<month>March|May))\b"
    r"(?! ?\d| (?:be|have|not|on|said|was|is|has|will|told|also|of)\b"
    r"| ?'s? (?:government|party|office)|,? [A-Z])(?!-\w)",
    needs=(words("march may"),),
    cased=True,
)
@rule(r"\b(?:<SURE_MONTH>)-(?P<span>(?P<month>March|May))\b(?! ?\d)", needs=(words("march may"),), cased=True)
@rule(
    r"\b(?P<span>(?P<part>(?:[Ee]arly|[Ll]ate|[Mm]id|(?:[Ee]nd|[Ss]tart|[Bb]eginning|[Mm]iddle) of)[- ])"
    r"(?P<month>March|May))\b(?! ?\d)",
    needs=(words("march may"),),
    cased=True,
)
def doubtful_month(match: re.Match[str]) -> Meaning:
    return YearlessMonth(month_number(match["month"]))


@rule(
    r"\b(?:the )?(?P<nth>first|second|latter) half of (?:the )?(?P<month><MONTH>)(?:<COMMA>"
    r"(?P<year><YEAR>))?\b",
    needs=(MONTHS, words("half")),
)
def half_of_month(match: re.Match[str]) -> Meaning:
    number = month_number(match["month"])
    return Fixed(f"{match['year']}-{number:02}") if match["year"] else YearlessMonth(number)
