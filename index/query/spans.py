"""The words that answer: best (first token, last token) pairs from start and end logits.

The span head of Devlin et al. 2019 (arXiv:1810.04805): [CLS] stands for "no span".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.model import Range
from index.runtime import Floats

MAX_SPAN = 24
"""Longest span in tokens: longer answers are whole sentences, which the quote shows anyway."""

PER_SENTENCE = 2
_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Tokens `first` to `last`, inclusive; `logit` is the sum of its start and end logits."""

    first: int
    last: int
    logit: float


def best_spans(start: Floats, end: Floats, sentences: Sequence[Range]) -> list[list[TokenSpan]]:
    """For each sentence (a range of tokens) its best spans, best first, none overlapping another.

    `start` and `end` are logits of shape (tokens,); an empty sentence has no span.
    """
    return [_inside(start[first:stop], end[first:stop], first) for first, stop in sentences]


def _inside(start: Floats, end: Floats, offset: int) -> list[TokenSpan]:
    places = np.arange(len(start))
    length = places[None, :] - places[:, None]
    scores = np.where((length >= 0) & (length < MAX_SPAN), start[:, None] + end[None, :], _NEVER)
    found: list[TokenSpan] = []
    while len(found) < PER_SENTENCE and scores.size and scores.max() > _NEVER:
        first, last = (int(at) for at in np.unravel_index(int(scores.argmax()), scores.shape))
        found.append(TokenSpan(offset + first, offset + last, float(scores[first, last])))
        scores[: last + 1, first:] = _NEVER  # whatever shares a token with it
    return found
