"""What a question's wording alone says of whether it is answered, so that the reader need not learn it.

Whoever writes questions without an answer gives them away: "first" and "most" stand in them more often. The
log odds of a model that sees no passage are added to the reader's logit in training and left away after it,
so that what the reader learns is the rest: a product of experts (Clark et al. 2019, arXiv:1909.03683).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from index.query.reader_input import Encoded
from index.training.examples import Example

FOLDS = 5
STRONGEST = 3.0  # log odds


def asked(encoded: Encoded) -> tuple[int, ...]:
    """The tokens of the question, with [CLS] and [SEP] around them."""
    return tuple(encoded.ids[: encoded.types.count(0)])


def with_wording(examples: Sequence[Example]) -> list[Example]:
    """Each with the log odds from a model that has not seen its question, nor any copy of it."""
    questions = [asked(example.encoded) for example in examples]
    numbers = {question: number for number, question in enumerate(dict.fromkeys(questions))}
    groups = np.array([numbers[question] for question in questions])
    answered = np.array([example.answerable for example in examples])
    vectors = TfidfVectorizer(analyzer=_runs, min_df=5, sublinear_tf=True).fit_transform(questions)
    odds = np.zeros(len(examples))
    for seen, kept in GroupKFold(FOLDS).split(vectors, answered, groups):
        model = LogisticRegression(C=1.0, max_iter=1000).fit(vectors[seen], answered[seen])
        odds[kept] = model.decision_function(vectors[kept])
    bounded = np.clip(odds, -STRONGEST, STRONGEST)
    return [replace(e, wording=float(o)) for e, o in zip(examples, bounded, strict=True)]


def _runs(question: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Its runs of one to three tokens."""
    return (tuple(question[at : at + size]) for size in (1, 2, 3) for at in range(len(question) - size + 1))
