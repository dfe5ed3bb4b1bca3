"""Files of many requests: JSON Lines, one object a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from index.errors import UsageError

T = TypeVar("T")


def read(path: Path, form: str, make: Callable[[dict[str, Any]], T]) -> list[T]:
    """What `make` makes of each line's object; blank lines are passed over. `form` shows what a line is.

    Every line is checked before the first is worked on: an hour's work must not end at a typing slip.

    Raises:
        UsageError: the file cannot be read, or a line is not of that form (`make` raised).
    """
    try:
        rows = path.read_text("utf-8").split("\n")  # not splitlines: U+2028 may stand in a text
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"the batch file {path} cannot be read: {reason}") from None
    made = []
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            made.append(make(json.loads(row)))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UsageError(f"line {number} of {path} is not of the form {form}") from None
        except UsageError as error:
            raise UsageError(f"line {number} of {path}: {error}") from None
    return made
