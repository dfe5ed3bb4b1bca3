"""Finds English time expressions in prose.

Spans and types follow TIMEX3 (TimeML 1.2.1 annotation guidelines, Saurí et al. 2006, section 2.2, and
TempEval-3): articles and modifiers ('early', 'nearly') belong to the span, prepositions do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.timeline.grammar import Rule, rules_for
from index.timeline.grammar.rule import words_of
from index.timeline.meaning import Meaning, TimexType, timex_type

Mod = Literal["START", "MID", "END"] | None


@dataclass(frozen=True, slots=True)
class Expression:
    """A span that names a time. `start` and `end` are characters of the text it was found in.

    `mod` is TIMEX3's attribute for 'early', 'mid' and 'late'.
    """

    start: int
    end: int
    text: str
    type: TimexType
    meaning: Meaning
    mod: Mod = None


_STRAIGHT = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ`", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys(
        "\t\x0b\x0c\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\r",
        " ",
    )
)
_LINE_END = re.compile(r"\n(?=\S)")
_ENDED = frozenset('\n.!?:"')
_LINE_HEAD = re.compile(r"\d[\w ,./]{0,24}(?: ?:|   | -) ")
"""A line that begins with its date, as those of annals do."""
_LONG_LINE = 60
"""Characters of a line that was probably wrapped, when no punctuation ends it."""
_CUT = re.compile(r"\n+|(?<=[a-z]{4})[.!?][\"')]* +(?=[\"'(]?[A-Z])")
_MODS: tuple[tuple[str, Mod], ...] = (
    ("early", "START"), ("beginning", "START"), ("start", "START"), ("mid", "MID"), ("late ", "END"),
    ("late-", "END"), ("end", "END"), ("close", "END"),
)  # fmt: skip


def straighten(text: str) -> str:
    """The text with plain quotes, dashes and spaces, each character where it was.

    The end of a line that was merely wrapped becomes a space: one that no punctuation ends, where the next
    goes on in lower case or with a number, or that is long.
    """
    return _LINE_END.sub(_unwrapped, text.translate(_STRAIGHT))


def _unwrapped(match: re.Match[str]) -> str:
    text, at = match.string, match.start()
    if at == 0 or text[at - 1] in _ENDED:
        return "\n"
    following = text[at + 1]
    counts_on = following.isdigit() and not _LINE_HEAD.match(text, at + 1)
    goes_on = counts_on or following.islower() or text.rfind("\n", 0, at) < at - _LONG_LINE
    return " " if goes_on else "\n"


def find(text: str) -> list[Expression]:
    """Every time expression, in order, none overlapping. Never raises, whatever the text."""
    straight = straighten(text)
    found: list[tuple[int, int, int, Expression]] = []
    for begin, stop in _stretches(straight):
        words = words_of(straight[begin:stop])
        for preference, rule in rules_for(words):
            found += [
                (expression.start, -expression.end, preference, expression)
                for match in rule.pattern.finditer(straight, begin, stop)
                if (expression := _read(rule, match, text))
            ]
    found.sort(key=lambda item: item[:3])
    chosen: list[Expression] = []
    for start, _, _, expression in found:
        if not chosen or start >= chosen[-1].end:
            chosen.append(expression)
    return chosen


def _read(rule: Rule, match: re.Match[str], text: str) -> Expression | None:
    groups = match.groupdict()
    start, end = match.span("span") if groups.get("span") else match.span()
    end = start + len(text[start:end].rstrip(" ,\n\u00a0"))
    meaning = rule.read(match)
    if meaning is None or end <= start:
        return None
    return Expression(start, end, text[start:end], timex_type(meaning), meaning, _mod(groups.get("part")))


def _stretches(straight: str) -> Iterator[tuple[int, int]]:
    """Cuts where no expression runs across, after a line or a sentence that ends in a long word."""
    begin = 0
    for match in _CUT.finditer(straight):
        yield begin, match.end()
        begin = match.end()
    yield begin, len(straight)


def _mod(part: str | None) -> Mod:
    part = (part or "").lower() + " "
    return next((mod for word, mod in _MODS if word in part), None)
