"""The secret that signs links and sessions: made once, kept beside the state."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from index.errors import StorageError

BYTES = 32


def secret(path: Path) -> bytes:
    """The key in this file, which is made, readable by us alone, when there is none.

    Raises:
        StorageError: it cannot be written or read, or is not ours.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        if not path.exists():
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(BYTES))
            try:
                os.link(beside, path)  # of two processes that start together, one key stays
            except FileExistsError:
                pass
            finally:
                beside.unlink()
        found = path.read_bytes()
    except OSError as error:
        raise StorageError(
            f"the key {path} cannot be read or written: {error.strerror}; set FOOTNOTE_HOME"
        ) from error
    if len(found) != BYTES:
        raise StorageError(f"{path} is not the key we wrote; remove it, and links sent before end")
    return found


def derived(key: bytes, purpose: str, more: str = "") -> bytes:
    """A key for one purpose: what is signed for one can stand for no other."""
    return hmac.new(key, f"{purpose}\0{more}".encode(), hashlib.sha256).digest()
