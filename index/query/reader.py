"""Which sentences of a passage answer a question: the seam where a trained reader takes over.

The reader here only looks at words, in the light of how rare they are in the story. Sentence vectors were
tried beside it and added nothing (docs/decisions/0004).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.model import Document, Hit, Passage, Range
from index.query.confidence import confidence
from index.query.question import Terms
from index.store.words import Words


@dataclass(frozen=True, slots=True)
class Reading:
    """One passage, read: `answerable` 0 to 1, a score for each of its sentences, ranges to highlight.

    Sentence scores are added to the passage's retrieval score. Highlights are absolute ranges. `covered` is
    the share, 0 to 1, of the question's words that the passage and its title hold.
    """

    answerable: float
    sentences: tuple[float, ...]
    highlights: tuple[Range, ...]
    covered: float = 0.0


class Reader(Protocol):
    def read(self, question: str, passages: Sequence[tuple[Document, Passage]]) -> list[Reading]:
        """One reading for each passage, in order."""
        ...

    def confidence(self, hits: Sequence[Hit], readings: Sequence[Reading], passages: int) -> float:
        """0 to 1 that the documents answer, from at least one reading; `passages` is the story's size."""
        ...


MakeReader = Callable[[Words], Reader]
"""A reader for a story, by the words of its index."""


COVERAGE_WEIGHT = 0.3
LENGTH_WEIGHT = 0.05
QUESTION_PENALTY = 0.2
CLOSING = "\"')\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
WORD = re.compile(r"\w+")


class WordReader:
    """Sentences by the share of the question's words they hold; longer ones, and no questions, preferred."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def read(self, question: str, passages: Sequence[tuple[Document, Passage]]) -> list[Reading]:
        terms = Terms.of(question, self._words)
        return [self._reading(terms, document, passage) for document, passage in passages]

    def _reading(self, terms: Terms, document: Document, passage: Passage) -> Reading:
        scores = tuple(self._sentence(terms, document.text[start:end]) for start, end in passage.sentences)
        covered = coverage(terms, document, passage, self._words)
        return Reading(covered, scores, tuple(self._matches(terms, document.text, passage)), covered)

    def confidence(self, hits: Sequence[Hit], readings: Sequence[Reading], passages: int) -> float:
        return confidence(hits[0].dense, readings[0].covered, passages)

    def _sentence(self, terms: Terms, sentence: str) -> float:
        held = self._words.terms(sentence)
        score = COVERAGE_WEIGHT * terms.coverage(set(held)) + LENGTH_WEIGHT * math.log(len(held) + 1)
        return score - QUESTION_PENALTY if sentence.rstrip(CLOSING).endswith("?") else score

    def _matches(self, terms: Terms, text: str, passage: Passage) -> list[Range]:
        """Ranges of the question's own words in the passage."""
        found = WORD.finditer(text, passage.span.start, passage.span.end)
        wanted = terms.weights.keys()
        return [
            match.span() for match in found if not wanted.isdisjoint(self._words.cached_terms(match.group()))
        ]


def coverage(terms: Terms, document: Document, passage: Passage, words: Words) -> float:
    """Share, 0 to 1, of the question's words that the passage and its title hold, by rarity."""
    whole = f"{document.title}\n{document.text[passage.span.start : passage.span.end]}"
    return terms.coverage(set(words.terms(whole)))
