"""What became of a quoted document in the version that replaced it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.model import Document, Range, Span

TOLD = 12
"""Changed paragraphs that are shown; the others are counted."""
COMPARED = 2000
"""Paragraphs of each version that are compared."""
LONGEST = 600
"""Characters of a changed paragraph that are compared word for word."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Some text that stayed ("="), went ("-") or came ("+")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """`still` is where the quoted words stand in the new version, None where they do not.

    `paragraphs` are those that changed, as edits, `TOLD` at most; `count` is how many there are in all.
    """

    still: Span | None
    paragraphs: tuple[tuple[Edit, ...], ...]
    count: int


def changes(old: Document, new: Document, quote: Range) -> Changes:
    """Compare two versions by paragraph, and the paragraphs that differ by word."""
    words = old.text[quote[0] : quote[1]]
    at = new.text.find(words) if words else -1
    before, after = _paragraphs(old), _paragraphs(new)
    # autojunk would take a paragraph that recurs often for noise and report it as moved.
    rows = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    told = [
        edit
        for row in rows
        if row[0] != "equal"
        for edit in _row(before[row[1] : row[2]], after[row[3] : row[4]])
    ]
    still = Span(new.hash, at, at + len(words)) if at >= 0 else None
    return Changes(still, tuple(told[:TOLD]), len(told))


def _paragraphs(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.paragraphs[:COMPARED]]


def _row(before: Sequence[str], after: Sequence[str]) -> list[tuple[Edit, ...]]:
    pairs = min(len(before), len(after))
    edits = [_words(old, new) for old, new in zip(before, after, strict=False)]
    edits += [(Edit("-", text[:LONGEST]),) for text in before[pairs:]]
    return edits + [(Edit("+", text[:LONGEST]),) for text in after[pairs:]]


def _words(old: str, new: str) -> tuple[Edit, ...]:
    before, after = _tokens(old[:LONGEST]), _tokens(new[:LONGEST])
    edits: list[Edit] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            edits.append(Edit("=", "".join(before[start:end])))
            continue
        edits += [Edit("-", "".join(before[start:end]))] if start < end else []
        edits += [Edit("+", "".join(after[first:last]))] if first < last else []
    return tuple(edits)


def _tokens(text: str) -> list[str]:
    """Words with the white space after them."""
    *most, last = text.split(" ")
    return [*(f"{word} " for word in most), last]
