"""Which process is at a job: each holds a lock file of its own, which even `kill -9` lets go of."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from filelock import FileLock, Timeout


class Owner:
    """This process, by a name that no other has, until `close`."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds the lock files; those of the dead are swept out."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock = FileLock(self._path(self.name))
        self._lock.acquire()
        for path in folder.glob("*.lock"):
            self.lives(path.stem)

    def lives(self, name: str) -> bool:
        """Whether the owner of this name still runs."""
        if name == self.name:
            return True
        path = self._path(name)
        if not path.exists():
            return False
        lock = FileLock(path, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            return True
        path.unlink(missing_ok=True)
        lock.release()
        return False

    def close(self) -> None:
        self._path(self.name).unlink(missing_ok=True)
        self._lock.release()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"
