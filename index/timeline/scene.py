"""Dates that set a scene and dates that tell of an event; where a text says which day it is written on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from index.model import Document, Range
from index.timeline.dated import Dated
from index.timeline.expressions import straighten

_HEAD = 600
"""Characters from the start in which a date on a line of its own is the day of writing."""
_BOUNDS = re.compile(
    r"\b(?:since|than|from|versus|against|unlike|compared (?:to|with)|as (?:of|in)|(?:up|down) from|over)"
    r"(?: (?:the|in|at|last|early|late))* \Z",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?<!\bup )(?<!\bdown )\bfrom (?:the )?\Z", re.IGNORECASE)
_ARTICLE = re.compile(
    r"\b(?:the|an?|its|his|her|their|our|this|that|'s|of|new|original)[ -]\Z", re.IGNORECASE
)
_NOUN = re.compile(
    r" (?!(?:and|or|but|to|when|after|before|in|on|at|by|with|for|as|from|the|a|an|is|was|were|are|that|had"
    r"|has|have|will|would|said|he|she|it|they|while|who|which|until|because|if|where)\b)[A-Za-z]"
)
_TITLE_YEAR = re.compile(
    r"\b(?!(?:In|By|From|Until|During|Before|After|Around|About|Between|Through|And|But|Early|Late|Summer|Year)\b)"
    r"[A-Z][\w.]+ \Z"
)
_YEARS = re.compile(r"\d{2,4}")
"""A year, a decade or a century."""
HOUR = re.compile(r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?")
"""At the head of a line it is an entry of a log."""
_BRACKETED = re.compile(r"\(\Z")


def writing_day(document: Document, resolved: Sequence[Dated]) -> date | None:
    """The day a text says it is written on: a date on a line of its own near its start, else `published`."""
    for dated in resolved:
        if dated.start > _HEAD:
            break
        if dated.precision == "day" and dated.interval and _stands_in_head(document.text, dated):
            return dated.interval[0]
    return document.published


def _line(text: str, first: Dated, last: Dated) -> Range:
    """The line that holds the dates from `first` to `last`."""
    end = text.find("\n", last.end)
    return text.rfind("\n", 0, first.start) + 1, len(text) if end < 0 else end


def rest_of_line(text: str, dates: Sequence[Dated]) -> str:
    """What stands beside the dates of one line, in order, punctuation around it left out."""
    start, end = _line(text, dates[0], dates[-1])
    begins = [start, *(dated.end for dated in dates)]
    ends = [*(dated.start for dated in dates), end]
    around = " ".join(text[left:right] for left, right in zip(begins, ends, strict=True))
    return around.strip(" \t.,:;()[]|-–—")


def _stands_in_head(text: str, dated: Dated) -> bool:
    rest = rest_of_line(text, [dated]).lower()
    return "\n" in text[: dated.start] and rest in ("", "date", "published", "updated", "posted")


def is_header(document: Document, dated: Dated) -> bool:
    """Whether an expression is the day of writing rather than part of what is written."""
    if any(start <= dated.start < end for start, end in document.aside):
        return True
    if dated.start > _HEAD or dated.interval is None or dated.precision != "day":
        return False
    if _stands_in_head(document.text, dated):
        return True
    line_start, line_end = _line(document.text, dated, dated)
    line = document.text[line_start:line_end].strip()
    if document.published == dated.interval[0] and line == document.title:
        return True
    before = straighten(document.text[line_start : dated.start]).strip()
    after = straighten(document.text[dated.end : dated.end + 30]).lstrip()
    opens = before.lower() in (
        "",
        "date",
        "published",
        "updated",
        "posted",
        "date:",
        "published:",
        "updated:",
    )
    if document.published != dated.interval[0] or HOUR.fullmatch(dated.text):
        return False
    dateline = before.isupper() and after.startswith(("-", "("))
    marked = before or after[:1] in tuple("-|(:") or dated.value == dated.text
    return dateline or (opens and bool(marked))


def sets_scene(text: str, dated: Dated) -> bool:
    """Whether a date only bounds or names what is told: 'lowest since 2003', 'the 1991 agreement'."""
    before = straighten(text[max(0, dated.start - 30) : dated.start])
    after = straighten(text[dated.end : dated.end + 12])
    if _BOUNDS.search(before) and dated.whole is None:
        return not _begins(before, dated)
    if _YEARS.fullmatch(dated.value):
        if _ARTICLE.search(before) and _NOUN.match(after):
            return True
        if _TITLE_YEAR.search(before) or (_BRACKETED.search(before) and after.startswith(")")):
            return True
    return False


def _begins(before: str, dated: Dated) -> bool:
    """'From 1 May the ferry leaves earlier' tells of that day."""
    return dated.precision == "day" and bool(_FROM.search(before))


def sentence_at(sentences: Sequence[Range], offset: int) -> int | None:
    """Index of the sentence that holds `offset`; None between two."""
    index = bisect_right(sentences, offset, key=lambda sentence: sentence[0]) - 1
    return index if index >= 0 and offset < sentences[index][1] else None
