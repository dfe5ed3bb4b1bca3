"""Years, decades, centuries, and the quarters and halves of a year."""

from __future__ import annotations

import re

from index.timeline.grammar.rule import FRAGMENTS, before, rule, said, words
from index.timeline.grammar.vocabulary import DIGITS, YEARS
from index.timeline.meaning import Fixed, Meaning, PartOfYear
from index.timeline.values import two_digit_year
from index.timeline.words import DECADES, ordinal_number, quantity

_IMPOSSIBLE = re.compile(rf"\b{FRAGMENTS['MONTH']} +\d\d?(?:st|nd|rd|th)?(?: *,)? +\Z", re.IGNORECASE)
_SHIFTS = {"last": -1, "this": 0, "next": 1}


# ---- years, decades, centuries


@rule(
    r"\b(?P<part><PART>)?(?:the (?:calendar )?year )?(?P<year>19\d\d|20[0-5]\d)\b(?![-/.]?\d|-\d|s\b|'\d)"
    "<UNCOUNTED>",
    needs=(DIGITS,),
)
def year(match: re.Match[str]) -> Meaning | None:
    if re.search(
        r"[$#.,€£:/+&@]\Z|\d[- ]?\Z", match.string[max(0, match.start("year") - 2) : match.start("year")]
    ):
        return None
    # What is left of a date that no calendar has ('February 30, 2013') is left alone.
    return None if _IMPOSSIBLE.search(before(match, 20)) else Fixed(match["year"])


@rule(r"\b(?P<part><PART>)?(?P<year>19\d\d|20[0-5]\d)(?= ?- ?(?:19|20)\d\d\b)", needs=(DIGITS,))
@rule(r"\b(?:19|20)\d\d ?- ?(?P<span>(?P<year>19\d\d|20[0-5]\d))\b(?![-/.]\d)", needs=(DIGITS,))
def year_of_a_span(match: re.Match[str]) -> Meaning | None:
    if before(match, 1) in ("$", "-", "/", "#"):
        return None
    return Fixed(match["year"])


@rule(r"\b(?P<year>19\d\d|20[0-5]\d)[-/](?P<next>\d\d)\b(?![-/.:]?\d)", needs=(DIGITS,))
def split_year(match: re.Match[str]) -> Meaning | None:
    """'the 2012-13 season', '1914-18'; never a month, which a dash would not write that way in prose."""
    begin, end = int(match["year"]), int(match["year"][:2] + match["next"])
    if int(match["next"]) == 0:
        end += 100
    if not begin < end <= begin + 30 or before(match, 1) in (
        "$",
        "-",
        "/",
    ):
        return None
    return Fixed(str(begin), str(end))


@rule(
    r"\b(?P<part><PART>)?(?:fiscal|financial)(?: year)? (?P<year>(?:19|20)\d\d)\b|\bFY ?(?P<short>"
    r"(?:20)?\d\d)\b"
    r"|\bthe (?P<before>(?:19|20)\d\d) (?:fiscal|financial) year\b",
    needs=(DIGITS, words("fiscal financial fy")),
)
def fiscal_year(match: re.Match[str]) -> Meaning:
    digits = match["year"] or match["short"] or match["before"]
    return Fixed("FY" + (digits if len(digits) > 2 else f"20{digits}"))  # noqa: PLR2004 -- two digits


@rule(r"\bthe year (?P<year>[1-9]\d{2,3})\b(?!,\d)", needs=(DIGITS, YEARS))
def the_year(match: re.Match[str]) -> Meaning:
    return Fixed(f"{int(match['year']):04}")


