"""Plain text: the canonical text is the file as it stands, without its byte order mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from index.ingest.content import Content
from index.ingest.decoding import decode
from index.ingest.files import Source
from index.model import Heading, Range
from index.sentences import LINE_END, paragraphs, trim

_WRAPPED_AT = 120  # no one wraps lines wider than this; longer lines are paragraphs
_LINE_END = re.compile(LINE_END)
_UNDERLINED = re.compile(rf"(?>(.+?){LINE_END})([=\-~^])\2{{2,}}$")
_CHAPTER = re.compile(
    r"(?:chapter|part|book|section|act|scene)\s+(?:\d+|[ivxlc]+|\w+)\b.{0,80}$", re.IGNORECASE
)
_TITLE_WORDS = 12
_CAPITALS = 6


def parse(source: Source) -> Iterator[Content]:
    yield plain(decode(source.data))


def plain(text: str) -> Content:
    ranges = [part for start, end in paragraphs(text) for part in _lines_apart(text, start, end)]
    headings = []
    for start, end in ranges:
        level = _level(text[start:end])
        if level:
            headings.append(Heading(start, end, level))
    return Content(text=text, paragraphs=tuple(ranges), headings=tuple(headings))


def _lines_apart(text: str, start: int, end: int) -> Iterator[Range]:
    """One paragraph, or one for each line where the lines are too long to have been wrapped."""
    cuts = [start, *(match.end() for match in _LINE_END.finditer(text, start, end)), end]
    lines = [trim(text, left, right) for left, right in pairwise(cuts)]
    if len(lines) > 1 and max(right - left for left, right in lines) > _WRAPPED_AT:
        yield from ((left, right) for left, right in lines if left < right)
    else:
        yield start, end


def _level(paragraph: str) -> int | None:
    """Level of a paragraph that is a heading beyond doubt: underlined, a chapter, or a line of capitals."""
    underlined = _UNDERLINED.match(paragraph)
    if underlined:
        return 1 if underlined[2] == "=" else 2
    if _LINE_END.search(paragraph) or len(paragraph.split()) > _TITLE_WORDS:
        return None
    if _CHAPTER.match(paragraph) and paragraph[-1] not in '.!?,;”"':
        return 1
    if (
        paragraph.isupper()
        and " " in paragraph
        and sum(map(str.isalpha, paragraph)) >= _CAPITALS
        and ": " not in paragraph  # 'WINNER: BTS' tells something
        and paragraph[-1] not in '.!?,;”"—'
    ):
        return 2
    return None
