"""Dates that name a month, a year, a decade or a century."""

from __future__ import annotations

import re

from index.timeline.grammar.rule import rule, words
from index.timeline.grammar.vocabulary import DIGITS, MONTHS, YEARS
from index.timeline.meaning import Fixed, Meaning, MonthOfShiftedYear, PartOfYear, YearlessDay, YearlessMonth
from index.timeline.values import day_value, two_digit_year
from index.timeline.words import DECADES, month_number, ordinal_number, quantity, weekday_number

_SHIFTS = {"last": -1, "this": 0, "next": 1, "the previous": -1, "the following": 1}
_NOT_A_YEAR = (
    r"(?! ?(?:%|percent|per cent|people|miles|dollars|men|women|points|troops|shares|feet|ft|acres|pounds"
    r"|employees|workers|tons|tonnes|copies|jobs|students|soldiers|votes|barrels|square|units|cars|patients"
    r"|members|cases|euros|yen|meters|metres|kilometers|kilometres|km|kg|mg|calories|rpm|words|children"
    r"|homes|others|more|hours|minutes|seconds|days|years|lbs|mph)\b)"
)


def _number(text: str) -> int:
    return int(re.match(r"\d+", text).group())  # type: ignore[union-attr]  # the pattern asks for digits


def _day(year: str, month: str, day: str) -> Meaning | None:
    value = day_value(int(year), month_number(month), _number(day))
    return Fixed(value) if value else None


# ---- with a year


@rule(
    r"\b(?:(?:<WEEKDAY>|<SHORT_WEEKDAY>)<COMMA>)?(?P<month><MONTH>) (?P<day><DAY>)<COMMA>(?P<year><YEAR>)\b",
    needs=(MONTHS, DIGITS),
)
def month_day_year(match: re.Match[str]) -> Meaning | None:
    return _day(match["year"], match["month"], match["day"])


@rule(
    r"\b(?:(?:<WEEKDAY>|<SHORT_WEEKDAY>)<COMMA>)?(?:the )?(?P<day><DAY>)(?: day)?(?: of|-)? ?(?P<month><MONTH>)"
    r"(?:<COMMA>|-)(?P<year><YEAR>)\b",
    needs=(MONTHS, DIGITS),
)
def day_month_year(match: re.Match[str]) -> Meaning | None:
    return _day(match["year"], match["month"], match["day"])


@rule(
    r"\b(?P<month><MONTH>) (?P<day><DAY>) ?(?P<join>-|to|through|and) ?(?P<last><DAY>)(?:<COMMA>(?P<year><YEAR>))?\b(?![:%])",
    needs=(MONTHS, DIGITS),
)
def days_of_a_month(match: re.Match[str]) -> Meaning | None:
    return _days(match["year"], match["month"], match["day"], match["last"], match["join"])


@rule(
    r"\b(?P<day><DAY>) ?(?P<join>-|to|through|and) ?(?P<last><DAY>) (?P<month><MONTH>)(?:<COMMA>(?P<year><YEAR>))?\b(?![:%])",
    needs=(MONTHS, DIGITS),
)
def days_before_a_month(match: re.Match[str]) -> Meaning | None:
    return _days(match["year"], match["month"], match["day"], match["last"], match["join"])


def _days(year: str | None, month: str, day: str, last: str, join: str) -> Meaning | None:
    first, final, number = _number(day), _number(last), month_number(month)
    if first >= final or (join.lower() == "and" and final > first + 1):
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
    r"(?<![\d.:/$-])(?P<a>\d\d?)(?P<mark>[/.-])(?P<b>\d\d?)(?P=mark)(?P<year>(?:19|20)\d\d|\d\d)(?![\d:/-]|\.\d)",
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
    r"\b(?P<part><PART>)?(?:the month of )?(?P<month><MONTH>)(?: ?, ?| of | )(?:the year )?(?P<year><YEAR>)\b(?!')",
    needs=(MONTHS, DIGITS),
)
def month_year(match: re.Match[str]) -> Meaning:
    return Fixed(f"{match['year']}-{month_number(match['month']):02}")


