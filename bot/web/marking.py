"""Part of a document as blocks of marked pieces: what the viewer's template walks through. Pure.

The pieces of all blocks, joined, are the text of the part: nothing is shortened or rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from bot.reply import DateMark, SourcePage
from bot.web.parts import blocks
from index.model import Document, Quote, Range, Span

MOST_DATES = 150
"""Dates marked in one part; each costs a hundred bytes."""
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text and what it is: of the quote, of its answering words, of another quote, a date.

    `opens` is set on the first piece of the quote, the page's anchor, `opens_date` on that of a date.
    """

    text: str
    quote: bool = False
    words: bool = False
    other: bool = False
    date: DateMark | None = None
    opens: bool = False
    opens_date: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading (`level` 1 to 6) or what stands between them, with the page that starts there."""

    pieces: tuple[Piece, ...]
    number: int = 0
    level: int = 0
    aside: bool = False
    page: int = 0
    between: bool = False

    @property
    def runs(self) -> list[list[Piece]]:
        """The pieces in order, those that are marked alike together."""
        return [list(run) for _, run in groupby(self.pieces, lambda piece: (piece.quote, piece.other))]


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in a document: ranges, in order."""

    quote: Range
    words: tuple[Range, ...] = ()
    others: tuple[Range, ...] = ()
    dates: tuple[DateMark, ...] = ()

    @classmethod
    def of(cls, page: SourcePage, span: Span) -> Marks:
        """What a page marks for the reader who came for `span`."""
        length = len(page.document.text)
        start, end = min(span.start, length), min(span.end, length)
        here = [quote for quote in page.quotes if quote.span.document == page.document.hash]
        same = [quote for quote in here if quote.span == span]
        return cls(
            (start, end),
            words=_highlights(same, (start, end)),
            others=tuple(
                (quote.span.start, min(quote.span.end, length)) for quote in here if quote.span != span
            ),
            dates=page.dates,
        )


def _highlights(quotes: Sequence[Quote], inside: Range) -> tuple[Range, ...]:
    # All of the quote being marked marks nothing in it.
    ranges = [mark for quote in quotes for mark in quote.highlights if mark != inside]
    return tuple(ranges)


def marked(document: Document, part: Range, marks: Marks) -> Iterator[Block]:
    """The blocks of one part of the document."""
    headings = {heading.start: heading.level for heading in document.headings}
    dates = [mark for mark in marks.dates if part[0] <= mark.start and mark.end <= part[1]][:MOST_DATES]
    starts = {start: number for number, (start, _) in enumerate(document.paragraphs, 1)}
    for block_start, block_end in blocks(document):
        start, end = max(block_start, part[0]), min(block_end, part[1])
        if start >= end:
            continue
        number = starts.get(block_start, 0)
        yield Block(
            tuple(_pieces(document.text, (start, end), marks, dates)),
            number=number,
            level=min(headings.get(block_start, 0) + 1, DEEPEST) if block_start in headings else 0,
            aside=any(first <= start < last for first, last in document.aside),
            page=_page(document, start, end),
            between=not number,
        )


def _page(document: Document, start: int, end: int) -> int:
    """Number of the last page that starts in this block, 0 for none."""
    return max((number for number, at in enumerate(document.pages, 1) if start <= at < end), default=0)


def _pieces(text: str, within: Range, marks: Marks, dates: Sequence[DateMark]) -> Iterator[Piece]:
    ranges = [marks.quote, *marks.words, *marks.others, *((date.start, date.end) for date in dates)]
    cuts = {at for pair in ranges for at in pair if within[0] < at < within[1]}
    edges = sorted({*within, *cuts})
    for start, end in pairwise(edges):
        quote = _in((start, end), [marks.quote])
        date = next((date for date in dates if date.start <= start and end <= date.end), None)
        yield Piece(
            text[start:end],
            quote=quote,
            words=_in((start, end), marks.words),
            other=not quote and _in((start, end), marks.others),
            date=date,
            opens=quote and start == max(marks.quote[0], within[0]) and marks.quote[0] >= within[0],
            opens_date=date is not None and date.start == start,
        )


def _in(piece: Range, ranges: Sequence[Range]) -> bool:
    return any(start <= piece[0] and piece[1] <= end and start < end for start, end in ranges)
