"""How likely it is that the documents answer: a logistic over two signals of the best passage.

Fitted on development news (240 answerable questions against 300 about other years) by `make bench`;
figures and limits in docs/decisions/0004. It tells questions about other things well, and near misses
(a passage about the question that does not answer it) hardly: that takes a reader.
"""

from __future__ import annotations

import math

from index.model import Hit
from index.query.reader import Reading

BIAS, DENSE, COVERED = -13.65, 12.81, 11.03
THRESHOLD = 0.5


def confidence(hit: Hit, reading: Reading) -> float:
    """0 to 1, from the first passage's cosine and the share of the question's words it holds."""
    return 1 / (1 + math.exp(-(BIAS + DENSE * hit.dense + COVERED * reading.answerable)))
