"""Documents that a story has, or had in a snapshot that is still kept."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import QuoteMismatch, SnapshotError
from index.store.catalog import Entry
from index.store.snapshot import Manifest, Snapshot, catalog, numbers, snapshot_folder


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as snapshot `number` has it, which was made at `created` (ISO 8601, UTC)."""

    entry: Entry
    number: int
    created: str


def find(current: Snapshot, story_folder: Path, document: str) -> Kept:
    """The document from the current snapshot, or else the newest kept one that has it.

    Raises:
        QuoteMismatch: no kept snapshot has it.
    """
    try:
        return Kept(current.catalog.entry(document), current.number, current.manifest.created)
    except QuoteMismatch:
        for number in reversed(numbers(story_folder)):
            kept = _in(snapshot_folder(story_folder, number), document)
            if kept:
                return kept
        raise


def _in(folder: Path, document: str) -> Kept | None:
    """A document of a snapshot of which only the catalogue is opened; None where that cannot be read."""
    try:
        manifest = Manifest.read(folder)
        with closing(catalog(folder)) as opened:
            return Kept(opened.entry(document), manifest.number, manifest.created)
    except (SnapshotError, QuoteMismatch):
        return None  # damaged, of another version, swept meanwhile, or without the document
