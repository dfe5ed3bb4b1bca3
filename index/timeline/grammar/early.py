"""Years before 1900. Any number looks like one, so what stands around it has to say so."""

from __future__ import annotations

import re

from index.timeline.grammar.rule import after, rule
from index.timeline.grammar.vocabulary import DIGITS
from index.timeline.meaning import Fixed, Meaning

_BEFORE_YEAR = (
    r"(?:in|of|since|by|until|till|from|circa|ca?\.|year|years|around|about|before|after|between|to|during"
    r"|winter|summer|spring|autumn|born|died|[bd]\.|founded|established|est\.|dated)"
)
_OF_SPAN = (
    r"(?:\((?:circa |ca?\. ?)?|\b(?:in|of|from|between|during|the|since|years?|about|around|circa|ca?\.) )"
)


@rule(
    rf"\b{_BEFORE_YEAR} "
    r"(?P<span>(?P<part><PART>)?(?P<year>1[0-8]\d\d))\b(?![-/.,]?\d| (?:to|and) \d(?!\d{3}\b)|s\b|%)"
    "<UNCOUNTED>",
    needs=(DIGITS,),
)
@rule(
    r"\b(?:in|of|between|from|years?|both|either|since) 1[0-8]\d\d(?: ?,)? (?:and|or|to|until|till|through) "
    r"(?P<span>(?P<part><PART>)?(?P<year>1[0-8]\d\d))\b(?![-/.,]?\d|s\b|%)<UNCOUNTED>",
    needs=(DIGITS,),
)
def early_year(match: re.Match[str]) -> Meaning | None:
    following = after(match, 2)
    # 'of 1200 sailors' is no year; a year is followed by punctuation or by an ordinary lower-case word.
    return (
        Fixed(match["year"]) if re.match(r"\Z|\W", following) and not re.match(r" ?\d", following) else None
    )


@rule(rf"{_OF_SPAN}(?P<span>(?P<year>1[0-8]\d\d))(?= ?- ?(?:1[0-9]|20)\d\d\b<UNCOUNTED>)", needs=(DIGITS,))
@rule(
    rf"{_OF_SPAN}1[0-8]\d\d ?- ?(?P<span>(?P<year>1[0-8]\d\d))\b(?![-/.]\d|,\d)<UNCOUNTED>", needs=(DIGITS,)
)
@rule(r"\((?P<span>(?P<year>1[0-8]\d\d))(?=\))", needs=(DIGITS,))
@rule(r"\bthe (?P<span>(?P<year>1[0-8](?!00)\d\d))(?= [a-z]{3,}\b(?<!s))<UNCOUNTED>", needs=(DIGITS,))
@rule(r"(?<![^\n])(?:[-*•] )?(?P<span>(?P<year>1[0-8]\d\d))(?= ?:\s| - |\. [A-Z])", needs=(DIGITS,))
def early_year_by_its_place(match: re.Match[str]) -> Meaning:
    """'(1402-1471)', 'the 1755 earthquake', and the head of a line in annals: '1402: the mill is built'."""
    return Fixed(match["year"])


@rule(
    rf"{_OF_SPAN}(?P<span>(?P<year>1[0-8]\d\d)[-/](?P<next>\d\d))\b(?![-/.:]?\d)<UNCOUNTED>", needs=(DIGITS,)
)
def early_split_year(match: re.Match[str]) -> Meaning | None:
    begin, end = int(match["year"]), int(match["year"][:2] + match["next"])
    return Fixed(str(begin), str(end)) if begin < end else None
