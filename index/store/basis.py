"""What a story is built from, told by its newest manifest that can still be read.

A build goes by it where the current snapshot is damaged or another version's: what the manifest names is read
again, and what administrators corrected or removed stays so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from index.edits import Edits
from index.store.snapshot import Manifest, home, numbers, snapshot_folder


@dataclass(frozen=True, slots=True)
class Basis:
    """The paths a story was built from and its corrections, of snapshot `number`; 0 where none is known."""

    number: int = 0
    roots: tuple[str, ...] = ()
    edits: Edits = field(default_factory=Edits)

    @classmethod
    def of(cls, manifest: Manifest) -> Basis:
        return cls(manifest.number, manifest.roots, manifest.edits)

    @classmethod
    def salvaged(cls, story_folder: Path) -> Basis:
        """That of the newest manifest, of whatever version, with paths in it."""
        for number in reversed(numbers(story_folder)):
            folder = snapshot_folder(story_folder, number)
            found = home(folder).found
            try:
                fields = json.loads((folder / "manifest.json").read_text("utf-8"))
                roots = tuple(map(found, fields["roots"]))
                return cls(number, roots, Edits.of_json(fields.get("edits", {})).renamed(found))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
        return cls()