@rule(
    r"\b(?P<part><PART>)?(?P<month><MONTH>)(?: of)? (?P<which>last|this|next|the previous|the following) year\b",
    needs=(MONTHS, YEARS),
)
def month_of_shifted_year(match: re.Match[str]) -> Meaning:
    return MonthOfShiftedYear(month_number(match["month"]), _SHIFTS[match["which"].lower()])


@rule(
    r"\b(?P<part><PART>)?(?P<month><MONTH>) (?:(?P<day><DAY>) )?(?:of|in) (?:that|the same) year\b",
    needs=(MONTHS, YEARS),
)
def month_of_that_year(match: re.Match[str]) -> Meaning:
    day = _number(match["day"]) if match["day"] else None
    return MonthOfShiftedYear(month_number(match["month"]), 0, day, "reference")


@rule(
    r"\b(?P<month><MONTH>) (?P<day><DAY>)(?: of)?,? (?P<which>last|this|next) year\b", needs=(MONTHS, YEARS)
)
def day_of_shifted_year(match: re.Match[str]) -> Meaning:
    return MonthOfShiftedYear(
        month_number(match["month"]), _SHIFTS[match["which"].lower()], _number(match["day"])
    )


@rule(
    r"\b(?P<which>last|this|next)(?: year 's)? (?P<month>January|February|March|April|May|June|July|August"
    r"|September|October|November|December|(?:Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)(?! ?\d)(?=\W|$)",
    needs=(MONTHS, words("last this next")),
)
def which_month(match: re.Match[str]) -> Meaning | None:
    if match["month"] in ("may", "march"):
        return None
    which = match["which"].lower()
    return YearlessMonth(month_number(match["month"]), which)  # type: ignore[arg-type]  # one of three words


# ---- without a year


@rule(
    r"\b(?:(?P<weekday><WEEKDAY>|<SHORT_WEEKDAY>)<COMMA>)?(?P<month><MONTH>) (?:the )?"
    r"(?P<day><DAY>)\b(?! ?[,-]? ?(?:\d{4}|\d+ (?:<UNIT>)s?)\b|:\d|[%/]|\.\d|,\d\d\d| ?(?:percent|million|billion|points)\b)",
    needs=(MONTHS, DIGITS),
)
def month_day(match: re.Match[str]) -> Meaning | None:
    if match["month"] in ("may", "march", "mar"):
        return None
    return _yearless(match["month"], match["day"], match["weekday"])


@rule(
    r"\b(?:(?P<weekday><WEEKDAY>|<SHORT_WEEKDAY>)<COMMA>)?(?:the )?(?P<day>(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)"
    r"(?: day)?(?: of)? (?P<month><SURE_MONTH>|March\b|May\b)(?! ?,? ?\d{4})(?=\W|$)",
    needs=(MONTHS, DIGITS),
    cased=True,
)
def day_month(match: re.Match[str]) -> Meaning | None:
    return _yearless(match["month"], match["day"], match["weekday"])


@rule(
    r"\b(?:(?P<weekday><WEEKDAY>),? )?the (?P<day>\d\d?(?:st|nd|rd|th)) of (?P<month><MONTH>)(?! ?,? ?\d{4})(?=\W|$)",
    needs=(MONTHS, DIGITS),
)
def ordinal_of_month(match: re.Match[str]) -> Meaning | None:
    return _yearless(match["month"], match["day"], match["weekday"])


def _yearless(month: str, day: str, weekday: str | None) -> Meaning | None:
    number, of_month = month_number(month), _number(day)
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
def month_alone(match: re.Match[str]) -> Meaning:
    return YearlessMonth(month_number(match["month"]))


