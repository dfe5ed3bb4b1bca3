"""Whole, immutable, numbered builds of a story's index, and the pointer to the current one.

FOOTNOTE_HOME/stories/<story>/
    current                 the number that serves; swapped by an atomic rename
    snapshots/000007/       manifest.json, catalog.sqlite, passages.faiss, words/
    snapshots/.building-…   a build in progress; what a killed one leaves is swept by the next
    vectors.sqlite          the embedding cache (index/store/cache.py)
    build.lock              held while a build runs

What a manifest or catalogue names under the home it names from the home on (index/home.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from index.edits import Edits
from index.embedding import Embedder
from index.errors import SnapshotError, StorageError, StoryError, UsageError
from index.home import LONGEST_STORY, STORY_NAME, Home
from index.model import Document
from index.store.catalog import Catalog
from index.store.vectors import Vectors
from index.store.words import Words

FORMAT = 1
"""Of snapshots: whoever changes what is in one counts it up, and none of before is opened."""

PASSAGE_TOKENS = (120, 200)
KEEP = 5
"""Snapshots kept for going back, the current one included."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is made of. `files` maps each file to its size in bytes and SHA-256.

    `before` is the number of the snapshot that it changed, to which an undo goes back; 0 for none. One that
    an undo made has that of the snapshot whose content it repeats.
    """

    story: str
    number: int
    created: str
    model: str
    identity: str
    documents: int
    passages: int
    roots: tuple[str, ...]
    files: dict[str, tuple[int, str]]
    format: int = FORMAT
    passage_tokens: tuple[int, int] = PASSAGE_TOKENS
    edits: Edits = field(default_factory=Edits)
    before: int = 0

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises `SnapshotError` when it is missing, damaged or of another format."""
        again = "run `footnote index --story {}` to build a new one"
        story = folder.parent.parent.name
        found = home(folder).found
        try:
            fields = json.loads((folder / "manifest.json").read_text("utf-8"))
            fields["roots"] = tuple(map(found, fields["roots"]))
            fields["files"] = {name: (size, digest) for name, (size, digest) in fields["files"].items()}
            fields["passage_tokens"] = tuple(fields["passage_tokens"])
            fields["edits"] = Edits.of_json(fields.get("edits", {})).renamed(found)
            manifest = cls(**fields)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            message = (
                f"snapshot {folder.name} of story {story} has no readable manifest: {again.format(story)}"
            )
            raise SnapshotError(message) from error
        if (manifest.format, manifest.passage_tokens) != (FORMAT, PASSAGE_TOKENS):
            raise SnapshotError(
                f"snapshot {folder.name} of story {story} was made by another version: {again.format(story)}"
            )
        return manifest

    def is_of(self, embedder: Embedder) -> bool:
        """Whether the snapshot's vectors are of this model."""
        return self.identity == embedder.identity

    def require_model(self, embedder: Embedder) -> None:
        """Raises `SnapshotError` when the snapshot's vectors are of another model."""
        if not self.is_of(embedder):
            raise SnapshotError(
                f"story {self.story} was indexed with the model {self.model}, not {embedder.name}: "
                f"run `footnote index --story {self.story}`, or as an administrator /reindex in its chat"
            )


