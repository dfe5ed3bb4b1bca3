"""A rule: a pattern over straightened text, and what a match of it means.

Patterns are regular expressions with two conveniences: `<NAME>` stands for a fragment of the table below,
and one space stands for any number of them (none at all where it is optional).
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
    "DAY": r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|d)?(?!\d)",
    "YEAR": r"(?:1[0-9]\d\d|20\d\d)(?!\d)",
    # Of tales. 'On 3 March 5000 people came' names none.
    "FAR_YEAR": r"(?:2[1-9]\d\d|[3-9]\d{3})(?= ?[,.;:)]|$| (?:he|she|it|they|the|his|her|their)\b)",
    "NUMBER": _NUMBER,
    "VAGUE": (
        r"(?:several|a few|few|many|some|a couple(?: of)?|couple of"
        r"|(?:dozens|scores|hundreds|thousands|tens of thousands) of|a number of|countless|multiple|numerous)"
    ),
    "ABOUT": (
        r"(?:(?:about|around|nearly|almost|more than|less than|at least|up to|roughly|approximately"
        r"|as many as|as long as|as little as|no more than|no less than|at most|fewer than|well over"
        r"|just over"
        r"|just under|some|close to|(?:(?<=\bin\s)|(?<=\bfor\s)|(?<=\bof\s)|(?<=after\s)|(?<=\bthe\s))"
        r"(?:over|under)|at the most|another|the better part of|an estimated))"
    ),
    "UNIT": "(?:second|minute|hour|day|weekend|week|month|quarter|year|decade|century|centurie)",
    "LONG_UNIT": "(?:day|weekend|week|month|quarter|year|decade|century|centurie)",
    "KIND": (
        r"(?:full|whole|entire|straight|consecutive|trading|business|working|calendar|fiscal|more|additional"
        r"|solid|extra|successive|school|academic|odd)"
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
    "UNCOUNTED": (
        r"(?! ?(?:%|percent|per cent|people|miles?|dollars?|men|man|women|points?|troops|shares|feet|foot|ft"
        r"|acres?|pounds?|employees|workers|tons?|tonnes?|copies|jobs|students|soldiers|votes|barrels?|square|units?|cars"
        r"|patients|members|cases|euros?|yen|met(?:er|re)s?|kilomet(?:er|re)s?|m|km|kg|mg|calories|rpm|words?"
        r"|children|homes|others|more|hours?|minutes?|seconds?|days?|years?|lbs|mph|strong|pages?|seats?|rooms?"
        r"|beds?)\b)"
    ),
    "DAY_WORD": (
        r"(?:(?:twenty[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh"
        r"|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|thirty[- ]first)"
    ),
    "COMMA": r"(?: ?, ?| )",
    "POSSESSIVE": r"(?: ?'s)?",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`span`, `part` and `about` are group names a pattern may use.

    `span` narrows the expression to a part of what matched, so that words around it can be asked for;
    `part` is 'early', 'the end of' and the like. Every match holds a word of each set in `needs`.
    """

    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    read: Reader

    def may_match(self, words: frozenset[str]) -> bool:
        """False only when the pattern cannot match a text of these words; most rules stop here."""
        return not any(needed.isdisjoint(words) for needed in self.needs)


RULES: list[Rule] = []
_SPACE = re.compile(r"\[[^\]]*\]| \??")
_WORD = re.compile(r"[a-z]+|\d")
_SPACES = {" ": " +", " ?": " *"}
"""A space in a pattern; in a character class it stands for itself."""


def words(names: str) -> frozenset[str]:
    return frozenset(names.split())


def words_of(text: str) -> frozenset[str]:
    """The distinct words and digits of a text, in lower case, as `Rule.may_match` asks for them."""
    return frozenset(_WORD.findall(text.lower()))


def said(match: re.Match[str], group: str) -> str:
    """What a group matched, in lower case and with single spaces; empty where it matched nothing."""
    return " ".join((match[group] or "").lower().split())


def before(match: re.Match[str], length: int) -> str:
    """Up to `length` characters in front of a match."""
    return match.string[max(0, match.start() - length) : match.start()]


def after(match: re.Match[str], length: int) -> str:
    """Up to `length` characters behind a match."""
    return match.string[match.end() : match.end() + length]


def rule(
    pattern: str, *, needs: tuple[frozenset[str], ...], cased: bool = False
) -> Callable[[Reader], Reader]:
    """Adds the decorated reader to the grammar.

    Of matches that begin together the longest is taken, then the rule that was added first.
    """
    for name, fragment in FRAGMENTS.items():
        pattern = pattern.replace(f"<{name}>", fragment)
    spaced = _SPACE.sub(lambda match: _SPACES.get(match.group(), match.group()), pattern)
    compiled = re.compile(spaced, 0 if cased else re.IGNORECASE)

    def add(read: Reader) -> Reader:
        RULES.append(Rule(compiled, needs, read))
        return read

    return add
