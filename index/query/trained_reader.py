"""The trained reader behind the seam of index.query.reader: documents and passages in, readings out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.model import Document, Passage
from index.query.reader import Reading
from index.query.reader_input import ReaderInput
from index.query.reader_model import PassageReading, ReaderModel

RETRIEVAL_SCALE = 6.0
"""Log-odds of a sentence that weigh as much as 1.0 of retrieval score (cosine + 0.02 BM25)."""

LEAST_HIGHLIGHT = 0.1


class TrainedReader:
    """`answerable` is the model's own; sentence scores are scaled to be added to retrieval's."""

    def __init__(self, model: ReaderModel) -> None:
        self._model = model

    def read(self, question: str, passages: Sequence[tuple[Document, Passage]]) -> list[Reading]:
        inputs = [reader_input(document, passage) for document, passage in passages]
        return [
            _reading(found, passage)
            for found, (_, passage) in zip(self._model.read(question, inputs), passages, strict=True)
        ]


def reader_input(document: Document, passage: Passage) -> ReaderInput:
    start = passage.span.start
    return ReaderInput(
        text=document.text[start : passage.span.end],
        sentences=tuple((first - start, last - start) for first, last in passage.sentences),
        title=document.title,
        published=document.published,
    )


def _reading(found: PassageReading, passage: Passage) -> Reading:
    start = passage.span.start
    return Reading(
        answerable=found.answerable,
        sentences=tuple(_log_odds(p) / RETRIEVAL_SCALE for p in found.sentences),
        highlights=tuple(
            (start + first, start + last)
            for first, last, score in found.highlights
            if score >= LEAST_HIGHLIGHT
        ),
    )


def _log_odds(p: float) -> float:
    bounded = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
