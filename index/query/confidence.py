"""How likely it is that the documents answer: a logistic over two signals of the best passage.

One is the share of the question's words that the passage holds. The other is how far its cosine stands
above what the best of as many unrelated passages reaches: cosines of unrelated text are near normal, so the
greatest of N grows as sqrt(2 ln N). So one threshold serves a story of one article and one of ten thousand.

Fitted on development news (240 answerable questions, 300 about other years) by `bench/news.py --fit`;
figures and limits in docs/decisions/0004. It tells questions about other things well, and near misses
(a passage about the question that does not answer it) hardly: that takes a reader.
"""

from __future__ import annotations

import math

BASE, SPREAD = -0.047, 0.113
"""Of the default model: the line through the mean greatest cosine of a question to 3, 10, ... 11,948 passages
about other years, which it meets within .008; of one passage it would make less than nothing."""

BIAS, DENSE, COVERED = -7.0, 1.8, 9.4
THRESHOLD = 0.213
"""Lets one in ten of the development questions about other years through, and keeps 97 % of the others."""


def chance(passages: int) -> float:
    """The cosine that the best of `passages` unrelated ones is expected to reach."""
    return BASE + SPREAD * math.sqrt(2 * math.log(max(passages, 2)))


def surprise(cosine: float, passages: int) -> float:
    """The cosine above the expected best of `passages` unrelated ones, in units of SPREAD."""
    return (cosine - chance(passages)) / SPREAD


def confidence(cosine: float, covered: float, passages: int) -> float:
    """0 to 1, from the best passage's cosine, the share of the question it covers, and the story's size."""
    logit = BIAS + DENSE * surprise(cosine, passages) + COVERED * covered
    return 1 / (1 + math.exp(-logit))
