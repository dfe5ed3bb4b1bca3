"""A reader that prefers sentences which name a day of those asked about, in whatever form they name it.

'On 27 March' is in no word of '2023-03-27, Solveig, timber', and words and networks alike look past it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.model import Document, Hit, Passage, Span
from index.query.reader import MakeReader, Reader, Reading
from index.store.words import Words
from index.timeline.calendar import resolve
from index.timeline.question import Asked

NAMES_DAY = 0.2
"""Score by which a sentence may fall short of one that names no day of these."""


def naming(days: Sequence[Asked], document: Document, span: Span) -> list[int]:
    """Where in a span dates stand that lie in any of the days; characters of the document."""
    return [
        span.start + dated.start
        for dated in resolve(document.text[span.start : span.end], document.published)
        if dated.interval and any(asked.hold(dated.interval) for asked in days)
    ]


class DatedReader:
    """Another reader's readings; sentences that name one of the days score `NAMES_DAY` more."""

    def __init__(self, reader: Reader, days: Sequence[Asked]) -> None:
        self._reader, self._days = reader, days
        self.name, self.threshold, self.reach = reader.name, reader.threshold, reader.reach
        self.orders_passages = reader.orders_passages

    @classmethod
    def over(cls, make_reader: MakeReader, days: Sequence[Asked]) -> MakeReader:
        def make(words: Words) -> Reader:
            return cls(make_reader(words), days)

        return make

    def read(
        self, question: str, passages: Sequence[tuple[Document, Passage]], context: str = ""
    ) -> list[Reading]:
        readings = self._reader.read(question, passages, context)
        return [self._dated(reading, *pair) for reading, pair in zip(readings, passages, strict=True)]

    def _dated(self, reading: Reading, document: Document, passage: Passage) -> Reading:
        named = naming(self._days, document, passage.span)
        sentences = tuple(
            score + NAMES_DAY * any(start <= at < end for at in named)
            for score, (start, end) in zip(reading.sentences, passage.sentences, strict=True)
        )
        return replace(reading, sentences=sentences)

    def confidence(self, hits: Sequence[Hit], readings: Sequence[Reading], passages: int) -> float:
        return self._reader.confidence(hits, readings, passages)
