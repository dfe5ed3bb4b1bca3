"""What acts need of the index, and no more: `bot.holdings` is it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from bot.reply import Label, short_id
from index.model import Document, Quote, Texts


@dataclass(frozen=True, slots=True)
class Held:
    """A document as a story holds it; `root` is the path it came in by, `added` when, in ISO 8601."""

    hash: str
    title: str
    published: date | None
    origin: str
    root: str
    added: str
    passages: int

    @property
    def id(self) -> str:
        return short_id(self.hash)


@dataclass(frozen=True, slots=True)
class Past:
    """A snapshot that is kept; the counts are of documents that differ from the one before it (0: none)."""

    number: int
    created: str
    documents: int
    before: int
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Readable:
    """What a file was read into, and each part of it that could not be, with the reason."""

    documents: tuple[Document, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpts:
    """The first lines of a document and the sentences in which dates were found, with where to read them."""

    quotes: tuple[Quote, ...]
    labels: tuple[Label, ...]
    dates: int
    texts: Texts


class Holdings(Protocol):
    """Every method blocks, and is called from a worker thread."""

    def names(self) -> Sequence[str]:
        """Every story that has a folder."""
        ...

    def exists(self, story: str) -> bool:
        """Whether there is a story of this name, indexed or not; raises `UsageError` for what can be none."""
        ...

    def create(self, story: str) -> None:
        """Make room for a story; raises `StorageError`."""
        ...

    def number(self, story: str) -> int | None:
        """The current snapshot's number; None before the first build."""
        ...

    def documents(self, story: str) -> Sequence[Held]:
        """In order of title; none where the story has no index yet."""
        ...

    def excerpts(self, story: str, document: str) -> tuple[Document, Excerpts]:
        """What was read of one document; raises `QuoteMismatch` when the story has it no longer."""
        ...

    def preview(self, document: Document) -> Excerpts:
        """The same of a document that no story holds yet."""
        ...

    def read(self, file: Path, name: str) -> Readable:
        """Read a file as a build would; `name` stands in the reasons."""
        ...

    def staging(self) -> Path:
        """A new folder in which files are looked at before they are taken; whoever asks removes it."""
        ...

    def safe_name(self, name: str) -> str:
        """A file's name as it can be used in a path, its ending kept."""
        ...

    def keep(self, story: str, file: Path, name: str) -> Path:
        """Take a file into the story's own folder, from which a build reads it."""
        ...

    def discard(self, story: str, paths: Sequence[Path]) -> None:
        """Give up files that no build came to read."""
        ...

    def history(self, story: str) -> Sequence[Past]:
        """Every snapshot that can be gone back to, the newest first."""
        ...
