"""Who works in a home: any number of bots and chats, or one restore.

By flock(2), which ends with the process that holds it, however that ends. Windows has none: there nothing
stops a restore under a running bot.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StorageError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOCK = "running.lock"
MARK = ".restored"
"""In a home, while the last steps of a restore are due."""


@contextmanager
def working(home: Path) -> Iterator[None]:
    """Work in a home; raises `StorageError` while it is being restored."""
    with _locked(home, alone=False):
        yield


@contextmanager
def alone(home: Path, *, wait: bool = False) -> Iterator[None]:
    """Have a home to oneself; raises `StorageError` while somebody works in it, unless told to wait."""
    with _locked(home, alone=True, wait=wait):
        yield


@contextmanager
def _locked(home: Path, *, alone: bool, wait: bool = False) -> Iterator[None]:
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"cannot write into {home}: {error.strerror}; set FOOTNOTE_HOME") from error
    try:
        if fcntl is not None:
            try:
                fcntl.flock(
                    descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB)
                )
            except OSError:
                busy = (
                    f"a bot or chat is running in {home}: stop it, then restore"
                    if alone
                    else f"{home} is being restored: wait for it to finish, then start again"
                )
                raise StorageError(busy) from None
        yield
    finally:
        os.close(descriptor)
