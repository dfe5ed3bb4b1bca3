"""The trained reader behind the seam of index.query.reader: documents and passages in, readings out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from index.model import Document, Hit, Passage, Range
from index.query import tables
from index.query.agreement import Witness, agreement
from index.query.confidence import chance
from index.query.definition import spelled_out
from index.query.reader import Reading, WordReader
from index.query.reader_input import ReaderInput
from index.query.reader_model import Logits, Reads
from index.query.retrieval import WORD_WEIGHT
from index.query.tables import Labels
from index.store.words import Words

ANSWERABLE_WEIGHT = 0.1
SPAN_WEIGHT = 0.045
AGREEMENT_WEIGHT = 0.4
WORDS_WEIGHT = 0.5
LENGTH_WEIGHT = 0.05
"""A sentence's score, to be added to its passage's cosine + 0.02 BM25: the passage's answerable logit, the
logit of the sentence's best span, the logarithm of 1 + how often the spans in it are named, its score by
words, and the logarithm of its characters. Rounded from a listwise regression on development news; figures
in docs/decisions/0005."""

ROOM = 160
"""Tokens of a passage that are read, of about 200: 20 passages then take 381 ms of a core and not 437."""

LEAST_HIGHLIGHT = 0.1

THRESHOLD = 0.18
"""Lets one in ten of the development questions about other years through."""

BIAS, COVERED, BEST = -5.5, 4.4, 5.0
"""Of `confidence`, fitted on 240 answerable development questions and 300 about other years."""

REACH = 0.6
"""Six further quotes in ten of small stories score less than that, hardly ever answers (decisions/0022)."""

FITTED_ON = 11_948
"""Passages of the development news. BM25 grows with the logarithm of their number, and is weighed by it."""


class TrainedReader:
    """Sentences by what a network makes of all passages; their scores are on retrieval's scale."""

    threshold = THRESHOLD
    reach = REACH
    orders_passages = True

    def __init__(self, model: Reads, words: Words) -> None:
        self.name = reader_name(model)
        self._model = model
        self._by_words = WordReader(words)

    def read(
        self, question: str, passages: Sequence[tuple[Document, Passage]], context: str = ""
    ) -> list[Reading]:
        asked = spelled_out(question)
        whole = f"{asked} ({context})" if context else asked
        labels = [tables.labels(document.text, one.span.start, one.span.end) for document, one in passages]
        inputs = [reader_input(*pair, labelled) for pair, labelled in zip(passages, labels, strict=True)]
        found = self._model.logits(whole, inputs, ROOM)
        logits = [_unlabelled(one, labelled) for one, labelled in zip(found, labels, strict=True)]
        agreed = agreement([witness(found, *pair) for found, pair in zip(logits, passages, strict=True)])
        by_words = self._by_words.read(question, passages, context)
        return [
            self._reading(found, counts, words, passage)
            for found, counts, words, (_, passage) in zip(logits, agreed, by_words, passages, strict=True)
        ]

    def _reading(self, found: Logits, counts: Sequence[int], words: Reading, passage: Passage) -> Reading:
        alone = [ANSWERABLE_WEIGHT * found.answerable + SPAN_WEIGHT * float(span) for span in found.spans]
        return Reading(
            sentences=tuple(
                score
                + AGREEMENT_WEIGHT * math.log1p(count)
                + WORDS_WEIGHT * by_words
                + LENGTH_WEIGHT * math.log(max(1, end - start))
                for score, count, by_words, (start, end) in zip(
                    alone, counts, words.sentences, passage.sentences, strict=True
                )
            ),
            highlights=_highlights(found, passage.span.start),
            covered=words.covered,
            alone=max(alone),
        )

    def confidence(self, hits: Sequence[Hit], readings: Sequence[Reading], passages: int) -> float:
        scale = WORD_WEIGHT * math.log(FITTED_ON) / math.log(passages + 1)
        best = max(
            hit.dense + scale * hit.words + reading.alone for hit, reading in zip(hits, readings, strict=True)
        )
        return confidence(readings[0].covered, best - chance(passages))


def reader_name(model: Reads) -> str:
    return f"trained {model.identity[:8]}"


def confidence(covered: float, best: float) -> float:
    """0 to 1 that the documents answer, for readings of this reader.

    `covered` is the share of the question that the first passage holds; `best` is the greatest sum of a
    passage's retrieval score and what it scores alone, less the cosine that chance alone would reach. How
    many passages agree has no part in it: that says more of the story's size than of the answer.
    """
    return 1 / (1 + math.exp(-(BIAS + COVERED * covered + BEST * best)))


def reader_input(document: Document, passage: Passage, labels: Labels) -> ReaderInput:
    start = passage.span.start
    return ReaderInput(
        text=labels.read(document.text[start : passage.span.end]),
        sentences=tuple(labels.placed(first - start, last - start) for first, last in passage.sentences),
        title=document.header_at(start),
        published=document.published,
    )


def witness(found: Logits, document: Document, passage: Passage) -> Witness:
    start = passage.span.start
    return Witness(
        document=document.hash,
        spans=[document.text[start + first : start + last] for first, last, _ in found.highlights],
        sentences=[document.text[first:last] for first, last in passage.sentences],
    )


def _unlabelled(found: Logits, labels: Labels) -> Logits:
    """With highlights in the text of the passage itself."""
    if not labels.inserted:
        return found
    placed = [(labels.source(first, last), score) for first, last, score in found.highlights]
    return replace(found, highlights=tuple((*range_, score) for range_, score in placed if range_))


def _highlights(found: Logits, start: int) -> tuple[Range, ...]:
    return tuple(
        (start + first, start + last) for first, last, score in found.highlights if score >= LEAST_HIGHLIGHT
    )
