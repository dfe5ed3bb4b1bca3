"""Build or update a story: the path of a document, in order.

    files.discover -> formats.documents -> what changed -> assembly (passages, embedding, store, publish)

Documents already embedded are not embedded again, by content; those of paths not named this time are
carried over from the current snapshot. Every finished document is kept in the cache at once, so a build
that is killed goes on where it stopped.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.embedding import Embedder
from index.errors import StorageError, UsageError
from index.ingest import files, formats
from index.ingest.assembly import Assembly
from index.ingest.progress import Meter, Tell, silent
from index.model import Document
from index.store import catalog, snapshot
from index.store.snapshot import Stories


@dataclass(frozen=True, slots=True)
class Failed:
    file: str
    reason: str


@dataclass(slots=True)
class Report:
    """What a build did; documents by origin."""

    story: str
    snapshot: int
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    failed: list[Failed] = field(default_factory=list)
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0


def build(
    stories: Stories,
    story: str,
    paths: Sequence[Path],
    embedder: Embedder,
    *,
    progress: Tell = silent,
    max_bytes: int = 50_000_000,
    full: bool = False,
    only: bool = False,
    wait: float = 0,
) -> Report:
    """Bring a story up to date with `paths` (none: the ones it was built from) and publish a snapshot.

    `full` embeds everything anew; `only` leaves out what the story holds from other paths; another build of
    the story is waited for up to `wait` seconds (-1: to its end). When nothing changed the current snapshot
    stays and no new one is made. Raises `UsageError` for a missing path and `StorageError` when the disk
    refuses; the current snapshot serves on in either case.
    """
    started = time.monotonic()
    with stories.building(story, wait) as folder:
        before = _current(stories, story)
        # abspath, as discover() does: resolving links would change what a document is cited by
        roots = [os.path.abspath(path) for path in paths] or _roots(before, story)  # noqa: PTH100
        report = Report(story, before.number if before else 0)
        entries = _gather(before, roots, report, progress, max_bytes, only=only)
        if not entries and before is None:
            reasons = f": {report.failed[0].reason}" if report.failed else ""
            raise UsageError(f"no document could be read from {', '.join(roots)}{reasons}")
        if before and not full and _same(before, entries, embedder):
            report.passages = before.manifest.passages
        else:
            earlier = before.manifest.roots if before and not only else ()
            every = sorted({*roots, *earlier})
            number = max([0, report.snapshot, *snapshot.numbers(folder)]) + 1
            assembly = Assembly(folder, story, number, tuple(every), entries, embedder, progress, full)
            try:
                manifest = assembly.run()
            except (OSError, sqlite3.Error, RuntimeError, ValueError) as error:
                # faiss and tantivy report a refused write as RuntimeError and ValueError
                raise StorageError(
                    f"the index of {story} could not be written ({error}): make room on the disk of "
                    f"{stories.home} and run again; the previous snapshot keeps serving"
                ) from error
            report.snapshot, report.passages, report.embedded = number, manifest.passages, assembly.embedded
        report.seconds = round(time.monotonic() - started, 3)
        return report


def _current(stories: Stories, story: str) -> snapshot.Snapshot | None:
    return stories.current(story) if stories.number(story) is not None else None


def _roots(before: snapshot.Snapshot | None, story: str) -> list[str]:
    if before is None:
        raise UsageError(f"story {story} has no documents yet: name the files or folders to index")
    for root in before.manifest.roots:
        if not os.path.lexists(root):
            raise UsageError(
                f"{root}, which story {story} was built from, is gone: bring it back, or name the paths that "
                "are left and add --only"
            )
    return list(before.manifest.roots)


def _gather(
    before: snapshot.Snapshot | None,
    roots: Sequence[str],
    report: Report,
    progress: Tell,
    max_bytes: int,
    *,
    only: bool,
) -> dict[str, catalog.Entry]:
    """Every document the story shall hold, by hash: those read now, and those of other paths as they were."""
    known = {row.origin: row for row in before.catalog.listing()} if before else {}
    carried = {origin for origin, row in known.items() if not only and not _under(row, roots)}
    entries: dict[str, catalog.Entry] = {}
    if before:
        entries = {known[origin].hash: before.catalog.entry(known[origin].hash) for origin in carried}
    seen: set[str] = set()
    meter = Meter("reading", 0, "documents", progress)
    added = snapshot.now()
    for document, source in _read(roots, report, max_bytes):
        meter.step()
        if document.hash in entries:
            first = entries[document.hash].document.origin
            if first != document.origin:
                reason = f"It holds the same text as {first}, which is indexed."
                report.failed.append(Failed(document.origin, reason))
            continue
        seen.add(document.origin)
        old = known.get(document.origin)
        entry = catalog.Entry(document, source.origin, source.root, added)
        if old is None:
            report.added.append(document.origin)
        elif old.hash != document.hash:
            report.changed.append(document.origin)
        else:
            report.unchanged += 1
        if before and old and old.hash == document.hash:
            entry = replace(entry, added=before.catalog.entry(old.hash).added)
        entries[document.hash] = entry
    report.unchanged += len(carried)
    report.removed += sorted(set(known) - seen - carried)
    return entries


def _under(row: catalog.Listed, roots: Iterable[str]) -> bool:
    """Whether a document belongs to one of the paths that are read again now."""
    inside = tuple(path.rstrip("/") + mark for path in roots for mark in "/!")
    return row.root in roots or row.source in roots or row.source.startswith(inside)


def _read(roots: Sequence[str], report: Report, max_bytes: int) -> Iterator[tuple[Document, files.Source]]:
    for source in files.discover([Path(root) for root in roots], max_bytes=max_bytes):
        if isinstance(source, files.Failure):
            report.failed.append(Failed(source.origin, source.reason))
            continue
        for document in formats.documents(source):
            if isinstance(document, files.Failure):
                report.failed.append(Failed(document.origin, document.reason))
            else:
                yield document, source


def _same(before: snapshot.Snapshot, entries: Mapping[str, catalog.Entry], embedder: Embedder) -> bool:
    """Whether the current snapshot already is what would be built, metadata included."""
    if before.manifest.identity != embedder.identity or before.manifest.documents != len(entries):
        return False
    return all(before.catalog.entry(row.hash) == entries.get(row.hash) for row in before.catalog.listing())
