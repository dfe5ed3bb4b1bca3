"""Small stories made of a few texts, built for real."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.embedding import Embedder
from index.ingest.build import build
from index.store.snapshot import Snapshot, Stories


def built(folder: Path, texts: Mapping[str, str], embedder: Embedder) -> Snapshot:
    """The first snapshot of a story of `texts`, by file name, under `folder`."""
    (folder / "in").mkdir()
    for name, text in texts.items():
        (folder / "in" / name).write_text(text, "utf-8")
    stories = Stories(folder / "home")
    build(stories, "small", [folder / "in"], embedder)
    return stories.current("small")
