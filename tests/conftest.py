"""What tests share: the real model, loaded once, and a hashing embedder where a test makes many builds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embedding import DEFAULT_MODEL, Embedder, load, unit
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


@pytest.fixture(scope="session")
def model_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def embedder(model_home: Path) -> Embedder:
    """The default model, as it serves."""
    return load(DEFAULT_MODEL, model_home)


@pytest.fixture
def hashing() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture(scope="session")
def seeds() -> Path:
    return Path(__file__).parents[1] / "seeds"
