from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.embedding import unit
from index.errors import SnapshotError
from index.runtime import Floats
from index.store.vectors import Vectors, write


def random_units(seed: int, rows: int, dimension: int = 16) -> Floats:
    return unit(np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), rows=st.integers(0, 60), count=st.integers(1, 70), share=st.floats(0, 1))
def test_flat_search_agrees_with_numpy(
    tmp_path: Path, seed: int, rows: int, count: int, share: float
) -> None:
    matrix = random_units(seed, rows)
    query = random_units(seed + 1, 1)[0]
    allowed = np.random.default_rng(seed + 2).random(rows) < share
    write(matrix, tmp_path / "v.faiss")
    index = Vectors(tmp_path / "v.faiss")
    found, scores = index.search(query, count, allowed)
    exact = matrix @ query
    expected = [row for row in np.argsort(-exact, kind="stable") if allowed[row]][:count]
    assert found.tolist() == expected
    assert np.allclose(scores, exact[expected], atol=1e-5)
    assert np.allclose(index.cosines(query, found), scores, atol=1e-5)
    assert len(index) == rows
    assert index.dimension == 16


def test_inverted_lists_find_what_exact_search_finds(tmp_path: Path) -> None:
    """Clustered, as passages about like things are; and a filter is honoured there too."""
    generator = np.random.default_rng(7)
    centres = random_units(1, 60, 32)
    matrix = unit(
        centres.repeat(100, axis=0) + 0.15 * generator.standard_normal((6000, 32)).astype(np.float32)
    )
    write(matrix, tmp_path / "v.faiss", exact_rows=1000)
    index = Vectors(tmp_path / "v.faiss")
    queries = unit(matrix[::300] + 0.05 * generator.standard_normal((20, 32)).astype(np.float32))
    recalls = []
    for query in queries:
        exact = set(np.argsort(-(matrix @ query))[:10].tolist())
        recalls.append(len(exact & set(index.search(query, 10)[0].tolist())) / 10)
    assert np.mean(recalls) >= 0.9
    allowed = np.arange(6000) % 2 == 0
    assert all(row % 2 == 0 for row in index.search(queries[0], 50, allowed)[0])
    rows = np.array([5, 17], dtype=np.int64)
    assert np.allclose(index.cosines(queries[0], rows), matrix[rows] @ queries[0], atol=0.02)


def test_two_builds_of_the_same_vectors_are_the_same_bytes(tmp_path: Path) -> None:
    matrix = random_units(3, 3000)
    for name in ("one", "two"):
        write(matrix, tmp_path / name, exact_rows=1000)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_damaged_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "v.faiss").write_bytes(b"no index")
    with pytest.raises(SnapshotError, match="cannot be read"):
        Vectors(tmp_path / "v.faiss")
