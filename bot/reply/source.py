"""A document as it was read, with what is known of it now: what a source viewer shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from index.model import Document, Quote


class Standing(StrEnum):
    """What became of a document since it was quoted."""

    CURRENT = "current"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DateMark:
    """A time expression: a range of the canonical text, and in words what days it means."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A document of a story. `newer` is what stands in its place now, when it was replaced.

    `snapshot` and `built` (UTC) say in which build it was last; `file` is what reading its source again
    finds ("identical", "changed", "removed"). `quotes` are those of the answer a link belongs to, in order.
    `original` is the file it was read from, None where there is none of its own.
    """

    story: str
    document: Document
    standing: Standing
    snapshot: int
    built: str
    file: str = ""
    newer: Document | None = None
    dates: tuple[DateMark, ...] = ()
    quotes: tuple[Quote, ...] = ()
    original: Path | None = None
