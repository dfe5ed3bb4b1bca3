"""What a parser gives back: canonical text with its maps, and what the file says about itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.model import Heading, Range

LONE_SURROGATE = re.compile(
    "[\ud800-\udfff]"
)  # escapes in JSON and YAML can make one; no encoding can hold it


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a document besides its text; None where nothing is."""

    title: str | None = None
    author: str | None = None
    published: date | None = None

    def or_else(self, other: Facts) -> Facts:
        return Facts(
            self.title or other.title, self.author or other.author, self.published or other.published
        )


@dataclass(frozen=True, slots=True)
class Content:
    """Canonical text and its maps, as in `index.model.Document`.

    `stated` is what the author or publisher wrote down; `guessed` is what a program left behind (the day
    a PDF was made), believed only where nothing else is known. `origin` replaces the file's own origin.
    """

    text: str
    paragraphs: tuple[Range, ...]
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    aside: tuple[Range, ...] = ()
    stated: Facts = Facts()
    guessed: Facts = Facts()
    origin: str | None = None


class Blocks:
    """Builds canonical text out of paragraphs, a blank line between each two."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._paragraphs: list[Range] = []
        self._headings: list[Heading] = []
        self._pages: list[int] = []
        self._aside: list[Range] = []

    def add(self, text: str, *, level: int | None = None, aside: bool = False) -> None:
        """Append a paragraph, a heading where `level` is given; white space around it is dropped."""
        placed = self._append(text.strip())
        if placed and level is not None:
            self._headings.append(Heading(*placed, level))
        if placed and aside:
            self._aside.append(placed)

    def row(self, cells: Sequence[str]) -> None:
        """Append a row of a table: its cells a tab apart, empty ones too, for columns to be told by."""
        line = "\t".join(cells)
        text = line.strip()
        before, _, after = line.partition(text) if text else ("", "", "")
        self._append(text, before, after)

    def _append(self, text: str, before: str = "", after: str = "") -> Range | None:
        """Where the paragraph stands; `before` and `after` it is white space that stays."""
        if not text:
            return None
        if self._length:
            before = "\n\n" + before
        start = self._length + len(before)
        self._parts.append(before + text + after)
        self._length = start + len(text) + len(after)
        self._paragraphs.append((start, start + len(text)))
        return self._paragraphs[-1]

    def page(self, offset: int = 0) -> None:
        """Begin a page `offset` characters into the next paragraph."""
        self._pages.append(self._length + (2 if self._length else 0) + offset)

    def content(self, stated: Facts = Facts(), guessed: Facts = Facts()) -> Content:
        return Content(
            text="".join(self._parts),
            paragraphs=tuple(self._paragraphs),
            headings=tuple(self._headings),
            pages=tuple(min(page, self._length) for page in self._pages),
            aside=tuple(self._aside),
            stated=stated,
            guessed=guessed,
        )
