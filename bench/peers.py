"""What the parts find alone, over the very passages that Footnote searches: BM25, MiniLM, both by ranks."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from index.runtime import Floats
from index.store.snapshot import Snapshot

DEPTH = 200
RANK = 60
"""Reciprocal rank fusion's constant (Cormack, Clarke and Buettcher 2009)."""

PEERS = ("BM25", "MiniLM", "fused")


def rankings(snapshot: Snapshot, question: str, vector: Floats, count: int = 20) -> dict[str, list[int]]:
    """The best `count` rows of each peer; `fused` is reciprocal rank fusion of the other two."""
    words = [row for row, _ in snapshot.words.search(question, DEPTH)]
    rows, cosines = snapshot.vectors.search(vector, DEPTH)
    dense = [int(rows[at]) for at in np.argsort(-cosines, kind="stable")]
    fused: dict[int, float] = defaultdict(float)
    for ranking in (words, dense):
        for rank, row in enumerate(ranking, 1):
            fused[row] += 1 / (RANK + rank)
    best = sorted(fused, key=lambda row: (-fused[row], row))
    return {name: ranking[:count] for name, ranking in zip(PEERS, (words, dense, best), strict=True)}
