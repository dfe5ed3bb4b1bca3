"""The nouns everything else is made of. Values only: no input, no output, no clock.

    Document --has--> paragraphs, headings, pages (spans of its canonical text)
       |                  |
       +--cut into--> Passage --found as--> Hit --narrowed to--> Quote --cited by--> Citation
                                                                   |
                                           Answer = quotes with a confidence, or the nearest misses

All offsets are Python character offsets into a document's canonical text, end exclusive.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from index.errors import QuoteMismatch

Range = tuple[int, int]
"""Start and end of a slice, in characters, end exclusive."""


def text_hash(text: str) -> str:
    """SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits: the identity of a document.

    Lone surrogates cannot come from a strict decoder, but a document made in code may hold them;
    they are hashed as they stand rather than refused.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A slice of one document's canonical text; its id is content plus position, never random."""

    document: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span must have 0 <= start <= end, not {self.start} and {self.end}")

    @property
    def id(self) -> str:
        return f"{self.document}:{self.start}-{self.end}"

    def overlaps(self, other: Span) -> bool:
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in the text; `level` 1 is the outermost."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Document:
    """One source, read once into canonical text.

    `paragraphs` are in order and do not overlap; headings are paragraphs too. `pages` holds the start
    offset of each page, empty for formats without pages. `aside` marks text that is kept and shown but
    is no part of the story (a header line, a closing notice): it is never an answer.
    """

    text: str
    title: str
    origin: str
    media_type: str
    published: date | None = None
    author: str | None = None
    paragraphs: tuple[Range, ...] = ()
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    aside: tuple[Range, ...] = ()
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", text_hash(self.text))

    def paragraph_at(self, offset: int) -> int:
        """Number, from 1, of the paragraph that holds `offset` (the nearest before it, between two)."""
        return max(1, bisect_right(self.paragraphs, offset, key=lambda paragraph: paragraph[0]))

    def page_at(self, offset: int) -> int | None:
        """Number, from 1, of the page that holds `offset`; None where the format has no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def section_at(self, offset: int) -> str | None:
        """The heading that `offset` stands under, in its first line; None under none but the title."""
        above = bisect_right(self.headings, offset, key=lambda heading: heading.end)
        if not above:
            return None
        last = self.headings[above - 1]
        heading = self.text[last.start : last.end].strip().partition("\n")[0].strip()
        return heading if heading != self.title else None

    def header_at(self, offset: int) -> str:
        """The title, with the heading that `offset` stands under: what a text is about but need not say."""
        section = self.section_at(offset)
        return f"{self.title}: {section}" if section else self.title

    def line_at(self, offset: int) -> int:
        """Number, from 1, of the line of canonical text that holds `offset`."""
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A span sized for retrieval: whole sentences of one section.

    `sentences` are absolute ranges that lie inside the span, in order. `heading` is the range of the
    section's heading, if it has one; `paragraph` the number, from 1, of its first paragraph.
    """

    span: Span
    sentences: tuple[Range, ...]
    paragraph: int = 1
    heading: Range | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. `dense` is a cosine, `words` a BM25 score, `score` their fusion."""

    passage: Passage
    row: int
    dense: float
    words: float
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, in the words a reader needs to find it. `section` is the heading above it."""

    document: str
    title: str
    published: date | None
    origin: str
    paragraph: int
    line: int
    page: int | None = None
    author: str | None = None
    section: str | None = None

    @classmethod
    def of(cls, document: Document, start: int) -> Citation:
        return cls(
            document=document.hash,
            title=document.title,
            published=document.published,
            origin=document.origin,
            paragraph=document.paragraph_at(start),
            line=document.line_at(start),
            page=document.page_at(start),
            author=document.author,
            section=document.section_at(start),
        )


class Texts(Protocol):
    """Anything that can give back a document's canonical text by its hash."""

    def text(self, document: str) -> str:
        """The canonical text; raises `QuoteMismatch` when the document is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Quote:
    """Whole sentences of a document, with the words that answer marked.

    There is no text in it: `read` slices the source again, at the moment of showing, and refuses a
    source whose hash is no longer the one that was quoted. `highlights` are absolute ranges inside the
    span. `also` cites other documents that say the same.
    """

    span: Span
    citation: Citation
    score: float
    highlights: tuple[Range, ...] = ()
    also: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        for start, end in self.highlights:
            if not self.span.start <= start <= end <= self.span.end:
                raise ValueError(f"highlight {start}-{end} is outside the quote {self.span.id}")

    def read(self, texts: Texts) -> str:
        """The slice, re-read from its source; raises `QuoteMismatch` when it is not what was quoted."""
        text = texts.text(self.span.document)
        if text_hash(text) != self.span.document or self.span.end > len(text):
            raise QuoteMismatch(f"the source of quote {self.span.id} is not the text that was quoted")
        return text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and of which documents, by publication date (inclusive days).

    `as_of` answers only from what was published by that day. A document without a publication date
    cannot be shown to lie inside any of the three, and is left out when one of them is given. `context` are
    words that the text leans on, from what was asked before it (see `bot.followup`).
    """

    text: str
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    context: str = ""

    @property
    def whole(self) -> str:
        """All words to search with."""
        return f"{self.text} {self.context}".strip()

    @property
    def last(self) -> date | None:
        """The last publication day allowed: the earlier of `until` and `as_of`."""
        days = [day for day in (self.until, self.as_of) if day]
        return min(days) if days else None


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a question names in its own words, both included; an open end is None.

    `kept` tells how the answer kept to them: only what was "published" then was read, only events "told" of
    those days are quoted, or it did "not", because nothing was found so.
    """

    since: date | None
    until: date | None
    kept: Literal["published", "told", "not"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes with a confidence, or, when `answered` is false, the nearest misses and no quote.

    `days` are None where the question names none. `foreign` says of a declined question that
    hardly a word of it occurs in the documents. `leading` of the quotes, from the first, score near to it:
    they are shown at first, the others when somebody asks for more; None where there is no such difference.
    """

    question: Question
    answered: bool
    confidence: float
    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    hits: tuple[Hit, ...]
    snapshot: int
    foreign: bool = False
    days: Days | None = None
    leading: int | None = None
