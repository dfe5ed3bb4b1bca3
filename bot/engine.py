"""What the bot needs of the index, and no more: `library.Library` is it, tests hand in small ones."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from bot.reply import Chronicle
from index.model import Answer, Document, Question, Quote, Texts


class Verdict(StrEnum):
    """What re-reading a document's source finds."""

    IDENTICAL = "identical"
    CHANGED = "changed"
    REMOVED = "removed"


class Documents(Texts, Protocol):
    """A story as it stands in one snapshot."""

    def document(self, document: str) -> Document:
        """The document with this hash; raises `QuoteMismatch` when the story has it no longer."""
        ...


class Engine(Protocol):
    """Answers questions about stories. Every method blocks, and is called from a worker thread."""

    def names(self) -> Sequence[str]:
        """Every story there is."""
        ...

    def current(self, story: str) -> Documents:
        """The story as it is now; raises `StoryError` or `SnapshotError`."""
        ...

    def ask(
        self, story: str, question: Question, top: int, *, hurried: bool = False
    ) -> tuple[Answer, Documents]:
        """At most `top` quotes, with what they are read from; raises `FootnoteError`.

        `hurried` when others wait: an engine that can be quicker at some cost in quality then is.
        """
        ...

    def find(self, story: str, text: str, top: int) -> tuple[bool, Sequence[Quote], Documents]:
        """Where a text stands: whether word for word, at most `top` quotes, and what they are read from.

        The highlights are what is identical, or else what differs. Raises `StoryError` or `SnapshotError`.
        """
        ...

    def timeline(self, story: str, asked: Question) -> tuple[Chronicle, Documents]:
        """What happened when about `asked.text`, or in all, between two days; raises `FootnoteError`."""
        ...

    def titles(self, story: str) -> Sequence[str]:
        """The titles of the story's documents, in alphabetical order; raises as `current` does."""
        ...

    def documents(self, story: str) -> Sequence[tuple[str, str]]:
        """(title, hash) of the story's documents, in alphabetical order; raises as `current` does."""
        ...

    def topics(self, story: str) -> Sequence[str]:
        """What the story can be asked about: names that its documents come back to, then their titles.

        Raises as `current` does.
        """
        ...

    def verify(self, story: str, document: str) -> Verdict:
        """Read the document's source again and compare; raises `StoryError` or `SnapshotError`."""
        ...
