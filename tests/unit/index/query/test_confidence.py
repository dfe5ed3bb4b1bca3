from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.query.confidence import chance, confidence, surprise

SHARE = st.floats(0, 1)
COSINE = st.floats(-1, 1)
COUNT = st.integers(1, 10_000_000)


@given(COSINE, SHARE, COUNT)
def test_confidence_is_a_probability(cosine: float, covered: float, passages: int) -> None:
    assert 0 <= confidence(cosine, covered, passages) <= 1


@given(COSINE, COSINE, SHARE, SHARE, COUNT, COUNT)
def test_confidence_grows_with_evidence_and_falls_with_the_choice(
    low: float, high: float, few: float, many: float, small: int, large: int
) -> None:
    low, high = sorted((low, high))
    few, many = sorted((few, many))
    small, large = sorted((small, large))
    assert confidence(low, few, small) <= confidence(high, few, small)
    assert confidence(low, few, small) <= confidence(low, many, small)
    assert confidence(low, few, small) >= confidence(low, few, large)


def test_one_passage_is_compared_as_two_are() -> None:
    assert surprise(chance(2), 1) == 0
    assert chance(2) > 0
