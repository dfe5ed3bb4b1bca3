"""Files handed over: safely named, kept as long as they are needed, gone after that."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.edits import Change, Edit
from index.embedding import Embedder
from index.ingest.build import build
from index.store import snapshot, uploads
from index.store.snapshot import Stories


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\report.pdf", "report.pdf"),
        (".hidden", "hidden"),
        ("..", "file"),
        ("", "file"),
        ("a\x1b[31m\u202eb.txt", "a_[31m_b.txt"),
        ("what?.zip!inner.txt", "what_.zip_inner.txt"),
        ("Größe 東京.txt", "Größe 東京.txt"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 16),
    ],
)
def test_a_name_becomes_a_safe_one(name: str, safe: str) -> None:
    assert uploads.safe_name(name) == safe


def hand_over(stories: Stories, folder: Path, name: str, text: str) -> Path:
    staged = folder / "staged"
    staged.write_text(text, "utf-8")
    return uploads.keep(stories.create("s"), staged, name)


def test_the_same_file_twice_is_one_and_same_names_do_not_collide(tmp_path: Path) -> None:
    stories = Stories(tmp_path)
    first = hand_over(stories, tmp_path, "a.txt", "One.")
    assert hand_over(stories, tmp_path, "a.txt", "One.") == first
    second = hand_over(stories, tmp_path, "a.txt", "Two.")
    assert (first.read_text(), second.read_text()) == ("One.", "Two.")
    assert not (tmp_path / "staged").exists()


def test_a_home_that_climbs_names_what_it_keeps_as_a_build_does(
    tmp_path: Path, hashing: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    stories = Stories(Path("../home"))
    kept = hand_over(stories, tmp_path, "a.txt", "One.")
    build(stories, "s", [kept], hashing)
    assert uploads.named(stories.folder("s")) == {str(kept)}
    assert uploads.holds(stories.folder("s"), str(kept))


def test_what_no_kept_snapshot_names_is_swept(tmp_path: Path, hashing: Embedder) -> None:
    stories = Stories(tmp_path)
    folder = stories.create("s")
    orphan = hand_over(stories, tmp_path, "orphan.txt", "Nobody.")
    waiting = hand_over(stories, tmp_path, "waiting.txt", "Soon.")
    named = hand_over(stories, tmp_path, "named.txt", "The harbour was calm.")
    other = tmp_path / "other.txt"
    other.write_text("Another text.")
    build(stories, "s", [named, other], hashing)
    assert uploads.sweep(folder, [str(waiting)]) == []  # all of them are too young
    assert uploads.sweep(folder, [str(waiting)], older=-1) == [orphan]
    assert uploads.sweep(folder, older=-1) == [waiting]

    (row,) = [row for row in stories.current("s").catalog.listing() if row.origin == str(named)]
    build(stories, "s", [], hashing, edits=[Edit(Change.REMOVE, row.origin, row.hash)])
    assert stories.current("s").manifest.roots == (str(other),)
    assert uploads.sweep(folder, older=-1) == []  # undo needs it
    for number in range(2 * snapshot.KEEP):
        other.write_text(f"Text {number}.")
        build(stories, "s", [other], hashing)
    assert uploads.sweep(folder, older=-1) == [named]
    assert not (folder / "uploads").exists()


def test_nothing_is_swept_where_a_snapshot_cannot_be_read(tmp_path: Path, hashing: Embedder) -> None:
    stories = Stories(tmp_path)
    named = hand_over(stories, tmp_path, "named.txt", "The harbour was calm.")
    build(stories, "s", [named], hashing)
    (stories.folder("s") / "snapshots" / "000001" / "manifest.json").write_text("{}")
    assert uploads.sweep(stories.folder("s"), older=-1) == []


def test_a_home_that_was_moved_keeps_what_its_snapshots_name(tmp_path: Path, hashing: Embedder) -> None:
    stories = Stories(tmp_path / "before")
    named = hand_over(stories, tmp_path, "named.txt", "The harbour was calm.")
    orphan = hand_over(stories, tmp_path, "orphan.txt", "Nobody.")
    build(stories, "s", [named], hashing)
    (tmp_path / "before").rename(tmp_path / "after")
    moved = tmp_path / "after" / orphan.relative_to(tmp_path / "before")
    assert uploads.sweep(Stories(tmp_path / "after").folder("s"), older=-1) == [moved]
