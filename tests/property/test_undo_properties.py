"""Undo brings back exactly what was, after any row of additions, removals, corrections and undos."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from index.edits import Change, Edit, Edits
from index.errors import UsageError
from index.ingest.build import build
from index.ingest.undo import undo
from index.store import snapshot, uploads
from index.store.catalog import Entry
from index.store.snapshot import Stories
from tests.hashing import HashingEmbedder

EMBEDDER = HashingEmbedder()

Held = tuple[dict[str, Entry], tuple[str, ...], Edits]
"""All that a snapshot is made from."""


@dataclass(frozen=True)
class Step:
    """Something an administrator does; `which` picks a file or a document."""

    what: str
    which: int = 0
    value: str = ""


STEPS = st.one_of(
    st.builds(Step, st.just("add"), st.integers(0, 4)),
    st.builds(Step, st.just("remove"), st.integers(0, 9)),
    st.builds(Step, st.just("title"), st.integers(0, 9), st.sampled_from(["One", "Two", "Größe"])),
    st.builds(Step, st.just("date"), st.integers(0, 9), st.sampled_from(["2020-01-02", "1999-12-31", ""])),
    st.builds(Step, st.just("undo")),
)


class Desk:
    """A story that is changed as an administrator would."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.stories = Stories(home / "home")
        first = home / "first.txt"
        first.write_text("It began in the harbour.", "utf-8")
        build(self.stories, "s", [first], EMBEDDER)
        self.folder = self.stories.folder("s")

    def held(self) -> Held:
        current = self.stories.current("s")
        entries = {entry.document.hash: entry for entry in current.catalog.entries()}
        return entries, current.manifest.roots, current.manifest.edits

    def add(self, which: int) -> None:
        staged = self.home / "staged.txt"
        staged.write_text(f"Report {which} tells of ship number {which}.", "utf-8")
        build(self.stories, "s", [uploads.keep(self.folder, staged, f"{which}.txt")], EMBEDDER)

    def edit(self, change: Change, which: int, value: str) -> None:
        rows = self.stories.current("s").catalog.listing()
        if rows:
            row = rows[which % len(rows)]
            edit = Edit(change, row.origin, row.hash if change is Change.REMOVE else value)
            build(self.stories, "s", [], EMBEDDER, edits=[edit])

    def do(self, step: Step) -> None:
        if step.what == "add":
            self.add(step.which)
        else:
            self.edit(Change(step.what), step.which, step.value)


@settings(max_examples=25)
@given(st.lists(STEPS, max_size=9))  # too few to outrun the snapshots that are kept
def test_undo_brings_back_exactly_what_was(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as home:
        desk = Desk(Path(home))
        way: list[Held] = []  # what one undo after another leads back to, the nearest last
        for step in steps:
            before, number = desk.held(), desk.stories.number("s")
            if step.what != "undo":
                desk.do(step)
                if desk.stories.number("s") != number:
                    way.append(before)
                continue
            try:
                undo(desk.stories, "s", EMBEDDER, only_if=number or 0)
            except UsageError:
                assert not way
                assert desk.held() == before
            else:
                assert desk.held() == way.pop()
        # Every file that a kept snapshot was built from is there, and no other.
        uploads.sweep(desk.folder, older=-1.0)
        named = {
            root
            for one in snapshot.numbers(desk.folder)
            for root in snapshot.Manifest.read(snapshot.snapshot_folder(desk.folder, one)).roots
            if uploads.holds(desk.folder, root)
        }
        assert {str(file) for file in desk.folder.glob("uploads/*/*")} == named
