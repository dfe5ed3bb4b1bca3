"""A consistent copy of a home, made beside it within moments while bots and builds go on.

Snapshots never change once they are published, so they are hard-linked: a build that prunes them meanwhile
takes nothing from the copy. Databases are copied by SQLite's own backup, which sees one committed state
(https://www.sqlite.org/backup.html). All else is linked, too: files in a home are replaced, never rewritten.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import StorageError
from index.home import MARK, STORY_NAME, Home
from index.store.snapshot import numbers, snapshot_folder

STATE, STORIES, MODELS = "state.sqlite", "stories", "models"
SAVED = (STATE, STORIES, "reports")
"""What a home has that cannot be made again. All else is the log, locks and caches, or not ours."""
CACHE = "vectors.sqlite"
SIDECARS = ("-wal", "-shm", "-journal", ".lock")
SQLITE = b"SQLite format 3\0"


@dataclass(slots=True)
class Copied:
    """What a copy holds: each story's current number, what that snapshot's files must hash to, by name.

    `outside` are sources of stories that lie elsewhere, also in the home, and are not copied.
    """

    stories: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)


def copy(home: Path, beside: Path, *, caches: bool) -> Copied:
    """Copy `home` into the empty folder `beside`, on the same file system; `caches` says whether with them.

    Raises:
        StorageError: a story has lost its current snapshot, or the disk refuses.
    """
    copied = Copied()
    try:
        for story in sorted((home / STORIES).iterdir()) if (home / STORIES).is_dir() else ():
            if STORY_NAME.fullmatch(story.name) and story.is_dir():
                _story(story, beside, copied)
        # After the snapshots: the state may then know of more than there is, never of less.
        for path in _others(home, caches=caches):
            _take(path, beside / path.relative_to(home))
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{home} cannot be copied ({error}): see to the disk and run again") from error
    return copied


def _story(story: Path, beside: Path, copied: Copied) -> None:
    folder = beside / STORIES / story.name
    number = _snapshots(story, folder)
    if number is None:
        return
    snapshot = snapshot_folder(folder, number)
    manifest = _manifest(snapshot)
    copied.stories[story.name] = number
    for name, (_, digest) in manifest["files"].items():
        copied.digests[(snapshot / name).relative_to(beside).as_posix()] = digest
    home = Home(story.parents[1])
    roots = {home.found(root) for root in manifest["roots"]}
    saved = tuple(f"{MARK}{top}/" for top in SAVED)
    copied.outside.update(root for root in roots if not home.kept(root).startswith(saved))


def _snapshots(story: Path, beside: Path) -> int | None:
    """Link a story's snapshots and write its pointer; the current number, None where there is none yet.

    Read again when a build overtakes: what the pointer names is only gone when it names another one.
    """
    while (number := _pointer(story)) is not None:
        for one in numbers(story):
            if one <= number:
                _link_all(snapshot_folder(story, one), snapshot_folder(beside, one))
        if snapshot_folder(beside, number).is_dir():
            (beside / "current").write_text(f"{number}\n", "ascii")
            return number
        if _pointer(story) == number:
            again = f"run `footnote index --story {story.name}`"
            raise StorageError(f"snapshot {number} of story {story.name} is missing or damaged: {again}")
        shutil.rmtree(beside, ignore_errors=True)
    return None


def _manifest(snapshot: Path) -> dict[str, Any]:
    """A snapshot's manifest as it stands there, of whatever version; raises OSError, ValueError."""
    fields: dict[str, Any] = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    if not (isinstance(fields.get("files"), dict) and isinstance(fields.get("roots"), list)):
        raise ValueError("no files or no roots")  # noqa: TRY004 -- as for what is no JSON
    return fields


def _pointer(story: Path) -> int | None:
    try:
        return int((story / "current").read_text("ascii"))
    except FileNotFoundError:
        return None
    except ValueError:
        again = f"run `footnote index --story {story.name}`"
        raise StorageError(f"the pointer of story {story.name} is damaged: {again}") from None


def _link_all(folder: Path, beside: Path) -> None:
    """Link the files that a snapshot's manifest names; nothing is left where one is missing."""
    try:
        for name in ("manifest.json", *_manifest(folder)["files"]):
            _link(folder / name, beside / name)
    except (FileNotFoundError, ValueError):
        shutil.rmtree(beside, ignore_errors=True)


def _others(home: Path, *, caches: bool) -> Iterator[Path]:
    """Every file to save that is neither hidden, nor a snapshot's, nor made again by itself."""
    for top in (*SAVED, *((MODELS,) if caches else ())):
        if (home / top).is_file():
            yield home / top
        for folder, names, files in os.walk(home / top):
            here = Path(folder)
            in_story = here.parent == home / STORIES
            names[:] = sorted(
                name for name in names if not (name.startswith(".") or (in_story and name == "snapshots"))
            )
            for name in sorted(files):
                made_again = in_story and (name == "current" or (name == CACHE and not caches))
                ours = not (name.startswith(".") or name.endswith(SIDECARS) or made_again)
                if ours and not (here / name).is_symlink():
                    yield here / name


def _take(path: Path, beside: Path) -> None:
    try:
        with path.open("rb") as file:
            database = file.read(len(SQLITE)) == SQLITE
        (_database if database else _link)(path, beside)
    except FileNotFoundError:  # gone since it was listed
        pass


def _database(path: Path, beside: Path) -> None:
    beside.parent.mkdir(parents=True, exist_ok=True)
    source, target = sqlite3.connect(path), sqlite3.connect(beside)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _link(path: Path, beside: Path) -> None:
    beside.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, beside)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links
        shutil.copy2(path, beside)
