"""A build replaces a snapshot that cannot be opened, as the message about it promises."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.edits import Change, Edit
from index.embedding import Embedder
from index.errors import SnapshotError, UsageError
from index.ingest.build import build
from index.store.snapshot import Stories, snapshot_folder

PLACES = ("harbour", "station", "market", "castle")


def newer_version(story: Path) -> None:
    path = snapshot_folder(story, 2) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 99, "new": 1}), "utf-8")


def damaged_catalogue(story: Path) -> None:
    path = snapshot_folder(story, 2) / "catalog.sqlite"
    held = path.read_bytes()
    path.write_bytes(held[:100] + b"\0" * (len(held) - 100))


def missing_vectors(story: Path) -> None:
    (snapshot_folder(story, 2) / "passages.faiss").unlink()


def damaged_pointer(story: Path) -> None:
    (story / "current").write_bytes(b"\xff\xfe")


DAMAGES = (newer_version, damaged_catalogue, missing_vectors, damaged_pointer)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for place in PLACES:
        (folder / f"{place}.txt").write_text(f"The {place}\n\nThe {place} was closed in May.", "utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path, folder: Path, hashing: Embedder) -> Path:
    """Of a story from which an administrator removed a document and renamed another: its snapshot 2."""
    stories = Stories(tmp_path / "home")
    build(stories, "s", [folder], hashing)
    at = {Path(row.origin).stem: row for row in stories.current("s").catalog.listing()}
    edits = [
        Edit(Change.REMOVE, at["castle"].origin, at["castle"].hash),
        Edit(Change.TITLE, at["market"].origin, "The old market"),
    ]
    assert build(stories, "s", [], hashing, edits=edits).snapshot == 2
    return tmp_path / "home"


def titles(home: Path) -> list[str]:
    return Stories(home).current("s").catalog.titles()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("named", [False, True])
def test_what_cannot_be_opened_is_built_anew(
    home: Path, folder: Path, hashing: Embedder, damage: Callable[[Path], None], named: bool
) -> None:
    damage(home / "stories" / "s")
    with pytest.raises(SnapshotError, match="footnote index"):
        Stories(home).current("s")
    new = folder.parent / "mill.txt"
    new.write_text("The mill\n\nThe mill was closed in June.", "utf-8")
    report = build(Stories(home), "s", [new] if named else [], hashing)
    assert report.failed == []
    assert titles(home) == [*["The harbour"], *["The mill"] * named, "The old market", "The station"]
    assert Stories(home).number("s") == (2 if damage is damaged_pointer and not named else 3)
    assert build(Stories(home), "s", [], hashing).unchanged == 3 + named


def test_without_its_manifest_a_story_is_built_as_the_one_before(
    home: Path, hashing: Embedder, folder: Path
) -> None:
    (snapshot_folder(home / "stories" / "s", 2) / "manifest.json").write_text("{", "utf-8")
    assert build(Stories(home), "s", [], hashing).snapshot == 3
    assert titles(home) == ["The castle", "The harbour", "The market", "The station"]


def test_with_no_manifest_at_all_the_files_must_be_named(home: Path, hashing: Embedder, folder: Path) -> None:
    for number in (1, 2):
        shutil.rmtree(snapshot_folder(home / "stories" / "s", number))
    with pytest.raises(UsageError, match="name the files or folders"):
        build(Stories(home), "s", [], hashing)
    # Whoever has the lost one open sees by its number that there is another.
    assert build(Stories(home), "s", [folder], hashing).snapshot == 3
    assert len(titles(home)) == len(PLACES)


def test_a_path_that_is_gone_is_named_before_anything_is_replaced(
    home: Path, hashing: Embedder, folder: Path
) -> None:
    newer_version(home / "stories" / "s")
    folder.rename(folder.with_name("moved"))
    with pytest.raises(UsageError, match=r"in, which story s was built from, is gone.*--only"):
        build(Stories(home), "s", [], hashing)
    build(Stories(home), "s", [folder.with_name("moved")], hashing, only=True)
    assert "The harbour" in titles(home)
