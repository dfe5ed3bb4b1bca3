"""Files that people hand over, kept in the story's own folder for as long as any kept snapshot names them.

    stories/<story>/uploads/<first 16 digits of the SHA-256 of name and content>/<name>

The same file handed over twice is one file, and no two files share a folder, so names cannot collide.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from index.errors import SnapshotError
from index.store import snapshot

GRACE = 600.0
"""Seconds that a file may wait for the build that reads it, while that build is not known yet."""
LONGEST_NAME, LONGEST_SUFFIX = 120, 16


def keep(story_folder: Path, file: Path, name: str) -> Path:
    """Move a file in under a safe form of its name, and give back where it is."""
    safe = safe_name(name)
    with file.open("rb") as opened:
        digest = hashlib.sha256(safe.encode() + b"\0" + hashlib.file_digest(opened, "sha256").digest())
    kept = _folder(story_folder) / digest.hexdigest()[:16] / safe
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(file, kept)
    return kept


def safe_name(name: str) -> str:
    """The last part of a name, without what a path or a terminal would act on; never empty or hidden."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(one if one.isprintable() and one not in ':*?"<>|!' else "_" for one in last)
    stem, _, suffix = printable.strip(" .").rpartition(".")
    name = f"{stem[:LONGEST_NAME]}.{suffix[:LONGEST_SUFFIX]}" if stem else suffix[:LONGEST_NAME]
    return name or "file"


def holds(story_folder: Path, root: str) -> bool:
    """Whether a path that a story was built from is a file handed over."""
    return Path(root).is_relative_to(_folder(story_folder))


def sweep(story_folder: Path, wanted: Iterable[str] = (), older: float = GRACE) -> list[Path]:
    """Remove files that no kept snapshot was built from, and give back which.

    `wanted` are the paths of builds that are still to come; what is younger than `older` seconds stays too,
    since it may belong to one that is just being asked for. Files are known by their own folder and name,
    by whatever path a home was reached when it was built.
    """
    folder = _folder(story_folder)
    if not folder.is_dir():
        return []
    try:
        needed = {_tail(path) for path in (*wanted, *named(story_folder))}
    except SnapshotError:  # whoever cannot tell what is needed throws nothing away
        return []
    swept = []
    for kept in sorted(folder.iterdir()):
        files = sorted(kept.iterdir()) if kept.is_dir() else []
        if {_tail(str(file)) for file in files} & needed or kept.stat().st_mtime > time.time() - older:
            continue
        shutil.rmtree(kept)
        swept += files
    if not any(folder.iterdir()):
        folder.rmdir()
    return swept


def _folder(story_folder: Path) -> Path:
    # Without "..", as a build names what it reads: the two are compared.
    return Path(os.path.abspath(story_folder)) / "uploads"  # noqa: PTH100


def _tail(path: str) -> tuple[str, ...]:
    return Path(path).parts[-3:]


def named(story_folder: Path) -> set[str]:
    """Every path that a kept snapshot was built from; raises `SnapshotError`."""
    folders = [snapshot.snapshot_folder(story_folder, one) for one in snapshot.numbers(story_folder)]
    return {root for folder in folders for root in snapshot.Manifest.read(folder).roots}
