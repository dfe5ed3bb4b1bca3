"""The confidence that a story answers with, where its administrator fitted one.

`thresholds.json` beside the story's snapshots has one entry for each reader with each embedding model, whose
figures differ: after a change of either the reader's own threshold is back.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import StorageError

NAME = "thresholds.json"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A threshold, on how many questions to answer and to decline it was fitted, of which file, and when."""

    threshold: float
    answerable: int
    declined: int
    file: str
    fitted: str


def read(story: Path, model: str) -> dict[str, Fitted]:
    """What was fitted for the story in this folder with the model of this identity, by reader.

    Raises `StorageError` for a damaged file.
    """
    ending = _key("", model)
    return {key.removesuffix(ending): entry for key, entry in _read(story).items() if key.endswith(ending)}


def _key(reader: str, model: str) -> str:
    return f"{reader} with {model[:8]}"


def _read(story: Path) -> dict[str, Fitted]:
    path = story / NAME
    try:
        fields = json.loads(path.read_text("utf-8"))
        return {key: Fitted(**entry) for key, entry in fields.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise StorageError(
            f"{path} cannot be read: remove it, or fit again with `footnote eval FILE --fit`"
        ) from error


def put(story: Path, reader: str, model: str, fitted: Fitted) -> None:
    """Keep a threshold, whole or not at all."""
    _write(story, {**_read(story), _key(reader, model): fitted})


def clear(story: Path) -> bool:
    """Forget all thresholds of the story; whether there were any."""
    path = story / NAME
    existed = path.exists()
    path.unlink(missing_ok=True)
    return existed


def _write(story: Path, entries: dict[str, Fitted]) -> None:
    beside = story / f".{NAME}"
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump({key: asdict(entry) for key, entry in entries.items()}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(story / NAME)
    except OSError as error:
        raise StorageError(f"the threshold cannot be kept in {story}: {error.strerror}") from error