class Snapshot:
    """One build, opened and checked. It gives back texts by hash, so quotes can be read from it."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.manifest = Manifest.read(folder)
        self.number = self.manifest.number
        _verify(folder, self.manifest)
        self.catalog = catalog(folder)
        self.vectors = Vectors(folder / "passages.faiss", threads)
        self.words = Words(folder / "words")
        manifest = self.manifest
        counts = (*self.catalog.counts(), len(self.vectors), len(self.words))
        if counts != (manifest.documents, *[manifest.passages] * 3):
            message = f"the parts of snapshot {folder.name} do not belong together: {_again(manifest)}"
            raise SnapshotError(message)
        self._days: npt.NDArray[np.int64] | None = None

    def close(self) -> None:
        self.catalog.close()

    def text(self, document: str) -> str:
        return self.catalog.text(document)

    def document(self, document: str) -> Document:
        return self.catalog.document(document)

    def documents(self) -> Iterator[Document]:
        return (entry.document for entry in self.catalog.entries())

    def published_between(self, first: int | None, last: int | None) -> npt.NDArray[np.bool_] | None:
        """One flag a passage: published from day `first` to `last` (ordinals); None when unbounded."""
        if first is None and last is None:
            return None
        if self._days is None:
            self._days = np.array([day or 0 for day in self.catalog.days()], dtype=np.int64)
        upper = last if last is not None else np.iinfo(np.int64).max
        return np.asarray((self._days >= max(first or 1, 1)) & (self._days <= upper))


class Stories:
    """The stories under one FOOTNOTE_HOME, each with its current snapshot opened once and shared."""

    def __init__(self, home: Path, threads: int = 1) -> None:
        self.home = home
        self._threads = threads
        self._open: dict[str, Snapshot] = {}
        self._lock = Lock()

    def folder(self, story: str) -> Path:
        """The story's folder, existing or not; raises `UsageError` for what cannot be a name."""
        if not STORY_NAME.fullmatch(story):
            raise UsageError(
                f"{story!r} is no story name: use up to {LONGEST_STORY} lower-case letters, digits, hyphens, "
                "underscores"
            )
        return self.home / "stories" / story

    def names(self) -> list[str]:
        """Stories that have a folder, indexed or not, sorted."""
        stories = self.home / "stories"
        if not stories.is_dir():
            return []
        return sorted(path.name for path in stories.iterdir() if STORY_NAME.fullmatch(path.name))

    def create(self, story: str) -> Path:
        folder = self.folder(story)
        try:
            (folder / "snapshots").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"cannot write into {self.home}: {error.strerror}; set FOOTNOTE_HOME"
            ) from error
        return folder

    def number(self, story: str) -> int | None:
        """Number of the current snapshot, or None when the story has none yet."""
        try:
            return int((self.folder(story) / "current").read_text("ascii"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise StorageError(f"cannot read {self.home}: {error.strerror}; set FOOTNOTE_HOME") from error
        except ValueError as error:
            raise SnapshotError(
                f"the pointer of story {story} is damaged: run `footnote index --story {story}`"
            ) from error

    def _mended(self, story: str) -> int | None:
        """`number`, after a damaged pointer points to the newest: only whole ones are renamed to a number."""
        try:
            return self.number(story)
        except SnapshotError:
            folder = self.folder(story)
            found = numbers(folder)
            if found:
                point(folder, found[-1])
            else:
                (folder / "current").unlink()
            return self.number(story)

    def current(self, story: str) -> Snapshot:
        """The current snapshot; the one opened before stays whole for whoever still holds it.

        Raises `StoryError` when there is none, `SnapshotError` when it is damaged.
        """
        number = self.number(story)
        if number is None:
            raise StoryError(self._missing(story))
        with self._lock:
            opened = self._open.get(story)
            if opened is None or opened.number != number:
                opened = Snapshot(snapshot_folder(self.folder(story), number), self._threads)
                self._open[story] = opened
            return opened

    def manifest(self, story: str) -> Manifest | None:
        """The current snapshot's manifest, without opening the rest; None when there is none yet.

        Raises `SnapshotError`.
        """
        number = self.number(story)
        return None if number is None else Manifest.read(snapshot_folder(self.folder(story), number))

    def _missing(self, story: str) -> str:
        # Whoever asks in a chat may read this: other stories are none of their business.
        if self.folder(story).exists():
            return f"story {story} has no index yet: add to it, or run `footnote index PATH --story {story}`"
        return f"there is no story {story}: `footnote status` lists them all, `footnote index` makes one"

    @contextmanager
    def building(self, story: str, wait: float = 0) -> Iterator[Path]:
        """Hold the story's build lock; yields its folder, swept of what a killed build left.

        Raises `StorageError` when another build holds it for longer than `wait` seconds (-1: wait on).
        """
        folder = self.create(story)
        lock = FileLock(folder / "build.lock", timeout=wait)
        try:
            lock.acquire()
        except Timeout as error:
            raise StorageError(f"story {story} is being indexed already: wait for it to finish") from error
        try:
            _sweep(folder, self._mended(story))
            yield folder
        finally:
            lock.release()


def snapshot_folder(story_folder: Path, number: int) -> Path:
    return story_folder / "snapshots" / f"{number:06d}"


def home(folder: Path) -> Home:
    """The home of a snapshot's folder, or of one in which a snapshot is made."""
    return Home(folder.parents[3])


def catalog(folder: Path) -> Catalog:
    """The catalogue in a snapshot's folder; raises `SnapshotError`."""
    return Catalog(folder / "catalog.sqlite", home(folder))


def publish(building: Path, story_folder: Path, manifest: Manifest) -> None:
    """Make a finished build current: checksums, fsync, rename, pointer swap. Whole or absent.

    `manifest.files` is filled in here, from what is on the disk.
    """
    files = {name: (path.stat().st_size, _digest(path)) for name, path in _files(building)}
    kept = home(building).kept
    names = {"roots": [*map(kept, manifest.roots)], "edits": manifest.edits.renamed(kept).as_json()}
    document = {**asdict(manifest), **names, "files": files}
    (building / "manifest.json").write_text(json.dumps(document, indent=1), "utf-8")
    for path in (*building.rglob("*"), building):
        _sync(path)
    final = snapshot_folder(story_folder, manifest.number)
    building.rename(final)
    _sync(final.parent)
    point(story_folder, manifest.number)


def point(story_folder: Path, number: int) -> None:
    """Swap the pointer to snapshot `number`, atomically and durably."""
    beside = story_folder / ".current"
    beside.write_text(f"{number}\n", "ascii")
    _sync(beside)
    beside.replace(story_folder / "current")
    _sync(story_folder)


def numbers(story_folder: Path) -> list[int]:
    """Numbers of the snapshots on disk, oldest first."""
    folder = story_folder / "snapshots"
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(int(name) for name in names if name.isdigit())


def prune(story_folder: Path) -> None:
    """Remove all but the newest `KEEP` snapshots, and the `KEEP` that undo can go back through.

    Whoever still reads a removed one keeps its open files.
    """
    found = numbers(story_folder)
    kept = {*found[-KEEP:], *lineage(story_folder)[:KEEP]}
    for number in found:
        if number not in kept:
            shutil.rmtree(snapshot_folder(story_folder, number))


def lineage(story_folder: Path) -> list[int]:
    """The newest snapshot and those that one undo after another goes back to, as far as they are there.

    After an undo the way back is not the row of numbers: what was undone is no longer on it.
    """
    found = numbers(story_folder)
    way: list[int] = []
    number = max(found, default=0)
    while number in found:
        way.append(number)
        try:
            before = Manifest.read(snapshot_folder(story_folder, number)).before
        except SnapshotError:  # another version's, which says nothing that holds here
            break
        number = before if before < number else 0
    return way


def documents_kept(story_folder: Path) -> set[str]:
    """Hashes of the documents that any snapshot on disk holds."""
    kept: set[str] = set()
    for number in numbers(story_folder):
        folder = snapshot_folder(story_folder, number)
        # Of one that cannot be opened only vectors are lost, which can be made again.
        with suppress(SnapshotError):
            Manifest.read(folder)
            with closing(catalog(folder)) as opened:
                kept |= {row.hash for row in opened.listing()}
    return kept


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _again(manifest: Manifest) -> str:
    return f"run `footnote index --story {manifest.story}` to build a new one"


def _files(folder: Path) -> list[tuple[str, Path]]:
    # tantivy's lock files are empty, come and go, and are no part of the snapshot
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return [(path.relative_to(folder).as_posix(), path) for path in paths if path.name != "manifest.json"]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify(folder: Path, manifest: Manifest) -> None:
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size or _digest(path) != digest:
            raise SnapshotError(
                f"snapshot {folder.name} of story {manifest.story} is damaged "
                f"({name} is not what was written): {_again(manifest)}"
            )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(story_folder: Path, current: int | None) -> None:
    """Remove builds that never finished, and a snapshot published but not yet pointed to."""
    snapshots = story_folder / "snapshots"
    for path in snapshots.iterdir():
        if path.name.startswith(".building-"):
            shutil.rmtree(path)
    for number in numbers(story_folder):
        if current is None or number > current:
            shutil.rmtree(snapshot_folder(story_folder, number))
