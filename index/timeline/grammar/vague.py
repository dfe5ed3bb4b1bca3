"""References that name no part of the calendar: now, recently, the future. Tagged, never shown as a date."""

from __future__ import annotations

import re

from index.timeline.grammar.rule import rule, words
from index.timeline.meaning import Fixed, Meaning


@rule(
    r"\b(?:(?:right )?now|currently|nowadays|at present|presently|at the moment|at this (?:time|moment)"
    r"|these days)\b(?!-)",
    needs=(words("now currently nowadays presently present moment time days"),),
)
def present(_: re.Match[str]) -> Meaning | None:
    return Fixed("PRESENT_REF")


@rule(r"\b(?:(?:more|most) )?(?:recently|lately)\b", needs=(words("recently lately"),))
def recently(_: re.Match[str]) -> Meaning:
    return Fixed("PAST_REF")


@rule(
    r"\bthe (?:recent |distant |not too distant )?past(?= ?[^\w ]|$| (?:and|that|was|is|when|as|with|to)\b)",
    needs=(words("past"),),
)
def the_past(_: re.Match[str]) -> Meaning:
    return Fixed("PAST_REF")


@rule(
    r"\b(?:the )(?:(?:very |not too )?(?:near|foreseeable|distant|immediate|far) )?(?:future"
    r"|near term)\b|\bthe (?:weeks|months|years|days) (?:ahead|to come)\b",
    needs=(words("future term ahead come"),),
)
def the_future(_: re.Match[str]) -> Meaning:
    return Fixed("FUTURE_REF")
