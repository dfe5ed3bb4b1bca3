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
from index.query.confidence import THRESHOLD, confidence
from index.query.question import Terms
from index.store.words import Words


@dataclass(frozen=True, slots=True)
class Reading:
    """One passage, read: a score for each of its sentences, and ranges to highlight.

    Sentence scores are added to the passage's retrieval score. Highlights are absolute ranges. `covered` is
    the share, 0 to 1, of the question's words that the passage and its title hold; `alone` is what a
    trained network made of its best sentence.
    """

    sentences: tuple[float, ...]
    highlights: tuple[Range, ...]
    covered: float = 0.0
    alone: float = 0.0


class Reader(Protocol):
    @property
    def name(self) -> str:
        """What tells it from readers whose confidence means something else."""
        ...

    @property
    def threshold(self) -> float:
        """The least confidence to answer with, where nothing better is known of the story."""
        ...

    @property
    def reach(self) -> float:
        """A quote that scores this much less than the first is shown only when somebody asks for more."""
        ...

    @property
    def orders_passages(self) -> bool:
        """Whether its best sentences order passages better than retrieval did."""
        ...

    def read(
        self, question: str, passages: Sequence[tuple[Document, Passage]], context: str = ""
    ) -> list[Reading]:
        """One reading for each passage, in order; `context` are words that the question leans on."""
        ...

    def confidence(self, hits: Sequence[Hit], readings: Sequence[Reading], passages: int) -> float:
        """0 to 1 that the documents answer, from at least one reading; `passages` is the story's size."""
        ...


MakeReader = Callable[[Words], Reader]
"""A reader for a story, by the words of its index."""


COVERAGE_WEIGHT = 0.3
TITLE_SHARE = 0.5
"""Of a word's weight that a sentence has without it where the document's title holds it: under "Anchor Bridge
closed" a sentence speaks of the bridge without naming it. On development news R@3 .642 to .658, R@1 .454 to
.446 (240 questions); in full questions of bench.followups .70 to .75 and .37 to .44 (185)."""
LENGTH_WEIGHT = 0.05
QUESTION_PENALTY = 0.2
CLOSING = "\"')\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
WORD = re.compile(r"\w+")


class WordReader:
    """Sentences by the share of the question's words they hold; longer ones, and no questions, preferred."""

    name = "words"
    threshold = THRESHOLD
    reach = 0.2
    orders_passages = False

    def __init__(self, words: Words) -> None:
        self._words = words

    def read(
        self, question: str, passages: Sequence[tuple[Document, Passage]], context: str = ""
    ) -> list[Reading]:
        terms = Terms.of(question, self._words, context)
        return [self._reading(terms, document, passage) for document, passage in passages]

    def _reading(self, terms: Terms, document: Document, passage: Passage) -> Reading:
        title = set(self._words.cached_terms(document.header_at(passage.span.start)))
        scores = tuple(
            self._sentence(terms, title, document.text[start:end]) for start, end in passage.sentences
        )
        covered = coverage(terms, document, passage, self._words)
        return Reading(scores, tuple(self._matches(terms, document.text, passage)), covered)

    def confidence(self, hits: Sequence[Hit], readings: Sequence[Reading], passages: int) -> float:
        return confidence(hits[0].dense, readings[0].covered, passages)

    def _sentence(self, terms: Terms, title: set[str], sentence: str) -> float:
        held = set(self._words.terms(sentence))
        covered = terms.coverage(held) + TITLE_SHARE * terms.coverage(title - held)
        score = COVERAGE_WEIGHT * covered + LENGTH_WEIGHT * math.log(len(held) + 1)
        return score - QUESTION_PENALTY if sentence.rstrip(CLOSING).endswith("?") else score

    def _matches(self, terms: Terms, text: str, passage: Passage) -> list[Range]:
        """Ranges of the question's own words in the passage."""
        found = WORD.finditer(text, passage.span.start, passage.span.end)
        wanted = terms.weights.keys()
        return [
            match.span() for match in found if not wanted.isdisjoint(self._words.cached_terms(match.group()))
        ]


def coverage(terms: Terms, document: Document, passage: Passage, words: Words) -> float:
    """Share, 0 to 1, of the question's words that the passage, its heading and its title hold, by rarity."""
    start, end = passage.span.start, passage.span.end
    return terms.coverage(set(words.terms(f"{document.header_at(start)}\n{document.text[start:end]}")))
