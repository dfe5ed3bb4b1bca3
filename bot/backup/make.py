"""`footnote backup`: a home into one file."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bot.backup import archive
from bot.backup.copy import copy
from bot.version import installed
from index.errors import SnapshotError, StorageError, UsageError
from index.ingest.progress import Tell, silent

LAST = "last-backup.json"
LOCK = "backup.lock"
BESIDE = ".backup-"


@dataclass(frozen=True, slots=True)
class Made:
    """`size` is the archive's, in bytes; `outside` are sources that are not in it."""

    contents: archive.Contents
    size: int
    outside: tuple[str, ...]


def backup(home: Path, target: Path, *, caches: bool = False, progress: Tell = silent) -> Made:
    """Write everything of a home that cannot be made again into a new file `target`.

    `caches` takes the model and the embedding caches along, which otherwise cost time to make again.

    Raises:
        UsageError: there is such a file already, or nothing to save.
        SnapshotError, StorageError: something cannot be read, or the disk refuses.
    """
    if target.exists():
        raise UsageError(f"{target} exists already; name another file")
    with _beside(home) as folder:
        copied = copy(home, folder, caches=caches)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        files = tuple(archive.entries(folder))
        if not files:
            raise UsageError(f"there is nothing in {home} to save yet")
        _check(files, copied.digests)
        contents = archive.Contents(installed(), now, caches, copied.stories, files)
        size = _write(target, folder, contents, progress)
    note = {"file": str(target.resolve()), "created": now, "bytes": size}
    (home / LAST).write_text(json.dumps(note), "utf-8")
    return Made(contents, size, tuple(sorted(copied.outside)))


def last_backup(home: Path) -> datetime | None:
    """When this home was last saved, as far as it knows."""
    try:
        return datetime.fromisoformat(json.loads((home / LAST).read_text("utf-8"))["created"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _check(files: Sequence[archive.Entry], digests: Mapping[str, str]) -> None:
    """What is saved is what can be restored: names that are safe, snapshots that are whole."""
    for entry in files:
        if not archive.is_safe(entry.name):
            raise UsageError(f"{entry.name!r} has a name that cannot be saved: rename it")
        if digests.get(entry.name, entry.sha256) != entry.sha256:
            again = "run `footnote index --full` for its story, then save again"
            raise SnapshotError(f"{entry.name} is not what was written: {again}")


def _write(target: Path, folder: Path, contents: archive.Contents, progress: Tell) -> int:
    """Write beside the target, then rename: whoever finds the target finds it whole."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    except OSError as error:
        raise StorageError(f"cannot write into {target.parent}: {error.strerror}") from error
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:  # readable by its owner alone, as mkstemp makes it
            archive.write(file, folder, contents, progress)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


@contextmanager
def _beside(home: Path) -> Iterator[Path]:
    """An empty folder in the home, for one backup at a time; what a killed one left is removed."""
    if not home.is_dir():
        raise UsageError(f"there is no home {home}; set FOOTNOTE_HOME")
    lock = FileLock(home / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StorageError(f"{home} is being saved already: wait for it to finish") from None
    except OSError as error:
        raise StorageError(f"cannot write into {home}: {error.strerror}") from error
    try:
        for left in home.glob(BESIDE + "*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=BESIDE, dir=home))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()
