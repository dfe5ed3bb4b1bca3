from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.runtime import batches, padded


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(300, 2000))
def test_batches_hold_every_item_once_and_keep_their_padded_size(lengths: list[int], budget: int) -> None:
    found = list(batches(lengths, budget))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[index] for index in batch) <= budget for batch in found)


def test_padded_rows_are_masked() -> None:
    ids, mask = padded([[5, 6, 7], [8]])
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]
