"""Spans that the reader highlights stay in their sentence and share no token."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.query.spans import MAX_SPAN, PER_SENTENCE, best_spans

LOGITS = st.floats(-20, 20, width=32)


@st.composite
def read_passages(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, list[tuple[int, int]]]:
    lengths = draw(st.lists(st.integers(0, 40), max_size=5))
    bounds = np.cumsum([1, *lengths]).tolist()
    start, end = (draw(arrays(np.float32, bounds[-1], elements=LOGITS)) for _ in range(2))
    return start, end, list(itertools.pairwise(bounds))


@given(read_passages())
def test_spans_stay_inside_and_apart(passage: tuple[np.ndarray, np.ndarray, list[tuple[int, int]]]) -> None:
    start, end, sentences = passage
    found = best_spans(start, end, sentences)
    assert len(found) == len(sentences)
    for (first, stop), spans in zip(sentences, found, strict=True):
        assert bool(spans) == (stop > first)
        assert len(spans) <= PER_SENTENCE
        taken: set[int] = set()
        for span in spans:
            assert first <= span.first <= span.last < stop
            assert span.last - span.first < MAX_SPAN
            assert taken.isdisjoint(range(span.first, span.last + 1))
            taken.update(range(span.first, span.last + 1))
        for i in range(first, stop):
            for j in range(i, min(stop, i + MAX_SPAN)):
                assert start[i] + end[j] <= spans[0].logit + 1e-4
