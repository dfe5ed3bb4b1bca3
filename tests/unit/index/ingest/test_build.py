"""Builds: incremental, honest about what changed, and never in the way of what serves."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index.edits import Change, Edit
from index.embedding import Embedder
from index.errors import StorageError, UsageError
from index.ingest.build import Report, build
from index.ingest.progress import Progress
from index.ingest.undo import undo
from index.model import Question
from index.query.evidence import answer
from index.store import snapshot
from index.store.snapshot import Stories

WORDS = ("harbour", "storm", "council", "bridge", "report", "winter", "market", "fire", "doctor", "river")


def write_documents(folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        choose = random.Random(number)
        sentences = [" ".join(choose.choices(WORDS, k=9)).capitalize() + "." for _ in range(40)]
        text = f"Number {number}\n\n" + "\n\n".join(
            " ".join(sentences[at : at + 4]) for at in range(0, 40, 4)
        )
        (folder / f"{number:03d}.txt").write_text(text, "utf-8")


def rows(stories: Stories) -> list[tuple[object, ...]]:
    """Everything a snapshot answers from, without when it was made."""
    opened = stories.current("s")
    documents = [(entry.document, entry.root) for entry in opened.catalog.entries()]
    passages = opened.catalog.passages(range(opened.manifest.passages))
    words = [opened.words.search(word, 1000) for word in WORDS]
    first = opened.vectors._index.reconstruct(0)
    cosines = opened.vectors.cosines(first, np.arange(len(passages))).tolist()
    return [("documents", *documents), ("passages", *passages), ("words", *words), ("cosines", *cosines)]


def test_only_what_is_new_is_embedded(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(4))
    first = build(stories, "s", [folder], hashing)
    assert (len(first.added), first.snapshot) == (4, 1)
    assert first.embedded == first.passages > 4

    again = build(stories, "s", [folder], hashing)
    assert (again.added, again.changed, again.removed, again.unchanged) == ([], [], [], 4)
    assert (again.snapshot, again.embedded, again.passages) == (1, 0, first.passages)

    write_documents(folder, range(4, 5))
    (folder / "000.txt").unlink()
    changed = folder / "001.txt"
    changed.write_text("Number 1\n\nAnother text now.", "utf-8")
    third = build(stories, "s", [folder], hashing)
    assert [Path(origin).name for origin in third.added] == ["004.txt"]
    assert [Path(origin).name for origin in third.changed] == ["001.txt"]
    assert [Path(origin).name for origin in third.removed] == ["000.txt"]
    assert third.unchanged == 2
    held = [passage.span.document for passage in stories.current("s").catalog.passages(range(third.passages))]
    new = {
        entry.document.hash
        for entry in stories.current("s").catalog.entries()
        if Path(entry.document.origin).name in {"001.txt", "004.txt"}
    }
    assert third.embedded == sum(document in new for document in held)


def test_renamed_document_keeps_its_vectors(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(2))
    build(stories, "s", [folder], hashing)
    (folder / "000.txt").rename(folder / "renamed.txt")
    report = build(stories, "s", [folder], hashing)
    assert report.embedded == 0
    assert [Path(origin).name for origin in report.added] == ["renamed.txt"]
    assert [Path(origin).name for origin in report.removed] == ["000.txt"]


def test_same_text_of_another_shape_is_cut_anew(tmp_path: Path, hashing: Embedder) -> None:
    """As plain text the first line is no heading, as Markdown it is; the canonical text is the same."""
    stories, text = Stories(tmp_path / "home"), "The bridge was closed.\n\nThe storm came at night.\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(text, "utf-8")
    build(stories, "s", [tmp_path / "in"], hashing)
    (before,) = stories.current("s").documents()
    (tmp_path / "in" / "a.txt").unlink()
    (tmp_path / "in" / "a.md").write_text(f"# {text}", "utf-8")
    build(stories, "s", [tmp_path / "in"], hashing)
    (after,) = stories.current("s").documents()
    assert (before.text.strip(), bool(before.headings)) == (after.text.strip(), False)
    assert after.headings
    passages = stories.current("s").catalog.passages_of(after.hash)
    assert "The bridge" not in after.text[passages[0].span.start : passages[-1].span.end]


def test_document_that_comes_back_keeps_its_vectors(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(2))
    build(stories, "s", [folder], hashing)
    text = (folder / "000.txt").read_text("utf-8")
    (folder / "000.txt").unlink()
    build(stories, "s", [folder], hashing)
    (folder / "000.txt").write_text(text, "utf-8")
    assert build(stories, "s", [folder], hashing).embedded == 0


def test_incremental_equals_from_scratch(tmp_path: Path, hashing: Embedder) -> None:
    folder = tmp_path / "in"
    slow, fresh = Stories(tmp_path / "slow"), Stories(tmp_path / "fresh")
    for step in (range(3), range(3, 7), range(1, 2)):
        write_documents(folder, step)
        build(slow, "s", [folder], hashing)
    (folder / "002.txt").unlink()
    build(slow, "s", [folder], hashing)
    build(fresh, "s", [folder], hashing)
    assert rows(slow) == rows(fresh)


def test_other_paths_are_carried_over(tmp_path: Path, hashing: Embedder) -> None:
    stories = Stories(tmp_path / "home")
    write_documents(tmp_path / "a", range(2))
    write_documents(tmp_path / "b", range(2, 4))
    build(stories, "s", [tmp_path / "a"], hashing)
    report = build(stories, "s", [tmp_path / "b"], hashing)
    assert (len(report.added), report.unchanged, report.removed) == (2, 2, [])
    assert stories.current("s").manifest.documents == 4
    everything = build(stories, "s", [], hashing)
    assert (everything.unchanged, everything.snapshot) == (4, 2)


def test_only_the_named_paths_are_kept_when_asked(tmp_path: Path, hashing: Embedder) -> None:
    stories = Stories(tmp_path / "home")
    write_documents(tmp_path / "a", range(2))
    write_documents(tmp_path / "b", range(2, 4))
    build(stories, "s", [tmp_path / "a", tmp_path / "b"], hashing)
    (tmp_path / "a").rename(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"is gone: .* --only"):
        build(stories, "s", [], hashing)
    report = build(stories, "s", [tmp_path / "b"], hashing, only=True)
    assert (len(report.removed), report.unchanged, report.embedded) == (2, 2, 0)
    assert build(stories, "s", [], hashing).unchanged == 2


def test_records_of_one_file_follow_their_file(tmp_path: Path, hashing: Embedder) -> None:
    """Their origins are web addresses, so the file is what tells where they came from."""
    stories, records = Stories(tmp_path / "home"), tmp_path / "all.jsonl"
    lines = [
        json.dumps({"text": f"Number {at} was seen.", "url": f"https://example.org/{at}"}) for at in range(3)
    ]
    records.write_text("\n".join(lines), "utf-8")
    build(stories, "s", [tmp_path], hashing)
    records.write_text("\n".join(lines[1:]), "utf-8")
    report = build(stories, "s", [records], hashing)
    assert (report.removed, report.unchanged) == (["https://example.org/0"], 2)


def test_removed_document_is_gone_from_answers(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(2))
    (folder / "secret.txt").write_text("The zebra was hidden in the cellar.", "utf-8")
    build(stories, "s", [folder], hashing)
    found = answer(stories.current("s"), hashing, Question("Where was the zebra hidden?"))
    assert "zebra" in (found.quotes or found.nearest)[0].read(stories.current("s"))
    (folder / "secret.txt").unlink()
    build(stories, "s", [folder], hashing)
    current = stories.current("s")
    found = answer(current, hashing, Question("Where was the zebra hidden?"), threshold=0.0)
    assert not any("zebra" in quote.read(current) for quote in found.quotes)


def test_duplicate_text_is_indexed_once_and_named(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(1))
    (folder / "copy.txt").write_bytes((folder / "000.txt").read_bytes())
    report = build(stories, "s", [folder], hashing)
    assert len(report.added) == 1
    assert [(Path(failed.file).name, "same text" in failed.reason) for failed in report.failed] == [
        ("copy.txt", True)
    ]


def test_one_bad_file_stops_nothing(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(2))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "latin.txt").write_bytes("Zürich".encode("latin-1"))
    report = build(stories, "s", [folder], hashing)
    assert len(report.added) == 2
    assert sorted(Path(failed.file).name for failed in report.failed) == [
        "empty.txt",
        "latin.txt",
        "picture.txt",
    ]
    assert all(failed.reason and "\n" not in failed.reason for failed in report.failed)


def test_file_that_breaks_later_leaves_the_story_and_says_so(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(2))
    build(stories, "s", [folder], hashing)
    (folder / "000.txt").write_bytes(b"\xff\xfe\x00")
    report = build(stories, "s", [folder], hashing)
    assert [Path(failed.file).name for failed in report.failed] == ["000.txt"]
    assert [Path(origin).name for origin in report.removed] == ["000.txt"]


def test_missing_path_changes_nothing(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(2))
    build(stories, "s", [folder], hashing)
    with pytest.raises(UsageError, match="nowhere"):
        build(stories, "s", [tmp_path / "nowhere"], hashing)
    assert stories.current("s").manifest.documents == 2


def test_story_without_documents_is_not_made(tmp_path: Path, hashing: Embedder) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError, match="no document could be read"):
        build(Stories(tmp_path / "home"), "s", [tmp_path / "in"], hashing)
    with pytest.raises(UsageError, match="no documents yet"):
        build(Stories(tmp_path / "home"), "s", [], hashing)


def test_progress_ends_complete(tmp_path: Path, hashing: Embedder) -> None:
    write_documents(tmp_path / "in", range(5))
    told: list[Progress] = []
    build(Stories(tmp_path / "home"), "s", [tmp_path / "in"], hashing, progress=told.append)
    last = {one.stage: one for one in told}
    assert list(last) == ["reading", "embedding", "writing"]
    assert all(one.done == one.total for one in (last["embedding"], last["writing"]))


def test_full_disk_keeps_the_old_snapshot(tmp_path: Path, hashing: Embedder) -> None:
    """A file size limit makes the kernel refuse writes, as a full disk does."""
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(2))
    build(stories, "s", [folder], hashing)
    write_documents(folder, range(2, 30))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for limit in (3_000, 60_000, 120_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(StorageError, match=r"make room .* previous snapshot keeps serving"):
                build(stories, "s", [folder], hashing)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert Stories(tmp_path / "home").current("s").manifest.documents == 2
    signal.signal(signal.SIGXFSZ, handler)
    assert build(stories, "s", [folder], hashing).snapshot == 2
    assert not list((tmp_path / "home" / "stories" / "s" / "snapshots").glob(".building-*"))


BUILDER = """
import sys
sys.path.insert(0, {path!r})
from pathlib import Path
from tests.hashing import HashingEmbedder
from index.ingest import assembly
from index.ingest.build import build
from index.store.snapshot import Stories
import time

