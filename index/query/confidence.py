"""How likely it is that the documents answer: a logistic over two signals of the best passage.

One is the share of the question's words that the passage holds. The other is how far its cosine stands
above what the best of as many unrelated passages reaches: cosines of unrelated text are near normal, and
the greatest of N such is about MEAN + DEVIATION * sqrt(2 ln N) (measured from 3 to 11,500 passages).
So one threshold serves a story of one article and one of ten thousand.

Fitted on development news (240 answerable questions, 300 about other years) by `bench/news.py --fit`;
figures and limits in docs/decisions/0004. It tells questions about other things well, and near misses
(a passage about the question that does not answer it) hardly: that takes a reader.
"""

from __future__ import annotations

import math

MEAN, DEVIATION = 0.06, 0.09
"""Of cosines between questions and unrelated passages, for the default model."""

BIAS, DENSE, COVERED = -7.99, 1.13, 10.78
THRESHOLD = 0.3
"""Lets one in ten of the development questions about other years through, and keeps 96 % of the others."""


def chance(passages: int) -> float:
    """The cosine that the best of `passages` unrelated ones is expected to reach."""
    return MEAN + DEVIATION * math.sqrt(2 * math.log(max(passages, 1)))


def surprise(cosine: float, passages: int) -> float:
    """The cosine in standard deviations above the expected best of `passages` unrelated ones."""
    return (cosine - chance(passages)) / DEVIATION


def confidence(cosine: float, covered: float, passages: int) -> float:
    """0 to 1, from the best passage's cosine, the share of the question it covers, and the story's size."""
    logit = BIAS + DENSE * surprise(cosine, passages) + COVERED * covered
    return 1 / (1 + math.exp(-logit))
