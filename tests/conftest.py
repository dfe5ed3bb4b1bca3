"""What tests share: the real model, loaded once, and one that only hashes, for tests of many builds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.logs import Lines
from index.embedding import DEFAULT_MODEL, Embedder, load
from tests.hashing import HashingEmbedder

# No test asserts a time, and a busy machine is no failure.
settings.register_profile("footnote", deadline=None)
settings.load_profile("footnote")


@pytest.fixture(autouse=True)
def no_log_outlives_its_test() -> Iterator[None]:
    """Else every command that a test runs would write to the logs of all before it, too."""
    root = logging.getLogger()
    level = root.level
    yield
    for handler in [one for one in root.handlers if isinstance(one.formatter, Lines)]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


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
