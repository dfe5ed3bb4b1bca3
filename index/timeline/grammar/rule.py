"""A rule: a pattern over straightened text, and what a match of it means.

Patterns are regular expressions with two conveniences: `<NAME>` stands for a fragment of the table below,
and one space stands for any number of them, but not for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.timeline.meaning import Meaning

Reader = Callable[[re.Match[str]], Meaning | None]
"""Gives the meaning of a match, or None when it is no time expression after all."""

_MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORD_NUMBER = rf"(?:(?:{_TENS})(?:[- ](?:{_SMALL}))?|{_SMALL}|{_TEENS})"
_NUMBER = (
    rf"(?:\d+(?:,\d\d\d)*(?:\.\d+)?(?: 1/2)?(?: (?:hundred|thousand))?"
    rf"|(?:an? |{_WORD_NUMBER} )?(?:hundred|thousand)|{_WORD_NUMBER}(?: and a half)?)"
)

FRAGMENTS = {
    "MONTH": rf"(?:{_MONTH_NAMES}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)",
    # On their own, 'may', 'march' and 'mar' are ordinary words and 'Jan' is a person.
    "SURE_MONTH": (
        r"(?:January|February|April|June|July|August|September|October|November|December"
        r"|(?:Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.|(?:Sept|Oct|Nov)\b)"
    ),
    "WEEKDAY": "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)",
    "SHORT_WEEKDAY": r"(?:(?:Mon|Tues?|Wed|Thu|Thurs?|Fri|Sat|Sun)\b\.?)",
    "DAY": r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d)",
    "YEAR": r"(?:1[0-9]\d\d|20\d\d)(?!\d)",
    "NUMBER": _NUMBER,
    "VAGUE": (
        r"(?:several|(?:only |just |quite )?a few|few|many|some|a couple(?: of)?|couple of"
        r"|(?:dozens|scores|hundreds|thousands|tens of thousands) of|a number of|countless|multiple|numerous)"
    ),
    "ABOUT": (
        r"(?:(?:just |only )?(?:about|around|nearly|almost|more than|less than|at least|up to|roughly|approximately"
        r"|as many as|as long as|as little as|no more than|no less than|at most|fewer than|well over|just over"
        r"|just under|over|under|some|close to|at the most|another|the better part of|only|an estimated))"
    ),
    "UNIT": "(?:second|minute|hour|day|weekend|week|month|quarter|year|decade|century|centurie)",
    "LONG_UNIT": "(?:day|weekend|week|month|quarter|year|decade|century|centurie)",
    "KIND": (
        r"(?:full|whole|entire|straight|consecutive|trading|business|working|calendar|fiscal|long|more|additional"
        r"|short|solid|extra|successive|school|academic|light|odd|or so)"
    ),
    "PART": (
        r"(?:(?:very )?(?:the )?(?:(?:early|late|mid)(?:[- ]to[- ](?:mid|late))?|mid-to-late"
        r"|(?:very )?(?:beginning|end|start|close|middle|midpoint) of)(?: in)?[- ](?:the )?)"
    ),
    "POD": "(?:morning|midday|afternoon|evening|night)",
    "SEASON": "(?:spring|summer|autumn|fall|winter)",
    "ORDINAL": "(?:first|second|third|fourth|1st|2nd|3rd|4th)",
    "CENTURY_WORD": (
        r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
        r"|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first)"
    ),
    "COMMA": r"(?: ?, ?| )",
    "POSSESSIVE": r"(?: ?'s)?",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`span`, `part` and `about` are group names a pattern may use.

    `span` narrows the expression to a part of what matched, so that words around it can be asked for;
    `part` is 'early', 'the end of' and the like.
    """

    pattern: re.Pattern[str]
    read: Reader


RULES: list[Rule] = []
_SPACE = re.compile(r"\[[^\]]*\]| ")
"""A space, or a character class, in which a space stands for itself."""


def rule(pattern: str, *, cased: bool = False) -> Callable[[Reader], Reader]:
    """Adds the decorated reader to the grammar. Of matches that begin together the longest is taken, then
    the rule that was added first."""
    for name, fragment in FRAGMENTS.items():
        pattern = pattern.replace(f"<{name}>", fragment)
    spaced = _SPACE.sub(lambda match: " +" if match.group() == " " else match.group(), pattern)
    compiled = re.compile(spaced, 0 if cased else re.I)

    def add(read: Reader) -> Reader:
        RULES.append(Rule(compiled, read))
        return read

    return add
