"""References that name no part of the calendar: now, recently, the future. Tagged, never shown as a date."""

from __future__ import annotations

import re

from index.timeline.grammar.rule import rule
from index.timeline.meaning import Fixed, Meaning


@rule(r"\b(?:right |just |for |as of |until |by )?(?P<span>(?:right )?now|currently|nowadays|at present|presently|at the moment|at this (?:time|point|moment)|these days)\b(?!-)")
def present(match: re.Match[str]) -> Meaning | None:
    return Fixed("PRESENT_REF")


@rule(r"\b(?:(?:more|most|as|only|until|just) )?(?:recently|lately)\b")
def recently(_: re.Match[str]) -> Meaning:
    return Fixed("PAST_REF")


@rule(r"\b(?:in|of|from|to|about) (?P<span>the (?:recent |distant |not too distant )?past)\b(?! (?:few|several|couple|<NUMBER>|<UNIT>s?)\b)")
def the_past(_: re.Match[str]) -> Meaning:
    return Fixed("PAST_REF")


@rule(r"\b(?:the )(?:(?:very |not too )?(?:near|foreseeable|distant|immediate|far) )?(?:future|near term)\b|\bthe (?:weeks|months|years|days) (?:ahead|to come)\b")
def the_future(_: re.Match[str]) -> Meaning:
    return Fixed("FUTURE_REF")
