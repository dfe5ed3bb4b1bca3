"""Going back: what was is published again, without its sources, and not over somebody else's change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.edits import Change, Edit
from index.embedding import Embedder
from index.errors import StoryError, UsageError
from index.ingest.build import build
from index.ingest.undo import undo
from index.store import snapshot
from index.store.snapshot import KEEP, Stories


@pytest.fixture
def stories(tmp_path: Path, hashing: Embedder) -> Stories:
    """A story of one document, changed once."""
    made, file = Stories(tmp_path / "home"), tmp_path / "log.txt"
    file.write_text("No ship came in.", "utf-8")
    build(made, "s", [file], hashing)
    build(made, "s", [], hashing, edits=[Edit(Change.TITLE, str(file), "The log")])
    return made


def title(stories: Stories) -> str:
    (document,) = stories.current("s").documents()
    return document.title


def test_it_needs_no_source(stories: Stories, tmp_path: Path, hashing: Embedder) -> None:
    file = tmp_path / "log.txt"
    file.unlink()
    report = undo(stories, "s", hashing)
    assert (report.snapshot, report.changed, report.embedded) == (3, [str(file)], 0)
    assert title(stories) == "log"


def test_one_after_another_goes_further_back_and_a_number_forward_again(
    stories: Stories, tmp_path: Path, hashing: Embedder
) -> None:
    origin = str(tmp_path / "log.txt")
    build(stories, "s", [], hashing, edits=[Edit(Change.TITLE, origin, "Third")])
    undo(stories, "s", hashing)
    assert title(stories) == "The log"
    undo(stories, "s", hashing)
    assert title(stories) == "log"
    with pytest.raises(UsageError, match="no earlier snapshot"):
        undo(stories, "s", hashing)
    undo(stories, "s", hashing, to=3)
    assert title(stories) == "Third"


def test_the_way_back_is_kept_beside_the_newest(stories: Stories, tmp_path: Path, hashing: Embedder) -> None:
    origin = str(tmp_path / "log.txt")
    for number in range(2 * KEEP):
        build(stories, "s", [], hashing, edits=[Edit(Change.TITLE, origin, f"Title {number}")])
    for number in reversed(range(KEEP + 1, 2 * KEEP - 1)):
        undo(stories, "s", hashing)
        assert title(stories) == f"Title {number}"
    assert len(snapshot.numbers(stories.folder("s"))) <= 2 * KEEP


def test_somebody_elses_change_is_not_undone(stories: Stories, hashing: Embedder) -> None:
    with pytest.raises(UsageError, match="changed since"):
        undo(stories, "s", hashing, only_if=1)
    assert title(stories) == "The log"


def test_what_is_not_there_cannot_be_gone_back_to(stories: Stories, hashing: Embedder) -> None:
    for number in (2, 7):
        with pytest.raises(UsageError, match="no earlier snapshot"):
            undo(stories, "s", hashing, to=number)
    with pytest.raises(StoryError):
        undo(stories, "none", hashing)
    assert stories.names() == ["s"]


def test_a_snapshot_from_before_there_were_edits_still_loads(stories: Stories) -> None:
    path = stories.folder("s") / "snapshots" / "000002" / "manifest.json"
    fields = json.loads(path.read_text("utf-8"))
    del fields["edits"], fields["before"]
    path.write_text(json.dumps(fields), "utf-8")
    manifest = Stories(stories.home).current("s").manifest
    assert (manifest.before, manifest.edits.titles) == (0, {})
