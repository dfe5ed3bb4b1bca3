"""Build or update a story: the path of a document, in order.

    files.discover -> formats.documents -> what changed -> assembly (passages, embedding, store, publish)

Documents already embedded are not embedded again, by content; those of paths not named this time are
carried over from the current snapshot. What administrators corrected or removed is applied to both, and
kept with the snapshot. Every finished document is kept in the cache at once, so a build that is killed goes
on where it stopped.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.edits import Edit, Edits
from index.embedding import Embedder
from index.errors import SnapshotError, StorageError, UsageError
from index.ingest import files, formats
from index.ingest.assembly import Assembly
from index.ingest.progress import Meter, Tell, silent
from index.model import Document
from index.store import catalog, snapshot, uploads
from index.store.basis import Basis
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
    edits: Sequence[Edit] = (),
    wait: float = 0,
) -> Report:
    """Bring a story up to date with `paths` (none: the ones it was built from) and publish a snapshot.

    `full` embeds everything anew; `only` leaves out what the story holds from other paths. `edits` without
    paths read nothing: they change what the current snapshot holds. A file that is named itself comes back
    even where it was removed before. Another build of the story is waited for up to `wait` seconds (-1: to
    its end). When nothing changed the current snapshot stays and no new one is made; where it does not open
    everything is read again. Raises `UsageError` for a missing path and `StorageError` when the disk refuses;
    the current snapshot serves on in either case.
    """
    started = time.monotonic()
    with stories.building(story, wait) as folder:
        before, basis = _before(stories, story, folder)
        # As discover() names them: resolving links would change what a document is cited by.
        named = [Path(os.path.abspath(path)).as_posix() for path in paths]  # noqa: PTH100
        roots = named
        # Where there is no snapshot to carry over from, every path is read again.
        if not (named or (edits and before)) or (basis.number and not before and not only):
            roots = list(dict.fromkeys([*named, *_roots(basis, story)]))
        report = Report(story, basis.number)
        gathering = _Gathering(before, basis.edits, roots, report, named=named, only=only)
        entries = gathering.entries(edits, progress, max_bytes)
        if not entries and before is None:
            reasons = f": {report.failed[0].reason}" if report.failed else ""
            raise UsageError(f"no document could be read from {', '.join(roots)}{reasons}")
        same = before is not None and _same(before, entries, gathering.edits, embedder)
        if before and same and not full:
            report.passages = before.manifest.passages
        else:
            earlier = () if only else basis.roots
            held = {entry.root for entry in entries.values()}
            # Of an uploaded file nothing remains to be read again once its last document is gone.
            every = [root for root in {*roots, *earlier} if root in held or not uploads.holds(folder, root)]
            number = max([stories.number(story) or 0, *snapshot.numbers(folder)]) + 1
            assembly = Assembly(
                folder, story, number, tuple(sorted(every)), entries, embedder, progress, full,
                edits=gathering.edits, before=before.number if before else 0,
            )  # fmt: skip
            publish(assembly, stories, report)
        report.seconds = round(time.monotonic() - started, 3)
        return report


def publish(assembly: Assembly, stories: Stories, report: Report) -> None:
    """Write and publish a snapshot, and note in the report what became of it; raises `StorageError`."""
    try:
        manifest = assembly.run()
    except (OSError, sqlite3.Error, RuntimeError, ValueError) as error:
        # faiss and tantivy report a refused write as RuntimeError and ValueError
        raise StorageError(
            f"the index of {assembly.story} could not be written ({error}): make room on the disk of "
            f"{stories.home} and run again; the previous snapshot keeps serving"
        ) from error
    report.snapshot, report.passages, report.embedded = manifest.number, manifest.passages, assembly.embedded


def _before(stories: Stories, story: str, folder: Path) -> tuple[snapshot.Snapshot | None, Basis]:
    """The current snapshot, where it can be opened, and what the story is built from, where that is known."""
    if stories.number(story) is None:
        return None, Basis()
    try:
        current = stories.current(story)
    except SnapshotError:  # its message says to build a new one, and this does
        return None, Basis.salvaged(folder)
    return current, Basis.of(current.manifest)


def _roots(basis: Basis, story: str) -> list[str]:
    if not basis.number:
        raise UsageError(
            f"story {story} has no documents yet, or has lost their names: name the files or folders to index"
        )
    for root in basis.roots:
        if not os.path.lexists(root):
            raise UsageError(
                f"{root}, which story {story} was built from, is gone: bring it back, or name the paths that "
                "are left and add --only"
            )
    return list(basis.roots)


class _Gathering:
    """Puts together what a story shall hold: documents read now, and those of other paths as they were.

    `named` are the roots that somebody named just now. `edits` are, at the end, those to keep.
    """

    def __init__(
        self,
        before: snapshot.Snapshot | None,
        edits: Edits,
        roots: Sequence[str],
        report: Report,
        *,
        named: Sequence[str],
        only: bool,
    ) -> None:
        self._before, self._roots, self._report, self._named = before, roots, report, named
        self._known = {row.origin: row for row in before.catalog.listing()} if before else {}
        self._carried = {origin for origin, row in self._known.items() if not only and not _under(row, roots)}
        self.edits = edits

    def entries(self, edits: Sequence[Edit], progress: Tell, max_bytes: int) -> dict[str, catalog.Entry]:
        """By hash; the report hears of every difference."""
        self.edits = self.edits.after(edits)
        entries = dict(self._carry())
        meter = Meter("reading", 0, "documents", progress)
        added = snapshot.now()
        for document, source in _read(self._roots, self._report, max_bytes):
            meter.step()
            if source.root in self._named and os.path.isfile(source.root):  # noqa: PTH113 -- a str
                self.edits = self.edits.readmit(document)
            if not self.edits.allows(document):
                continue
            if document.hash in entries:
                first = entries[document.hash].document.origin
                if first != document.origin:
                    reason = f"It holds the same text as {first}, which is indexed."
                    self._report.failed.append(Failed(document.origin, reason))
                continue
            entry = catalog.Entry(self.edits.applied(document), source.origin, source.root, added)
            entries[document.hash] = self._compared(entry)
        now = {entry.document.origin for entry in entries.values()}
        self._report.removed += sorted(set(self._known) - now)
        return entries

    def _carry(self) -> Iterator[tuple[str, catalog.Entry]]:
        for origin in self._carried:
            assert self._before is not None  # noqa: S101 -- what is carried comes from there
            entry = self._before.catalog.entry(self._known[origin].hash)
            if self.edits.allows(entry.document):
                corrected = replace(entry, document=self.edits.applied(entry.document))
                changed = corrected != entry
                self._report.changed += [origin] if changed else []
                self._report.unchanged += not changed
                yield entry.document.hash, corrected

    def _compared(self, entry: catalog.Entry) -> catalog.Entry:
        """The entry as it shall be kept, after the report was told how it differs from before."""
        old = self._known.get(entry.document.origin)
        if old is None or self._before is None:
            self._report.added.append(entry.document.origin)
            return entry
        if old.hash != entry.document.hash:
            self._report.changed.append(entry.document.origin)
            return entry
        self._report.unchanged += 1
        return replace(entry, added=self._before.catalog.entry(old.hash).added)


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


def _same(
    before: snapshot.Snapshot, entries: Mapping[str, catalog.Entry], edits: Edits, embedder: Embedder
) -> bool:
    """Whether the current snapshot already is what would be built, metadata and corrections included."""
    if before.manifest.edits != edits:
        return False
    if not before.manifest.is_of(embedder) or before.manifest.documents != len(entries):
        return False
    return all(before.catalog.entry(row.hash) == entries.get(row.hash) for row in before.catalog.listing())
