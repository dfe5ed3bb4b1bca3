"""Snapshots are whole or absent, and say so when they are neither."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from index.embedding import Embedder
from index.errors import SnapshotError, StorageError, StoryError, UsageError
from index.ingest.build import build
from index.store import snapshot
from index.store.snapshot import Stories


@pytest.fixture
def story(tmp_path: Path, hashing: Embedder) -> Path:
    """A story of one document; its folder."""
    source = tmp_path / "one.txt"
    source.write_text("The bridge was closed. It opened again in May.", "utf-8")
    build(Stories(tmp_path / "home"), "s", [source], hashing)
    return tmp_path / "home" / "stories" / "s"


def opened(story: Path) -> snapshot.Snapshot:
    return Stories(story.parents[1]).current(story.name)


def test_every_flipped_byte_is_noticed(story: Path) -> None:
    folder = snapshot.snapshot_folder(story, 1)
    manifest = snapshot.Manifest.read(folder)
    assert {"catalog.sqlite", "passages.faiss"} < set(manifest.files)
    assert any(name.startswith("words/") for name in manifest.files)
    for name in manifest.files:
        path = folder / name
        original = path.read_bytes()
        if not original:
            continue
        middle = len(original) // 2
        path.write_bytes(original[:middle] + bytes([original[middle] ^ 1]) + original[middle + 1 :])
        with pytest.raises(SnapshotError, match=r"damaged.*footnote index --story s"):
            opened(story)
        path.write_bytes(original)
    assert opened(story).number == 1


def test_missing_file_is_noticed(story: Path) -> None:
    (snapshot.snapshot_folder(story, 1) / "passages.faiss").unlink()
    with pytest.raises(SnapshotError, match=r"passages\.faiss"):
        opened(story)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"story": "s"}'])
def test_manifest_that_cannot_be_read_is_noticed(story: Path, broken: str) -> None:
    (snapshot.snapshot_folder(story, 1) / "manifest.json").write_text(broken, "utf-8")
    with pytest.raises(SnapshotError, match="no readable manifest"):
        opened(story)


def test_snapshot_of_another_format_refuses_to_load(story: Path) -> None:
    path = snapshot.snapshot_folder(story, 1) / "manifest.json"
    for change in ({"format": 0}, {"passage_tokens": [10, 20]}):
        original = path.read_text("utf-8")
        path.write_text(json.dumps({**json.loads(original), **change}), "utf-8")
        with pytest.raises(SnapshotError, match="another version"):
            opened(story)
        path.write_text(original, "utf-8")


def test_counts_that_disagree_refuse_to_load(story: Path) -> None:
    path = snapshot.snapshot_folder(story, 1) / "manifest.json"
    fields = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**fields, "passages": fields["passages"] + 1}), "utf-8")
    with pytest.raises(SnapshotError, match="do not belong together"):
        opened(story)


def test_damaged_pointer_is_noticed(story: Path) -> None:
    (story / "current").write_bytes(b"\xff\xfe")
    with pytest.raises(SnapshotError, match="pointer"):
        opened(story)


def test_what_a_killed_build_left_is_swept(story: Path) -> None:
    leftover = story / "snapshots" / ".building-x"
    leftover.mkdir()
    (leftover / "passages.faiss").write_bytes(b"half")
    shutil.copytree(snapshot.snapshot_folder(story, 1), snapshot.snapshot_folder(story, 2))
    stories = Stories(story.parents[1])
    with stories.building("s"):
        assert sorted(path.name for path in (story / "snapshots").iterdir()) == ["000001"]
    assert stories.current("s").number == 1


def test_only_one_build_of_a_story_at_a_time(story: Path) -> None:
    home = story.parents[1]
    with (
        Stories(home).building("s"),
        pytest.raises(StorageError, match="being indexed already"),
        Stories(home).building("s"),
    ):
        pass
    with Stories(home).building("s"), Stories(home).building("other"):
        pass


def test_reader_holds_its_snapshot_while_a_newer_one_is_published(
    story: Path, tmp_path: Path, hashing: Embedder
) -> None:
    stories = Stories(story.parents[1])
    before = stories.current("s")
    (document,) = before.documents()
    (tmp_path / "one.txt").write_text("Something else entirely.", "utf-8")
    for _ in range(snapshot.KEEP + 1):
        build(Stories(story.parents[1]), "s", [], hashing, full=True)
    after = stories.current("s")
    assert after.number > before.number
    assert 1 not in snapshot.numbers(story)
    assert before.text(document.hash) == document.text
    assert len(before.vectors) == len(before.words) == 1
    assert before.words.search("bridge", 5)
    assert next(iter(after.documents())).text == "Something else entirely."


def test_old_snapshots_are_pruned(story: Path, hashing: Embedder) -> None:
    for _ in range(snapshot.KEEP + 2):
        build(Stories(story.parents[1]), "s", [], hashing, full=True)
    assert snapshot.numbers(story) == [4, 5, 6, 7, 8]


@pytest.mark.parametrize("name", ["", "..", "a/b", "Ä", "UPPER", "-x", "x" * 65, "a\0", "a b"])
def test_story_names_are_checked(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="story name"):
        Stories(tmp_path).current(name)


def test_unknown_story_is_refused_without_naming_others(story: Path) -> None:
    stories = Stories(story.parents[1])
    with pytest.raises(StoryError, match="no story t: ") as refused:
        stories.current("t")
    assert " s," not in str(refused.value)
    stories.create("empty")
    with pytest.raises(StoryError, match="no index yet"):
        stories.current("empty")
    with pytest.raises(StoryError, match="`footnote index` makes one"):
        Stories(story / "nowhere").current("t")


def test_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StorageError, match="FOOTNOTE_HOME"):
        Stories(tmp_path / "file" / "home").create("s")
