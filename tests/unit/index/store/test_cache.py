"""Vectors kept between builds: a file that is damaged costs time, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.model import Passage, Span
from index.store.cache import Cache, Embedding

DOCUMENT = "0" * 64


def embedding(document: str = DOCUMENT) -> Embedding:
    passage = Passage(Span(document, 0, 9), ((0, 4), (5, 9)), 1, (0, 4))
    return Embedding((passage,), np.arange(3, dtype=np.float32).reshape(1, 3))


def filled(path: Path, count: int = 1) -> None:
    cache = Cache(path)
    for number in range(count):
        document = f"{number:064x}"
        cache.put(document, "2 model", embedding(document))
    cache.commit()
    cache.close()


def test_what_was_put_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    filled(tmp_path / "vectors.sqlite")
    cache = Cache(tmp_path / "vectors.sqlite")
    found = cache.get(DOCUMENT, "2 model")
    assert found.passages == embedding().passages
    assert found.vectors.tolist() == embedding().vectors.tolist()
    assert not cache.has(DOCUMENT, "2 other")
    cache.close()


@pytest.mark.parametrize("place", [0, 5000])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, place: int) -> None:
    path = tmp_path / "vectors.sqlite"
    filled(path, 200)
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"damage" * 500)
    cache = Cache(path)
    assert not cache.has(DOCUMENT, "2 model")
    cache.put(DOCUMENT, "2 model", embedding())
    assert cache.has(DOCUMENT, "2 model")
    cache.close()


def test_what_no_snapshot_holds_and_what_was_cut_otherwise_is_forgotten(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "vectors.sqlite")
    gone = "1" * 64
    for document, recipe in (
        (DOCUMENT, "1 model"),
        (DOCUMENT, "2 model"),
        (DOCUMENT, "2 other"),
        (gone, "2 model"),
    ):
        cache.put(document, recipe, embedding(document))
    cache.prune([DOCUMENT], "2 ")
    held = [(d, r) for d in (DOCUMENT, gone) for r in ("1 model", "2 model", "2 other") if cache.has(d, r)]
    assert held == [(DOCUMENT, "2 model"), (DOCUMENT, "2 other")]
    cache.close()
