"""One text read by the trained reader alone, in parts where it is longer than the reader reads at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from index.model import Question, Range
from index.query.question import check
from index.query.reader_input import ReaderInput
from index.query.reader_model import Reads
from index.sentences import sentences

PART = 1400
"""Characters of a part, in whole sentences: what fits the reader's window with room for long words."""


def read_text(model: Reads, question: str, text: str, title: str, published: date | None) -> dict[str, Any]:
    """`answerable` of the best part, a score for every sentence, highlights best first; offsets in `text`.

    Raises `UsageError` for a question that cannot be asked.
    """
    asked = check(Question(question)).text
    parts = list(_parts(sentences(text)))
    readings = model.read(asked, [_input(text, part, title, published) for part in parts])
    return {
        "answerable": round(max((reading.answerable for reading in readings), default=0.0), 4),
        "sentences": [
            {"start": start, "end": end, "score": round(score, 4)}
            for part, reading in zip(parts, readings, strict=True)
            for (start, end), score in zip(part, reading.sentences, strict=True)
        ],
        "highlights": sorted(
            (
                [start + part[0][0], end + part[0][0], round(score, 4)]
                for part, reading in zip(parts, readings, strict=True)
                for start, end, score in reading.highlights
            ),
            key=lambda highlight: (-highlight[2], highlight[0]),
        ),
    }


def _parts(ranges: list[Range]) -> Iterator[list[Range]]:
    part: list[Range] = []
    for start, end in ranges:
        if part and end - part[0][0] > PART:
            yield part
            part = []
        part.append((start, end))
    if part:
        yield part


def _input(text: str, part: list[Range], title: str, published: date | None) -> ReaderInput:
    first = part[0][0]
    moved = tuple((start - first, end - first) for start, end in part)
    return ReaderInput(text=text[first : part[-1][1]], sentences=moved, title=title, published=published)
