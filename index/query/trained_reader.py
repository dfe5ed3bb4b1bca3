"""The trained reader behind the seam of index.query.reader: documents and passages in, readings out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.model import Document, Hit, Passage, Range
from index.query.confidence import surprise
from index.query.question import Terms
from index.query.reader import Reading, coverage
from index.query.reader_input import ReaderInput
from index.query.reader_model import Logits, ReaderModel
from index.store.words import Words

ANSWERABLE_WEIGHT = 0.05
SPAN_WEIGHT = 0.075
LENGTH_WEIGHT = 0.1
"""A sentence's score, to be added to its passage's cosine + 0.02 BM25: the passage's answerable logit, the
logit of the sentence's best span, and the logarithm of its characters, for a fragment says little on its own.
Rounded from a listwise regression on development news; figures in docs/decisions/0005."""

ROOM = 160
"""Tokens of a passage that are read, of about 200: 20 passages then take 381 ms of a core and not 437."""

LEAST_HIGHLIGHT = 0.1

THRESHOLD = 0.152
"""Lets one in ten of the development questions about other years through."""

BIAS, DENSE, COVERED, BEST, ANSWERABLE = -7.83, 0.74, 4.46, 3.15, 1.40
"""Of `confidence`, fitted on 140 answerable development questions and 100 about other years."""


class TrainedReader:
    """`answerable` is the model's calibrated probability; sentence scores are on retrieval's scale."""

    threshold = THRESHOLD
    orders_passages = True

    def __init__(self, model: ReaderModel, words: Words) -> None:
        self.name = reader_name(model)
        self._model = model
        self._words = words

    def read(
        self, question: str, passages: Sequence[tuple[Document, Passage]], context: str = ""
    ) -> list[Reading]:
        terms = Terms.of(question, self._words, context)
        whole = f"{question} ({context})" if context else question
        logits = self._model.logits(whole, [reader_input(*pair) for pair in passages], ROOM)
        return [
            Reading(
                answerable=self._model.calibrated(found).answerable,
                sentences=_scores(found, passage.sentences),
                highlights=_highlights(found, passage.span.start),
                covered=coverage(terms, document, passage, self._words),
            )
            for found, (document, passage) in zip(logits, passages, strict=True)
        ]

    def confidence(self, hits: Sequence[Hit], readings: Sequence[Reading], passages: int) -> float:
        best = max(hit.score + max(reading.sentences) for hit, reading in zip(hits, readings, strict=True))
        return confidence(surprise(hits[0].dense, passages), readings[0].covered, best, readings)


def reader_name(model: ReaderModel) -> str:
    return f"trained {model.identity[:8]}"


def confidence(surprise: float, covered: float, best: float, readings: Sequence[Reading]) -> float:
    """0 to 1 that the documents answer, for `readings` of this reader.

    `surprise` and `covered` are those of `index.query.confidence`; `best` is the greatest sum of a passage's
    retrieval score and a sentence's score.
    """
    answerable = max(_log_odds(reading.answerable) for reading in readings)
    logit = BIAS + DENSE * surprise + COVERED * covered + BEST * best + ANSWERABLE * answerable
    return 1 / (1 + math.exp(-logit))


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


def reader_input(document: Document, passage: Passage) -> ReaderInput:
    start = passage.span.start
    return ReaderInput(
        text=document.text[start : passage.span.end],
        sentences=tuple((first - start, last - start) for first, last in passage.sentences),
        title=document.title,
        published=document.published,
    )


def _scores(found: Logits, sentences: Sequence[Range]) -> tuple[float, ...]:
    return tuple(
        ANSWERABLE_WEIGHT * found.answerable
        + SPAN_WEIGHT * float(span)
        + LENGTH_WEIGHT * math.log(max(1, end - start))
        for span, (start, end) in zip(found.spans, sentences, strict=True)
    )


def _highlights(found: Logits, start: int) -> tuple[Range, ...]:
    return tuple(
        (start + first, start + last) for first, last, score in found.highlights if score >= LEAST_HIGHLIGHT
    )
