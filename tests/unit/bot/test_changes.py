"""What a build brought, read from two snapshots."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.changes import QUOTED, compare, named, news
from index.edits import Change, Edit
from index.embedding import Embedder
from index.ingest.build import build
from index.ingest.progress import silent
from index.store.snapshot import Snapshot, Stories, snapshot_folder

BRIDGE = "The bridge\n\nThe bridge opened on 12 June 2020. The mayor came."
HARBOUR = "The harbour\n\nThe harbour was closed on 3 May 2019, after the storm."


class Tale:
    """A story that is built again and again; `at` opens one of its snapshots."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.folder, self.embedder = folder / "in", embedder
        self.folder.mkdir()
        self.stories = Stories(folder / "home")

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / f"{name}.txt").write_text(text, "utf-8")

    def build(self, *edits: Edit) -> int:
        return build(self.stories, "s", [] if edits else [self.folder], self.embedder, edits=edits).snapshot

    def at(self, number: int) -> Snapshot:
        return Snapshot(snapshot_folder(self.stories.folder("s"), number))


@pytest.fixture
def tale(tmp_path: Path, hashing: Embedder) -> Tale:
    told = Tale(tmp_path, hashing)
    told.write(bridge=BRIDGE)
    told.build()
    return told


def test_added_changed_removed_and_what_stayed(tale: Tale) -> None:
    tale.write(harbour=HARBOUR, fair="The fair\n\nThe fair came in spring.")
    tale.build()
    (tale.folder / "fair.txt").unlink()
    tale.write(bridge=BRIDGE + " It closed on 1 July 2021.")
    tale.write(market="The market\n\nThe market was held again.")
    tale.build()
    before, after = tale.at(2), tale.at(3)
    found = compare(before, after)
    assert named(after, found.added) == (("The market", str(tale.folder / "market.txt")),)
    assert [title for title, _ in named(after, found.changed)] == ["The bridge"]
    assert [title for title, _ in named(before, found.removed)] == ["The fair"]
    assert found.unchanged == 1
    told = news(before, after, found, silent)
    assert told.new_dates == 1  # what the earlier text of the bridge told is not new
    assert ["July 2021" in quote.read(after) for quote in told.events] == [True]
    assert [lead.read(after) for lead in told.leads] == ["The market was held again."]


def test_a_renamed_file_is_neither_new_nor_gone(tale: Tale) -> None:
    (tale.folder / "bridge.txt").rename(tale.folder / "crossing.txt")
    tale.build()
    found = compare(tale.at(1), tale.at(2))
    assert (found.added, found.removed, found.changed, found.unchanged) == ((), (), (), 1)


def test_a_correction_is_a_change_without_news(tale: Tale) -> None:
    tale.build(Edit(Change.DATE, str(tale.folder / "bridge.txt"), "2020-06-13"))
    before, after = tale.at(1), tale.at(2)
    found = compare(before, after)
    assert (len(found.changed), found.added, found.removed, found.unchanged) == (1, (), (), 0)
    told = news(before, after, found, silent)
    assert (told.leads, told.new_dates) == ((), 0)


def test_everything_is_new_in_a_first_snapshot(tale: Tale) -> None:
    after = tale.at(1)
    found = compare(None, after)
    assert (len(found.added), found.removed, found.unchanged) == (1, (), 0)
    assert news(None, after, found, silent).new_dates == 1


def test_a_channel_reads_a_few_quotes(tale: Tale) -> None:
    days = range(1, QUOTED + 10)
    tale.write(
        **{f"day{day}": f"Day {day}\n\nThe road was mended on {day} March 2018 again." for day in days}
    )
    tale.build()
    before, after = tale.at(1), tale.at(2)
    told = news(before, after, compare(before, after), silent)
    assert len(told.leads) == len(told.events) == len(told.labels) == QUOTED
    assert told.new_dates >= len(days)
