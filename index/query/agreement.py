"""How far the documents agree on an answer: what several say is likelier right than what one does.

Every passage names the few spans of words that answer best in it. A span counts once for each document that
names it, and a sentence has the count of every span that stands in it, whichever passage named it: the
strength of evidence of Wang et al. 2018 (arXiv:1711.05116), with sentences in the place of answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.query.normal import normalised


@dataclass(frozen=True, slots=True)
class Witness:
    """What one passage says: its document, the texts of its best spans, and of its sentences."""

    document: str
    spans: Sequence[str]
    sentences: Sequence[str]


def agreement(passages: Sequence[Witness]) -> list[list[int]]:
    """For each sentence of each passage, how often the spans in it are named, each document counted once."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for span in passage.spans:
            named[normalised(span)].add(passage.document)
    counts = [(span, len(documents)) for span, documents in named.items() if span.strip()]
    return [[_count(counts, sentence) for sentence in passage.sentences] for passage in passages]


def _count(counts: Iterable[tuple[str, int]], sentence: str) -> int:
    flat = normalised(sentence)
    return sum(count for span, count in counts if span in flat)