@rule(
    r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Dd]uring|[Ff]rom|[Tt]hrough|[Tt]ill|[Bb]etween|[Bb]efore|[Aa]fter|[Ff]or|"
    r"[Oo]f|[Tt]his|[Ee]ach|[Ll]ast|(?:<SURE_MONTH>)(?: ?,)? (?:and|to|or|through)|[Ee]nd(?:s|ed|ing)|[Bb]eg[ai]n(?:s|ning)?|[Ll]ate|[Ee]arly|[Ll]ike|[Mm]onth of) "
    r"(?P<span>(?P<part>(?:[Ee]arly|[Ll]ate|[Mm]id|the (?:beginning|end|start|middle) of)[- ])?(?P<month>March|May))\b"
    r"(?! ?\d| (?:be|have|not|on|said|was|is|has|will|told|also|of)\b| ?'s? (?:government|party|office)|,? [A-Z])(?!-\w)",
    needs=(words("march may"),),
    cased=True,
)
@rule(r"\b(?:<SURE_MONTH>)-(?P<span>(?P<month>March|May))\b(?! ?\d)", needs=(words("march may"),), cased=True)
@rule(
    r"\b(?P<span>(?P<part>(?:[Ee]arly|[Ll]ate|[Mm]id|(?:[Ee]nd|[Ss]tart|[Bb]eginning|[Mm]iddle) of)[- ])(?P<month>March|May))\b(?! ?\d)",
    needs=(words("march may"),),
    cased=True,
)
def doubtful_month(match: re.Match[str]) -> Meaning:
    return YearlessMonth(month_number(match["month"]))


# ---- years, decades, centuries


@rule(
    r"\b(?P<part><PART>)?(?:the (?:calendar )?year )?(?P<year>19\d\d|20[0-5]\d)\b(?![-/.]?\d|-\d|s\b|'(?!s\b))"
    + _NOT_A_YEAR,
    needs=(DIGITS,),
)
def year(match: re.Match[str]) -> Meaning | None:
    before = match.string[max(0, match.start("year") - 2) : match.start("year")]
    if re.search(r"[$#.,€£:/+&@]\Z|\d[- ]?\Z", before):
        return None
    return Fixed(match["year"])


@rule(r"\b(?P<part><PART>)?(?P<year>19\d\d|20[0-5]\d)(?= ?- ?(?:19|20)\d\d\b)", needs=(DIGITS,))
@rule(r"\b(?:19|20)\d\d ?- ?(?P<span>(?P<year>19\d\d|20[0-5]\d))\b(?![-/.]\d)", needs=(DIGITS,))
def year_of_a_span(match: re.Match[str]) -> Meaning | None:
    if match.string[max(0, match.start() - 1) : match.start()] in ("$", "-", "/", "#"):
        return None
    return Fixed(match["year"])


@rule(r"\b(?P<year>19\d\d|20[0-5]\d)[-/](?P<next>\d\d)\b(?![-/.:]?\d)", needs=(DIGITS,))
def split_year(match: re.Match[str]) -> Meaning | None:
    """'the 2012-13 season', '1914-18'; never a month, which a dash would not write that way in prose."""
    begin, end = int(match["year"]), int(match["year"][:2] + match["next"])
    if int(match["next"]) == 0:
        end += 100
    if not begin < end <= begin + 30 or match.string[max(0, match.start() - 1) : match.start()] in (
        "$",
        "-",
        "/",
    ):
        return None
    return Fixed(str(begin), str(end))


@rule(
    r"\b(?:in|of|since|by|until|from|circa|year|around|about|before|after|between|to|winter|summer|spring|autumn) "
    r"(?P<span>(?P<part><PART>)?(?P<year>1[0-8]\d\d))\b(?![-/.,]?\d| (?:to|and) \d(?!\d{3}\b)|s\b|%)"
    + _NOT_A_YEAR,
    needs=(DIGITS,),
)
def early_year(match: re.Match[str]) -> Meaning | None:
    following = match.string[match.end() : match.end() + 2]
    # 'of 1200 sailors' is no year; a year is followed by punctuation or by an ordinary lower-case word.
    return (
        Fixed(match["year"]) if re.match(r"\Z|\W", following) and not re.match(r" ?\d", following) else None
    )


