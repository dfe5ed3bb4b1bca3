"""What administrators changed about documents: kept with each snapshot, so that undo brings it back.

An `Edit` is one change, as it waits in a queue; `Edits` is what all of them come to. A document is named by
its origin, because a correction outlives a new version of the file; what was removed stays away under another
name too, by the hash of its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from index.model import Document


class Change(StrEnum):
    REMOVE = "remove"
    TITLE = "title"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Edit:
    """`value` is the hash of what is removed, the new title, or the day as YYYY-MM-DD (empty: not known)."""

    change: Change
    origin: str
    value: str = ""

    def as_json(self) -> dict[str, str]:
        return {"change": self.change.value, "origin": self.origin, "value": self.value}

    @classmethod
    def of_json(cls, fields: Mapping[str, str]) -> Edit:
        """Raises `ValueError` or `KeyError` for what `as_json` cannot have made."""
        edit = cls(Change(fields["change"]), fields["origin"], fields["value"])
        if edit.change is Change.DATE and edit.value:
            date.fromisoformat(edit.value)
        return edit


@dataclass(frozen=True, slots=True)
class Edits:
    """Hashes of removed documents, titles and days, each by origin."""

    removed: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)

    def after(self, edits: Iterable[Edit]) -> Edits:
        """With some more changes, in their order."""
        now = self
        for edit in edits:
            match edit.change:
                case Change.REMOVE:
                    now = replace(now, removed={**now.removed, edit.origin: edit.value})
                case Change.TITLE:
                    now = replace(now, titles={**now.titles, edit.origin: edit.value})
                case Change.DATE:
                    now = replace(now, dates={**now.dates, edit.origin: edit.value})
        return now

    def allows(self, document: Document) -> bool:
        return document.origin not in self.removed and document.hash not in self.removed.values()

    def readmit(self, document: Document) -> Edits:
        """Without the removal of a document, which somebody adds again on purpose."""
        kept = {
            origin: hash_
            for origin, hash_ in self.removed.items()
            if origin != document.origin and hash_ != document.hash
        }
        return replace(self, removed=kept)

    def applied(self, document: Document) -> Document:
        """The document with the title and day it was given; its text is never touched."""
        title = self.titles.get(document.origin, document.title)
        published = document.published
        if (day := self.dates.get(document.origin)) is not None:
            published = date.fromisoformat(day) if day else None
        return replace(document, title=title, published=published)

    def renamed(self, name: Callable[[str], str]) -> Edits:
        """With every origin as `name` gives it."""
        return Edits(
            *(
                {name(origin): value for origin, value in values.items()}
                for values in (self.removed, self.titles, self.dates)
            )
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, fields: Mapping[str, Mapping[str, str]]) -> Edits:
        return cls(**{name: dict(values) for name, values in fields.items()})
