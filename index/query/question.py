"""What a question asks about: its words that carry meaning, and how rare each is in the story."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.errors import UsageError
from index.model import Question
from index.stopwords import STOPWORDS
from index.store.words import Words

LONGEST = 2_000
"""Characters of a question; more is a document, and the model would read only its beginning."""

NAME = re.compile(r"(?<=\w\W)\W*[A-Z0-9]\w*")
"""A word with a capital or a digit that does not open the question."""

NAME_WEIGHT = 2.0
"""A passage without a name the question gives is rarely the answer; without its verb, often."""


CONTEXT_WEIGHT = 0.1
"""Words that a follow-up carries over find the passage; whether and where it answers, its own words say."""

KNOWN = 0.4
"""Share of a question's terms; English questions about other things know more, German or French ones less."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a question as the index holds them, with weights that add up to 1 (or none at all)."""

    weights: dict[str, float]

    @classmethod
    def of(cls, text: str, words: Words, context: str = "") -> Terms:
        """Content terms weighted by rarity (BM25's IDF), names double; all terms where all are stopwords.

        Those of `context` alone count CONTEXT_WEIGHT times as much.
        """
        stop = words.cached_terms(STOPWORDS)  # analysed once a story, not once a question
        every = words.terms(f"{text} {context}")
        terms = [term for term in every if term not in stop] or every
        named = {term for match in NAME.finditer(f"{text} {context}") for term in words.terms(match.group())}
        own = set(words.terms(text)) if context else set(terms)
        weights = [
            rarity * (NAME_WEIGHT if term in named else 1) * (1 if term in own else CONTEXT_WEIGHT)
            for term, rarity in zip(terms, words.rarity(terms), strict=True)
        ]
        total = sum(weights) or 1.0
        return cls({term: weight / total for term, weight in zip(terms, weights, strict=True)})

    def coverage(self, terms: set[str]) -> float:
        """Weight, 0 to 1, of the question's terms that are among `terms`."""
        return sum(weight for term, weight in self.weights.items() if term in terms)


def is_foreign(text: str, words: Words) -> bool:
    """Whether hardly a word of the question is known: not to the story, and not as a function word.

    Most often it is in another language than the documents; sometimes about something else altogether.
    """
    stop = words.cached_terms(STOPWORDS)
    terms = words.terms(text)
    known = sum(term in stop or words.holds(term) for term in terms)
    # A script without spaces is one term.
    return (len(terms) > 1 or not text.isascii()) and known <= KNOWN * len(terms)


def check(question: Question) -> Question:
    """The question with white space trimmed; raises `UsageError` for one that cannot be asked."""
    text = question.text.strip()
    if not text:
        raise UsageError("the question is empty: ask something about the documents")
    if len(text) > LONGEST:
        raise UsageError(f"the question has {len(text):,} characters: ask in at most {LONGEST:,}")
    if question.since and question.last and question.since > question.last:
        raise UsageError(
            f"since ({question.since}) is after until ({question.last}): no document can lie between them"
        )
    return replace(question, text=text)
