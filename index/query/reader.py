"""Which sentences of a passage answer a question: the seam where a trained reader takes over.

The reader here only looks at words, in the light of how rare they are in the story. Sentence vectors were
tried beside it and added nothing (docs/decisions/0004).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.model import Document, Passage, Range
from index.query.question import Terms
from index.store.words import Words


@dataclass(frozen=True, slots=True)
class Reading:
    """One passage, read: `answerable` 0 to 1, a score for each of its sentences, ranges to highlight.

    Sentence scores are added to the passage's retrieval score. Highlights are absolute ranges.
    """

    answerable: float
    sentences: tuple[float, ...]
    highlights: tuple[Range, ...]


class Reader(Protocol):
    def read(self, question: str, passages: Sequence[tuple[Document, Passage]]) -> list[Reading]:
        """One reading for each passage, in order."""
        ...


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
        whole = f"{document.title}\n{document.text[passage.span.start : passage.span.end]}"
        covered = terms.coverage(set(self._words.terms(whole)))
        return Reading(covered, scores, tuple(self._matches(terms, document.text, passage)))

    def _sentence(self, terms: Terms, sentence: str) -> float:
        held = self._words.terms(sentence)
        score = COVERAGE_WEIGHT * terms.coverage(set(held)) + LENGTH_WEIGHT * math.log(len(held) + 1)
        return score - QUESTION_PENALTY if sentence.rstrip(CLOSING).endswith("?") else score

    def _matches(self, terms: Terms, text: str, passage: Passage) -> list[Range]:
        """Ranges of the question's own words in the passage."""
        found = WORD.finditer(text, passage.span.start, passage.span.end)
        wanted = terms.weights.keys()
        return [match.span() for match in found if not wanted.isdisjoint(self._words.word(match.group()))]
