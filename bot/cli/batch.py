"""Files of many requests: JSON Lines, one object a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from index.errors import UsageError

T = TypeVar("T")


def read(path: Path, form: str, make: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    """What `make` makes of each line's object; blank lines are passed over. `form` shows what a line is.

    Raises:
        UsageError: the file cannot be read, or a line is not of that form (`make` raised).
    """
    try:
        rows = path.read_text("utf-8").split("\n")  # not splitlines: U+2028 may stand in a text
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"the batch file {path} cannot be read: {reason}") from None
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            yield make(json.loads(row))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UsageError(f"line {number} of {path} is not of the form {form}") from None
        except UsageError as error:
            raise UsageError(f"line {number} of {path}: {error}") from None
