"""Whether a library can answer: only with the model that a story was indexed with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library import Library
from bot.settings import Settings
from index.embedding import Embedder
from index.errors import SnapshotError
from index.ingest.build import build
from tests.stories import built

TEXTS = {"a.txt": "The treaty was signed in Vienna."}


def test_a_story_of_another_model_is_not_ready(
    tmp_path: Path, embedder: Embedder, hashing: Embedder, model_home: Path
) -> None:
    built(tmp_path, TEXTS, hashing)
    (tmp_path / "home" / "models").symlink_to(model_home / "models")
    library = Library(Settings.of({"FOOTNOTE_HOME": str(tmp_path / "home")}))
    assert not library.ready("small")  # nothing is loaded yet
    with pytest.raises(SnapshotError, match="run `footnote index --story small`"):
        library.warm("small")
    assert library.readers._model is not None  # it will be asked when it is built anew
    assert not library.ready("small")
    assert library.outdated() == {"small": (tmp_path / "in",)}
    build(library.stories, "small", [tmp_path / "in"], embedder)
    library.warm("small")
    assert library.ready("small")
    assert library.outdated() == {}
    assert library.ready("another")  # which does not exist, while one does
