"""Dense search by FAISS: inner product over unit vectors, which is their cosine.

Flat (exact) up to `EXACT_ROWS` passages; above, inverted lists of scalar-quantised vectors (IVF, SQ8), as
measured in docs/decisions/0002. The only module that imports faiss.
"""

from __future__ import annotations

from pathlib import Path

import faiss  # noqa: TID251 -- the one place
import numpy as np
import numpy.typing as npt

from index.errors import SnapshotError
from index.runtime import Floats

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

EXACT_ROWS = 100_000
PROBES = 32
TRAINING_ROWS = 100_000


def write(vectors: Floats, path: Path, exact_rows: int = EXACT_ROWS) -> None:
    """Write the index of `vectors`, shape (rows, dimension), unit length, to `path`."""
    count, dimension = vectors.shape
    if count <= exact_rows:
        index = faiss.IndexFlatIP(dimension)
    else:
        lists = int(4 * np.sqrt(count))
        index = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        # Evenly spaced rows: a random sample would make two builds of the same documents differ.
        sample = np.linspace(0, count - 1, min(count, max(TRAINING_ROWS, 40 * lists)), dtype=np.int64)
        index.train(np.ascontiguousarray(vectors[sample]))
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(path))


class Vectors:
    """An index opened for search; row numbers are those of the matrix it was written from."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        faiss.omp_set_num_threads(threads)
        try:
            self._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise SnapshotError(
                f"the vectors in {path} cannot be read: run `footnote index` again"
            ) from error
        self._inverted = isinstance(self._index, faiss.IndexIVF)
        if self._inverted:
            self._index.make_direct_map()

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def search(self, query: Floats, count: int, allowed: Mask | None = None) -> tuple[Rows, Floats]:
        """The `count` nearest rows, best first, with their cosines; fewer when fewer are allowed.

        `query` has shape (dimension,), `allowed` one flag a row.
        """
        selector = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
        if self._inverted:
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=PROBES)
        else:
            parameters = faiss.SearchParameters(sel=selector)
        count = min(count, len(self))
        if count == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        scores, rows = self._index.search(query[None, :], count, params=parameters)
        found = rows[0] >= 0  # FAISS fills up with -1
        return rows[0][found].astype(np.int64), scores[0][found].astype(np.float32)

    def cosines(self, query: Floats, rows: Rows) -> Floats:
        """Cosines of given rows, for passages that only the words found."""
        if len(rows) == 0:
            return np.zeros(0, dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows) @ query, dtype=np.float32)
