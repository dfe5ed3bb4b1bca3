"""Passages for a question: dense and BM25 candidates, fused by score.

Score-level fusion (cosine + WORD_WEIGHT * BM25) beat reciprocal rank fusion and either alone on the
development news; figures in docs/decisions/0004.
"""

from __future__ import annotations

import numpy as np

from index.model import Hit, Question
from index.runtime import Floats
from index.store.snapshot import Snapshot

CANDIDATES = 200
"""Rows taken from each search before fusion."""

WORD_WEIGHT = 0.02


def retrieve(snapshot: Snapshot, question: Question, vector: Floats, count: int = 20) -> list[Hit]:
    """The best `count` passages, best first; ties in row order.

    `vector` is the question's, shape (dimension,). Only passages published inside the question's bounds.
    """
    first = question.since.toordinal() if question.since else None
    last = question.last.toordinal() if question.last else None
    allowed = snapshot.published_between(first, last)
    rows, _ = snapshot.vectors.search(vector, CANDIDATES, allowed)
    by_words = dict(snapshot.words.search(question.whole, CANDIDATES, first, last))
    union = np.array(sorted({*rows.tolist(), *by_words}), dtype=np.int64)
    dense = snapshot.vectors.cosines(vector, union)
    words = np.array([by_words.get(int(row), 0.0) for row in union], dtype=np.float32)
    score = dense + WORD_WEIGHT * words
    best = np.argsort(-score, kind="stable")[:count]
    passages = snapshot.catalog.passages(union[best].tolist())
    return [
        Hit(passage, int(union[at]), float(dense[at]), float(words[at]), float(score[at]))
        for passage, at in zip(passages, best, strict=True)
    ]
