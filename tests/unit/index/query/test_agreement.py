"""What several documents say counts for more, wherever it stands."""

from __future__ import annotations

from index.query.agreement import Witness, agreement


def test_a_span_counts_once_for_each_document_that_names_it() -> None:
    assert agreement(
        [
            Witness("a", ["Karin Holm", "1911"], ["It burned in 1911.", "Karin Holm rebuilt it."]),
            Witness("a", ["Karin Holm"], ["Holm sold it."]),
            Witness("b", ["the Karin Holm"], ["KARIN HOLM, in 1911, began.", "Nothing else."]),
        ]
    ) == [[1, 2], [0], [3, 0]]


def test_words_are_whole_and_nothing_is_no_span() -> None:
    assert agreement([Witness("a", ["", "?", "arm"], ["The army left.", "An arm."])]) == [[0, 1]]
    assert agreement([]) == []
