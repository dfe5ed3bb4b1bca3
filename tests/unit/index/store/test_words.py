from __future__ import annotations

from datetime import date
from math import log
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import SnapshotError
from index.store.words import Words, write

TEXTS = [
    "the general called his opposite number twice",
    "the general was silent",
    "a book about the calls, a long book about many calls and many generals",
    "rain in the north",
]
DAY = date(2021, 9, 17).toordinal()


def bm25(query: list[str], texts: list[list[str]], k1: float = 1.2, b: float = 0.75) -> list[float]:
    """Robertson and Zaragoza (2009), with the +1 inside the logarithm that Lucene and tantivy use."""
    average = sum(len(text) for text in texts) / len(texts)
    scores = []
    for text in texts:
        score = 0.0
        for term in query:
            holding = sum(term in other for other in texts)
            rarity = log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            count = text.count(term)
            score += rarity * count * (k1 + 1) / (count + k1 * (1 - b + b * len(text) / average))
        scores.append(score)
    return scores


@pytest.fixture
def words(tmp_path: Path) -> Words:
    write([(text, DAY + row) for row, text in enumerate(TEXTS)], tmp_path / "words")
    return Words(tmp_path / "words")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.lists(st.sampled_from(["oak", "elm", "ash", "fir", "yew"]), min_size=1, max_size=12),
        min_size=1,
        max_size=8,
    ),
    query=st.lists(st.sampled_from(["oak", "elm", "ash", "gorse"]), min_size=1, max_size=3, unique=True),
)
def test_scores_agree_with_a_hand_computation(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], query: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("words") / "index"
    write([(" ".join(text), None) for text in texts], folder)
    found = dict(Words(folder).search(" ".join(query), 100))
    expected = {row: score for row, score in enumerate(bm25(query, texts)) if score > 0}
    assert found == pytest.approx(expected, rel=1e-4)


def test_words_match_by_stem_case_and_accent(words: Words) -> None:
    assert {row for row, _ in words.search("GÉNERAL call", 10)} == {0, 1, 2}
    assert words.terms("Calls, calling CALLED!") == ["call"]


def test_question_syntax_has_no_power(words: Words) -> None:
    for text in ('"', "general AND (", "text:general^9", "[a TO b]", "*", "-general", "~", "\\", "\0"):
        words.search(text, 10)
    assert words.search("-general", 10) == words.search("general", 10)
    assert words.search("???", 10) == []


def test_days_bound_the_search(words: Words) -> None:
    everything = words.search("general", 10)
    assert [row for row, _ in everything] == [1, 0, 2]
    assert words.search("general", 10, first=DAY + 1) == [hit for hit in everything if hit[0] >= 1]
    assert words.search("general", 10, last=DAY) == [hit for hit in everything if hit[0] == 0]
    assert words.search("general", 10, first=DAY + 3, last=DAY + 3) == []


def test_undated_passages_drop_out_of_bounded_searches(tmp_path: Path) -> None:
    write([("the general", None), ("the general", DAY)], tmp_path / "words")
    assert [row for row, _ in Words(tmp_path / "words").search("general", 10, first=1)] == [1]


def test_empty_index_is_searched_in_vain(tmp_path: Path) -> None:
    write([], tmp_path / "words")
    assert Words(tmp_path / "words").search("anything", 10) == []


def test_missing_index_is_reported(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be read"):
        Words(tmp_path)