@rule(
    r"\b(?:the )?(?:year )?(?P<year>\d{1,4}) (?P<era>BCE?|B\.C\.(?:E\.)?|AD|A\.D\.|CE)(?=\W|$)"
    r"|\b(?:AD|A\.D\.) ?(?P<after>\d{1,4})\b",
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
    if not re.search(
        r"(?:\b(?:in|since|of|from|by|until|summer|winter|spring|fall|and|to|class of|early|late)|-) ?\Z",
        before(match, 12),
        re.IGNORECASE,
    ):
        return None
    return Fixed(str(two_digit_year(int(match["short"]))))


@rule(
    r"\b(?P<part><PART>)?(?:the )?(?:year )?(?P<century>nineteen|eighteen|seventeen) (?P<rest>hundred"
    r"|<NUMBER>)\b",
    needs=(words("nineteen eighteen seventeen"),),
)
def year_in_words(match: re.Match[str]) -> Meaning | None:
    rest = 0.0 if said(match, "rest") == "hundred" else quantity(match["rest"])
    century = quantity(match["century"])
    if rest is None or century is None or not (rest == 0 or 20 <= rest < 100) or match["rest"].isdigit():  # noqa: PLR2004 -- 'nineteen ten' is rare, 'nineteen five' no year
        return None
    return Fixed(f"{int(century * 100 + rest)}")


@rule(
    r"(?:\b(?P<the>the )?(?P<part>(?:early|late|mid|middle|beginning of|end of|start of|middle of)"
    r"(?:[- ]to[- ](?:mid|late))?"
    r"[- ](?:in )?(?:the )?)?)\b(?P<decade>1[0-9]\d|20\d)0(?:s| ?'s)\b",
    needs=(DIGITS,),
)
def decade(match: re.Match[str]) -> Meaning | None:
    """'the 1980s', 'late 1980's'; on its own, '2020's' is what belongs to a year."""
    if "'" in match.group() and not (match["the"] or match["part"]):
        return None
    return Fixed(match["decade"])


@rule(
    r"(?:\bthe )?(?P<part><PART>)?(?<!\d)'(?P<decade>\d)0s\b|\bthe (?P<part2>(?:early|late|mid)[- ])?"
    r"(?P<plain>[5-9])0s\b",
    needs=(DIGITS,),
)
def short_decade(match: re.Match[str]) -> Meaning | None:
    digit = int(match["decade"] or match["plain"])
    if re.search(
        r"temperature|degrees|highs|lows|°",
        before(match, 80),
        re.IGNORECASE,
    ):
        return None
    return Fixed(f"{'20' if digit < 2 else '19'}{digit}")  # noqa: PLR2004 -- '00s and '10s are this century's


@rule(
    r"\b(?P<owner>(?:his|her|their|my|your|our|its) )?(?:the )?(?P<part>(?:early|late|mid|middle|end of"
    r"|beginning of)[- ](?:the )?)?"
    r"(?P<decade>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b",
    needs=(frozenset(DECADES),),
)
def decade_in_words(match: re.Match[str]) -> Meaning | None:
    """'the seventies', never an age or a temperature ('in her late twenties', 'in the mid twenties')."""
    if match["owner"] or not re.match(r"(?:the|early|late|mid|end|beg)", match.group(), re.IGNORECASE):
        return None
    return Fixed(f"19{DECADES[said(match, 'decade')]}")


@rule(
    r"\b(?P<part><PART>)?(?:the )?(?:(?:early|late|mid)[- ])?(?P<century>\d\d?(?:st|nd|rd|th)"
    r"|<CENTURY_WORD>)[- ]century\b(?P<before> (?:BCE?\b|B\.C\.(?:E\.)?))?",
    needs=(words("century"),),
)
def century(match: re.Match[str]) -> Meaning | None:
    number = ordinal_number(match["century"])
    era = "BC" if match["before"] else ""
    return Fixed(f"{era}{number - 1:02}") if 0 < number < 30 else None  # noqa: PLR2004 -- no document is older or younger


# ---- quarters and halves


@rule(
    r"\b(?P<part><PART>)?(?:the )?(?P<nth><ORDINAL>)(?:[- ](?:fiscal|calendar|financial))?[- ]quarter\b"
    r"(?:(?: ?,| of| in)? (?:(?:the )?(?:fiscal|financial|calendar)(?: year)? )?(?P<year>(?:19|20)\d\d\b"
    r"|last year|this year|next year|the year)| of (?P<early>1[0-8]\d\d)\b<UNCOUNTED>)?",
    needs=(words("quarter"),),
)
def quarter(match: re.Match[str]) -> Meaning:
    return _part_of_year(f"Q{ordinal_number(match['nth'])}", match["year"] or match["early"])


@rule(
    r"\bQ(?P<nth>[1-4])(?:(?: of)?[ /'-]{1,2}(?P<year>(?:19|20)\d\d))?\b(?!\.\d)|\b(?P<before>(?:19"
    r"|20)\d\d)[- ]Q(?P<n>[1-4])\b",
    needs=(words("q"),),
    cased=True,
)
def short_quarter(match: re.Match[str]) -> Meaning:
    return _part_of_year(f"Q{match['nth'] or match['n']}", match["year"] or match["before"])


@rule(
    r"\b(?:the )?(?P<nth>first|second|latter)[- ]half(?: of (?:the )?(?:(?:fiscal|financial|calendar)"
    r"(?: year)? )?"
    r"(?P<year><YEAR>\b(?!s)<UNCOUNTED>|last year|this year|next year|year))(?!')",
    needs=(words("half"),),
)
def half(match: re.Match[str]) -> Meaning:
    return _part_of_year("H1" if said(match, "nth") == "first" else "H2", match["year"])


def _part_of_year(part: str, year: str | None) -> Meaning:
    year = " ".join((year or "").lower().split())
    if year.isdigit():
        return Fixed(f"{year}-{part}")
    return PartOfYear(part, _SHIFTS.get(year.removesuffix("year").strip()) if year else None)
