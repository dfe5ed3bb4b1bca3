"""A document cut into parts that each make a light page, between paragraphs where that is possible."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from bot.web.escaping import weight
from index.model import Document, Range

HEAVIEST = 40_000
"""Bytes of text in a page; with everything around it a page stays under 100,000."""
SLICE = 500
"""Characters in which a paragraph heavier than a page is cut."""
PARAGRAPH = 120
"""Bytes of markup around a paragraph, at most."""


def parts(document: Document) -> tuple[Range, ...]:
    """Ranges of the text, in order, that join up to the whole of it; at least one."""
    bounds, used = [0], 0
    for start, _, cost in _pieces(document):
        if used and used + cost > HEAVIEST:
            bounds.append(start)
            used = 0
        used += cost
    return tuple(zip(bounds, [*bounds[1:], len(document.text)], strict=True))


def part_at(all_parts: Sequence[Range], offset: int) -> int:
    """Number, from 0, of the part that holds `offset`."""
    return max(0, bisect_right(all_parts, offset, key=lambda part: part[0]) - 1)


def blocks(document: Document) -> Iterator[Range]:
    """The whole text as ranges: its paragraphs, and whatever stands between them."""
    at = 0
    for start, end in document.paragraphs:
        if at < start:
            yield at, start
        if start < end:
            yield start, end
        at = max(at, end)
    if at < len(document.text):
        yield at, len(document.text)


def _pieces(document: Document) -> Iterator[tuple[int, int, int]]:
    """(start, end, bytes) of what is kept together: blocks, and slices of those that are too heavy."""
    for start, end in blocks(document):
        cost = weight(document.text[start:end]) + PARAGRAPH
        if cost <= HEAVIEST:
            yield start, end, cost
            continue
        for at in range(start, end, SLICE):
            last = min(at + SLICE, end)
            yield at, last, weight(document.text[at:last]) + PARAGRAPH
