"""Whether two sentences tell of the same event, and whether they disagree about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.timeline.expressions import straighten
from index.timeline.topic import Embed, stem
from index.timeline.words import quantity

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
_NAME = re.compile(r"(?<![.!?] )(?<!^)(?<!^[\"'])\b[A-Z][A-Za-z'-]+")
_COUNT = re.compile(
    r"\b(?P<number>\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty) (?:\w+ )?(?P<noun>[a-z]{3,}s|people|men|women|children)\b"
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SMALL = frozenset(
    [
        "the",
        "and",
        "for",
        "that",
        "with",
        "was",
        "were",
        "has",
        "have",
        "had",
        "his",
        "her",
        "its",
        "their",
        "from",
        "this",
        "which",
        "who",
        "after",
        "before",
        "when",
        "said",
        "but",
        "not",
        "are",
        "will",
        "would",
        "been",
        "into",
        "out",
        "over",
        "than",
        "they",
        "she",
        "him",
        "them",
        "also",
        "more",
        "last",
        "next",
        "week",
        "month",
        "year",
        "day",
    ]
)
_SAME_MEANING = 0.8
"""Cosine from which on two sentences of one date tell the same, if their names agree."""
_SAME_WORDS = 0.55
"""Jaccard overlap of content words that is enough without an embedding."""
_TELLS_THE_SAME = 0.72
"""Overlap from which on two dates for one set of words are a disagreement; numbers and names must agree."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence says, apart from its date."""

    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    counts: tuple[tuple[str, float], ...]
    vector: npt.NDArray[Any] | None = None


def tellings(texts: Sequence[str], dates: Sequence[str], embed: Embed | None) -> list[Telling]:
    """One for each text; `dates` are the words of each that name its date, and are not compared."""
    vectors = embed(texts) if embed is not None and texts else None
    made = []
    for row, (text, dated) in enumerate(zip(texts, dates, strict=True)):
        plain = straighten(text).replace(straighten(dated), " ") if dated else straighten(text)
        words = frozenset(stem(word) for word in _WORD.findall(plain)) - _SMALL
        names = frozenset(stem(word) for word in _NAME.findall(plain)) - _SMALL
        counts = tuple((stem(m["noun"]), quantity(m["number"]) or 0.0) for m in _COUNT.finditer(plain))
        vector = None if vectors is None else np.asarray(vectors[row])
        made.append(Telling(words, names, frozenset(_NUMBER.findall(plain)), counts, vector))
    return made


def same_event(one: Telling, other: Telling) -> bool:
    """For two sentences of one date. Names that both have must overlap: other people, other events."""
    if one.names and other.names and not one.names & other.names:
        return False
    overlap = _jaccard(one.words, other.words)
    if overlap >= _SAME_WORDS:
        return True
    if one.vector is None or other.vector is None:
        return False
    return float(one.vector @ other.vector) >= _SAME_MEANING


def same_but_for_the_date(one: Telling, other: Telling) -> bool:
    """For two sentences of different dates: so alike that one of the dates must be wrong."""
    return (
        bool(one.names)
        and one.names == other.names
        and one.numbers == other.numbers
        and _jaccard(one.words, other.words) >= _TELLS_THE_SAME
    )


def counts_differ(one: Telling, other: Telling) -> bool:
    """Whether two tellings of one event count the same thing differently: '12 people', '14 people'."""
    others = dict(other.counts)
    return any(noun in others and others[noun] != number for noun, number in one.counts)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