@rule(
    r"\b(?P<part><PART>)?(?:fiscal|financial)(?: year)? (?P<year>(?:19|20)\d\d)\b|\bFY ?(?P<short>(?:20)?\d\d)\b"
    r"|\bthe (?P<before>(?:19|20)\d\d) (?:fiscal|financial) year\b",
    needs=(DIGITS, words("fiscal financial fy")),
)
def fiscal_year(match: re.Match[str]) -> Meaning:
    digits = match["year"] or match["short"] or match["before"]
    return Fixed("FY" + (digits if len(digits) > 2 else f"20{digits}"))  # noqa: PLR2004 -- two digits


@rule(r"\bthe year (?P<year>1[0-9]\d\d|20\d\d)\b", needs=(DIGITS, YEARS))
def the_year(match: re.Match[str]) -> Meaning:
    return Fixed(match["year"])


@rule(
    r"\b(?:the )?(?:year )?(?P<year>\d{1,4}) (?P<era>BCE?|B\.C\.(?:E\.)?|AD|A\.D\.|CE)(?=\W|$)|\bAD (?P<after>\d{1,4})\b",
    needs=(DIGITS, words("b bc bce a ad ce")),
    cased=True,
)
def year_of_an_era(match: re.Match[str]) -> Meaning | None:
    number = int(match["year"] or match["after"])
    if number == 0:
        return None
    return Fixed(f"{'BC' if (match['era'] or '').startswith('B') else ''}{number:04}")


