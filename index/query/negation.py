"""Whether the negation in a question stands in what is to answer it: the network takes little notice of one.

Logits -> with_negation -> Logits, lower where the question is negated and the text is not.
Figures: docs/decisions/0005.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.model import Range

_CONTRACTED = r"(?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should|must)n['’]?t"
_QUESTION = re.compile(
    rf"(?i:\b(?:not|never|none|nobody|nothing|neither|nor|without|cannot|unable|{_CONTRACTED})\b)|\b[Nn]o\b(?!\.)"
)
_IDLE = re.compile(r"\"[^\"]*\"|“[^”]*”|(?i:\bor not\b|\bnot only\b|\bif not\b)")
"""Parts of a question that negate nothing asked for, what it quotes first of all."""

_TEXT = re.compile(
    r"(?i)\b(?:not?|never|none|nobody|nothing|nowhere|neither|nor|without|unable|"
    r"(?:fail|refus|lack|declin|reject|avoid|absen|forb[ia]d|prohibit|bann|prevent|except|exempt|exclu|omit|"
    r"hardly|rarely|seldom|instead|rather than|only|unlike|impossib|missing)\w*|"
    rf"cannot|den(?:y|ied|ies)|{_CONTRACTED})\b"
)
"""What a question may put as a negation, too."""

WEIGHT = 2.0
"""Of 2,222 negated questions that a passage of the training sets answers .10 have no such word in the
answering sentence or beside it, and .27 in the other sentence most like the question: odds of 2.8, which are
2.2 of the network's logit where it is calibrated."""

AROUND = 1
"""Sentences to each side in which it may stand."""


def negated(question: str) -> bool:
    """Whether the question itself, not what it quotes, holds a negation."""
    return bool(_QUESTION.search(_IDLE.sub(" ", question)))


def bare(text: str, sentences: Sequence[Range], number: int) -> bool:
    """Whether neither sentence `number` nor those beside it hold a negation or the like."""
    near = sentences[max(0, number - AROUND) : number + AROUND + 1]
    return not _TEXT.search(text, near[0][0], near[-1][1])
