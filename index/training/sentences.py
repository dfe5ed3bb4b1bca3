"""Sentences of training text. Serving uses the ranges that ingestion found; training text has none."""

from __future__ import annotations

import re

from index.model import Range

_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|Gen|Col|Lt|Sen|Rep|Gov|No|vs|etc|e\.g|i\.e|U\.S|U\.K"
    r"|Inc|Corp|Co|Ltd|a\.m|p\.m|Jan|Feb|Aug|Sept|Oct|Nov|Dec))\s?\.$"
)


SHORTEST = 3  # characters: "A." and "1." begin something


def split_sentences(text: str) -> list[Range]:
    """Ranges without the white space around them, in order, that cover all other characters of `text`."""
    cased = any(c.isupper() for c in text)
    ranges = []
    start = 0
    for end in _END.finditer(text):
        before, after = text[start : end.start()], text[end.end() : end.end() + 1]
        if "\n" not in end.group() and (
            _ABBREVIATION.search(before[-8:]) or (cased and after.islower()) or len(before) < SHORTEST
        ):
            continue
        ranges.append((start, end.end()))
        start = end.end()
    ranges.append((start, len(text)))
    return [trimmed for r in ranges if (trimmed := _trim(text, *r))[0] < trimmed[1]]


def _trim(text: str, start: int, end: int) -> Range:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), max(start, end - (len(piece) - len(piece.rstrip())))
