"""`footnote restore`: a home from one file, whole or not at all.

    unpack into HOME/.restore-…/new, checked -> HOME/.restored says what to swap (the point of no return)
        -> the old moves into .restore-…/old, the new to its place -> both folders go

Killed before the mark is there, nothing has changed; killed after it, `finish` ends the swap before anything
is read. A home is often a mount point, so it cannot itself be renamed.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout

from bot.backup import archive
from bot.backup.copy import MODELS, SAVED, SIDECARS, STATE, STORIES
from bot.backup.presence import MARK, alone
from bot.state.database import MIGRATIONS
from index.errors import StorageError, UsageError
from index.ingest.progress import Tell, silent

BESIDE = ".restore-"
OLD, NEW = "old", "new"


def restore(home: Path, source: Path, *, replace: bool = False, progress: Tell = silent) -> archive.Contents:
    """Make `home` what it was when the backup `source` was made. Models and the log stay as they are.

    Raises:
        UsageError: the file is no sound backup, or the home holds something and `replace` is not given.
        StorageError: somebody works in the home, or the disk refuses.
    """
    with alone(home):
        _finish(home)
        if _movable(home, set()) and not replace:
            raise UsageError(f"{home} is not empty; give --replace to put the backup in its place")
        for left in home.glob(BESIDE + "*"):
            shutil.rmtree(left, ignore_errors=True)
        with ExitStack() as locks:
            _hold_builds(home, locks)
            beside = Path(tempfile.mkdtemp(prefix=BESIDE, dir=home))
            try:
                contents = _unpacked(source, beside / NEW, progress)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise
            _commit(home, beside)
            _finish(home)
    return contents


def finish(home: Path) -> None:
    """End a restore that was killed past its point of no return, before anything is read from the home."""
    if (home / MARK).is_file():
        with alone(home, wait=True):
            _finish(home)


def _unpacked(source: Path, folder: Path, progress: Tell) -> archive.Contents:
    contents = archive.read_contents(source)
    free = shutil.disk_usage(folder.parent).free
    if contents.size > free:
        raise StorageError(
            f"the backup needs {contents.size / 1e6:,.0f} MB and {free / 1e6:,.0f} are free; make room first"
        )
    try:
        folder.mkdir()
        contents = archive.unpack(source, folder, progress)
    except OSError as error:
        raise StorageError(f"the backup cannot be unpacked: {error.strerror or error}") from error
    for story, number in contents.stories.items():
        if not (folder / STORIES / story / "snapshots" / f"{number:06d}" / "manifest.json").is_file():
            raise UsageError(
                f"{source} is damaged (story {story} has no snapshot {number}): use another backup"
            )
    if (folder / STATE).exists():
        _check_state(source, folder / STATE)
    return contents


def _check_state(source: Path, path: Path) -> None:
    try:
        connection = sqlite3.connect(path)
        try:
            ((sound,),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
            ((version,),) = connection.execute("PRAGMA user_version").fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise UsageError(f"{source} is damaged (its state: {error}): use another backup") from None
    if sound != "ok":
        raise UsageError(f"{source} is damaged (its state: {sound}): use another backup")
    if version > len(MIGRATIONS):
        raise UsageError(f"{source} was made by a newer version of Footnote; upgrade this one")


def _hold_builds(home: Path, locks: ExitStack) -> None:
    """Hold the build lock of every story there is."""
    for path in sorted((home / STORIES).glob("*/build.lock")):
        lock = FileLock(path, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            name = path.parent.name
            raise StorageError(
                f"story {name} is being indexed: wait for it to finish, then restore"
            ) from None
        locks.callback(lock.release)


def _commit(home: Path, beside: Path) -> None:
    """Write the mark, durably: from here on the backup is what the home holds."""
    new = {path.name for path in (beside / NEW).iterdir()}
    plan = {"beside": beside.name, "out": sorted(_movable(home, new)), "in": sorted(new)}
    for folder, _, _ in os.walk(beside):
        _sync(Path(folder))
    mark = beside / "mark"
    mark.write_text(json.dumps(plan), "utf-8")
    _sync(mark)
    mark.rename(home / MARK)
    _sync(home)


def _finish(home: Path) -> None:
    """Swap what the mark says; done again after a kill, it goes on where it stopped."""
    try:
        plan = json.loads((home / MARK).read_text("utf-8"))
    except FileNotFoundError:
        return
    beside = home / str(plan["beside"])
    (beside / OLD).mkdir(exist_ok=True)
    for name in plan["out"]:
        if (home / name).exists() and not (beside / OLD / name).exists():
            (home / name).rename(beside / OLD / name)
    for name in plan["in"]:
        if (beside / NEW / name).exists():
            (beside / NEW / name).rename(home / name)
    _sync(home)
    (home / MARK).unlink()
    _sync(home)
    shutil.rmtree(beside, ignore_errors=True)


def _movable(home: Path, new: set[str]) -> set[str]:
    """What a restore moves away: all that a backup might hold; the model only for another one."""
    names = {*SAVED, *(STATE + ending for ending in SIDECARS), *({MODELS} & new)}
    return {name for name in names if (home / name).exists()}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