@rule(r"(?<![\w'])'(?P<short>[4-9]\d|[0-2]\d)\b(?!')(?=[ ,.;)?!-]|$)", needs=(DIGITS,))
def short_year(match: re.Match[str]) -> Meaning | None:
    """'82: only where a preposition or a season asks for a year, since quoted numbers look the same."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    if not re.search(
        r"(?:\b(?:in|since|of|from|by|until|summer|winter|spring|fall|and|to|class of|early|late)|-) ?\Z",
        before,
        re.I,
    ):
        return None
    return Fixed(str(two_digit_year(int(match["short"]))))


@rule(
    r"\b(?P<part><PART>)?(?:the )?(?:year )?(?P<century>nineteen|eighteen|seventeen) (?P<rest>hundred|<NUMBER>)\b",
    needs=(words("nineteen eighteen seventeen"),),
)
def year_in_words(match: re.Match[str]) -> Meaning | None:
    rest = 0.0 if match["rest"].lower() == "hundred" else quantity(match["rest"])
    century = quantity(match["century"])
    if rest is None or century is None or not (rest == 0 or 20 <= rest < 100) or match["rest"].isdigit():  # noqa: PLR2004 -- 'nineteen ten' is rare, 'nineteen five' no year
        return None
    return Fixed(f"{int(century * 100 + rest)}")


@rule(
    r"(?:\b(?P<the>the )?(?P<part>(?:early|late|mid|middle|beginning of|end of|start of|middle of)(?:[- ]to[- ](?:mid|late))?"
    r"[- ](?:in )?(?:the )?)?)\b(?P<decade>1[0-9]\d|20\d)0(?:s| ?'s)\b",
    needs=(DIGITS,),
)
def decade(match: re.Match[str]) -> Meaning | None:
    """'the 1980s', 'late 1980's'; on its own, '2020's' is what belongs to a year."""
    if "'" in match.group() and not (match["the"] or match["part"]):
        return None
    return Fixed(match["decade"])


@rule(
    r"(?:\bthe )?(?P<part><PART>)?(?<!\d)'(?P<decade>\d)0s\b|\bthe (?P<part2>(?:early|late|mid)[- ])?(?P<plain>[5-9])0s\b",
    needs=(DIGITS,),
)
def short_decade(match: re.Match[str]) -> Meaning | None:
    digit = int(match["decade"] or match["plain"])
    if re.search(
        r"temperature|degrees|highs|lows|°", match.string[max(0, match.start() - 80) : match.start()], re.I
    ):
        return None
    return Fixed(f"{'20' if digit < 2 else '19'}{digit}")  # noqa: PLR2004 -- '00s and '10s are this century's


@rule(
    r"\b(?P<owner>(?:his|her|their|my|your|our|its) )?(?:the )?(?P<part>(?:early|late|mid|middle|end of|beginning of)[- ](?:the )?)?"
    r"(?P<decade>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
    needs=(frozenset(DECADES),),
)
def decade_in_words(match: re.Match[str]) -> Meaning | None:
    """'the seventies', never an age or a temperature ('in her late twenties', 'in the mid twenties')."""
    if match["owner"] or not re.match(r"(?:the|early|late|mid|end|beg)", match.group(), re.I):
        return None
    return Fixed(f"19{DECADES[match['decade'].lower()]}")


@rule(
    r"\b(?P<part><PART>)?(?:the )?(?:(?:early|late|mid)[- ])?(?P<century>\d\d?(?:st|nd|rd|th)|<CENTURY_WORD>)[- ]century\b",
    needs=(words("century"),),
)
def century(match: re.Match[str]) -> Meaning | None:
    number = ordinal_number(match["century"])
    return Fixed(f"{number - 1:02}") if 0 < number < 30 else None  # noqa: PLR2004 -- no document is older or younger


# ---- quarters and halves


@rule(
    r"\b(?P<part><PART>)?(?:the )?(?P<nth><ORDINAL>)(?:[- ](?:fiscal|calendar|financial))?[- ]quarter\b"
    r"(?:(?: ?,| of| in)? (?:(?:the )?(?:fiscal|financial|calendar)(?: year)? )?(?P<year>(?:19|20)\d\d\b|last year|this year|next year"
    r"|the year))?",
    needs=(words("quarter"),),
)
def quarter(match: re.Match[str]) -> Meaning:
    return _part_of_year(f"Q{ordinal_number(match['nth'])}", match["year"])


@rule(
    r"\bQ(?P<nth>[1-4])(?:(?: of)?[ /'-]{1,2}(?P<year>(?:19|20)\d\d))?\b(?!\.\d)|\b(?P<before>(?:19|20)\d\d)[- ]Q(?P<n>[1-4])\b",
    needs=(words("q"),),
    cased=True,
)
def short_quarter(match: re.Match[str]) -> Meaning:
    return _part_of_year(f"Q{match['nth'] or match['n']}", match["year"] or match["before"])


@rule(
    r"\b(?:the )?(?P<nth>first|second|latter)[- ]half(?: of (?:the )?(?:(?:fiscal|financial|calendar)(?: year)? )?"
    r"(?P<year>(?:19|20)\d\d\b(?!s)|last year|this year|next year|year))(?!')",
    needs=(words("half"),),
)
def half(match: re.Match[str]) -> Meaning:
    return _part_of_year("H1" if match["nth"].lower() == "first" else "H2", match["year"])


@rule(
    r"\b(?:the )?(?P<nth>first|second|latter) half of (?:the )?(?P<month><MONTH>)(?:<COMMA>(?P<year><YEAR>))?\b",
    needs=(MONTHS, words("half")),
)
def half_of_month(match: re.Match[str]) -> Meaning:
    number = month_number(match["month"])
    return Fixed(f"{match['year']}-{number:02}") if match["year"] else YearlessMonth(number)


def _part_of_year(part: str, year: str | None) -> Meaning:
    year = (year or "").lower()
    if year.isdigit():
        return Fixed(f"{year}-{part}")
    return PartOfYear(part, _SHIFTS.get(year.removesuffix("year").strip()) if year else None)
