"""The log file, and references that lead from an apology to the traceback behind it."""

from __future__ import annotations

import logging
import secrets
from logging.handlers import RotatingFileHandler
from pathlib import Path

from index.errors import StorageError

log = logging.getLogger("bot")

MEGABYTE = 1_000_000


def to_file(path: Path) -> None:
    """Send every record to `path`, kept to a few megabytes. Calling it again changes nothing.

    Raises:
        StorageError: the file cannot be written.
    """
    root = logging.getLogger()
    if any(getattr(handler, "baseFilename", None) == str(path.resolve()) for handler in root.handlers):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path.resolve(), maxBytes=5 * MEGABYTE, backupCount=2, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"the log {path} cannot be written: {error.strerror}; set FOOTNOTE_HOME"
        ) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def reference(error: BaseException) -> str:
    """Log an unexpected error with its traceback; the short reference under which it stands there."""
    # Random, not counted: it must be unique over restarts and tell an outsider nothing.
    code = secrets.token_hex(4)
    log.error("unexpected error, reference %s", code, exc_info=error)
    return code
