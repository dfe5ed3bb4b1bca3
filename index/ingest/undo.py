"""Going back: what an earlier snapshot held is published again, under a new number.

Nothing is read from the sources, which may have changed: documents come from the earlier catalogue and their
vectors from the cache, which keeps them for as long as the snapshot is kept.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from index.embedding import Embedder
from index.errors import UsageError
from index.ingest.assembly import Assembly
from index.ingest.build import Report, publish
from index.ingest.progress import Tell, silent
from index.store import snapshot
from index.store.catalog import Entry
from index.store.snapshot import Snapshot, Stories


def undo(
    stories: Stories,
    story: str,
    embedder: Embedder,
    *,
    to: int = 0,
    only_if: int = 0,
    progress: Tell = silent,
    wait: float = 0,
) -> Report:
    """Publish what snapshot `to` held (0: the one before the current one), with its paths and corrections.

    `only_if` names the snapshot that whoever asks takes for the current one; 0 for any. Another build of the
    story is waited for up to `wait` seconds (-1: to its end).

    Raises:
        StoryError: the story has no snapshot.
        UsageError: there is nothing to go back to, or the story has changed in the meantime.
        StorageError: the disk refused, or another build runs.
    """
    started = time.monotonic()
    stories.current(story)  # told before anything is locked or made
    with stories.building(story, wait) as folder:
        current = stories.current(story)
        if only_if and current.number != only_if:
            raise UsageError(
                f"story {story} has changed since and is at snapshot {current.number} now; see its history"
            )
        number = to or current.manifest.before
        if number not in snapshot.numbers(folder) or number == current.number:
            raise UsageError(f"there is no earlier snapshot of story {story} to go back to")
        earlier = Snapshot(snapshot.snapshot_folder(folder, number))
        try:
            entries = {entry.document.hash: entry for entry in earlier.catalog.entries()}
            report = _report(story, current, entries.values())
            manifest = earlier.manifest
        finally:
            earlier.close()
        next_number = max(snapshot.numbers(folder)) + 1
        assembly = Assembly(
            folder, story, next_number, manifest.roots, entries, embedder, progress,
            edits=manifest.edits, before=manifest.before,
        )  # fmt: skip
        publish(assembly, stories, report)
        report.seconds = round(time.monotonic() - started, 3)
        return report


def _report(story: str, current: Snapshot, earlier: Iterable[Entry]) -> Report:
    """What going back to earlier documents changes, by origin."""
    report = Report(story, current.number)
    now = {entry.document.origin: entry for entry in current.catalog.entries()}
    then = {entry.document.origin: entry for entry in earlier}
    report.added += sorted(set(then) - set(now))
    report.removed += sorted(set(now) - set(then))
    both = sorted(set(now) & set(then))
    report.changed += [origin for origin in both if now[origin].document != then[origin].document]
    report.unchanged = len(both) - len(report.changed)
    return report
