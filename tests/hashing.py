"""An embedder that needs no model: for tests that build many stories, or assert exact neighbours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from index.embedding import unit
from index.runtime import Floats


class HashingEmbedder:
    """Bags of hashed words: deterministic, instant, and near for texts that share words."""

    identity = "hashing-64"
    name = "hashing"
    dimension = 64

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def question(self, text: str) -> Floats:
        return np.asarray(self.texts([text])[0])

    def texts(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
                vectors[row, digest[0] % self.dimension] += 1
        return unit(vectors)