class Slow(HashingEmbedder):
    def texts(self, texts):
        time.sleep(0.01)
        return super().texts(texts)

assembly.BATCH_PASSAGES = 8
print("started", flush=True)
build(Stories(Path(sys.argv[1])), "s", [Path(sys.argv[2])], Slow())
"""


def start_build(home: Path, folder: Path) -> subprocess.Popen[str]:
    root = Path(__file__).parents[4]
    code = BUILDER.format(path=str(root))
    return subprocess.Popen(
        [sys.executable, "-c", code, str(home), str(folder)], stdout=subprocess.PIPE, text=True
    )


def test_kill_at_random_moments_loses_nothing(tmp_path: Path, hashing: Embedder) -> None:
    folder, home = tmp_path / "in", tmp_path / "home"
    write_documents(folder, range(3))
    build(Stories(home), "s", [folder], hashing)
    write_documents(folder, range(3, 40))
    before = rows(Stories(home))
    choose = random.Random(5)
    for _ in range(8):
        process = start_build(home, folder)
        assert process.stdout
        process.stdout.readline()
        time.sleep(choose.random() * 0.5)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        stories = Stories(home)
        if stories.number("s") == 1:
            assert rows(stories) == before
    report: Report = build(Stories(home), "s", [folder], hashing)
    fresh = Stories(tmp_path / "fresh")
    build(fresh, "s", [folder], hashing)
    assert rows(Stories(home)) == rows(fresh)
    assert report.passages == fresh.current("s").manifest.passages
    leftovers = {path.name for path in (home / "stories" / "s" / "snapshots").iterdir()}
    assert leftovers == {f"{number:06d}" for number in snapshot.numbers(home / "stories" / "s")}


def test_killed_build_goes_on_where_it_stopped(tmp_path: Path, hashing: Embedder) -> None:
    folder, home = tmp_path / "in", tmp_path / "home"
    write_documents(folder, range(40))
    process = start_build(home, folder)
    cache = home / "stories" / "s" / "vectors.sqlite-wal"
    while not cache.is_file() or cache.stat().st_size < 50_000:
        assert process.poll() is None
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdout
    process.stdout.close()
    report = build(Stories(home), "s", [folder], hashing)
    assert 0 < report.embedded < report.passages


def test_report_is_plain_values(tmp_path: Path, hashing: Embedder) -> None:
    write_documents(tmp_path / "in", range(1))
    report = build(Stories(tmp_path / "home"), "s", [tmp_path / "in"], hashing)
    assert json.dumps([report.story, report.snapshot, report.added, report.seconds])


def origins(stories: Stories) -> dict[str, str]:
    return {
        Path(one.origin).name: one.title
        for one in (e.document for e in stories.current("s").catalog.entries())
    }


def test_what_was_removed_stays_away_until_it_is_named(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(3))
    build(stories, "s", [folder], hashing)
    (row,) = [row for row in stories.current("s").catalog.listing() if row.origin.endswith("001.txt")]
    report = build(stories, "s", [], hashing, edits=[Edit(Change.REMOVE, row.origin, row.hash)])
    assert (report.removed, report.unchanged, report.embedded) == ([row.origin], 2, 0)
    (folder / "copy.txt").write_bytes((folder / "001.txt").read_bytes())
    assert build(stories, "s", [], hashing).snapshot == report.snapshot
    assert build(stories, "s", [folder], hashing).snapshot == report.snapshot
    assert set(origins(stories)) == {"000.txt", "002.txt"}
    assert build(stories, "s", [folder / "001.txt"], hashing).added == [row.origin]


def test_a_correction_outlives_the_next_version_of_the_file(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(2))
    build(stories, "s", [folder], hashing)
    origin = next(
        row.origin for row in stories.current("s").catalog.listing() if row.origin.endswith("000.txt")
    )
    edits = [Edit(Change.TITLE, origin, "The first"), Edit(Change.DATE, origin, "1999-12-31")]
    report = build(stories, "s", [], hashing, edits=edits)
    assert (report.changed, report.unchanged, report.embedded) == ([origin], 1, 0)
    (folder / "000.txt").write_text("Number 0\n\nAnother text now.", "utf-8")
    build(stories, "s", [], hashing)
    (document,) = [one for one in stories.current("s").documents() if one.origin == origin]
    assert (document.title, str(document.published)) == ("The first", "1999-12-31")
    assert "Another text" in document.text
    assert [row[0] for row in stories.current("s").words.search("first", 10)]


def test_the_last_document_can_go(tmp_path: Path, hashing: Embedder) -> None:
    folder, stories = tmp_path / "in", Stories(tmp_path / "home")
    write_documents(folder, range(1))
    build(stories, "s", [folder], hashing)
    (row,) = stories.current("s").catalog.listing()
    build(stories, "s", [], hashing, edits=[Edit(Change.REMOVE, row.origin, row.hash)])
    empty = stories.current("s")
    assert (empty.manifest.documents, empty.manifest.passages) == (0, 0)
    found = answer(empty, hashing, Question("Where is the harbour?"), top=3, threshold=None)
    assert not found.answered
    assert undo(stories, "s", hashing).added == [row.origin]
