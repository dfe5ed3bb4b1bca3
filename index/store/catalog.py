"""Documents and passages of one snapshot, in one read-only SQLite file.

Rows of `passages` are numbered from 0 in the order of (document hash, start): the same numbers as in
the vector and word indexes. Origins, sources and roots are kept as `index/home.py` says.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from index.errors import QuoteMismatch, SnapshotError
from index.home import Home
from index.model import Document, Heading, Passage, Span

SCHEMA = """
CREATE TABLE documents (
    hash TEXT PRIMARY KEY, title TEXT NOT NULL, published TEXT, author TEXT, origin TEXT NOT NULL,
    source TEXT NOT NULL, root TEXT NOT NULL, media_type TEXT NOT NULL, added TEXT NOT NULL,
    shape TEXT NOT NULL, text BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, document TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    paragraph INTEGER NOT NULL, heading TEXT, sentences TEXT NOT NULL
);
CREATE INDEX passages_by_document ON passages (document, start);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as a story holds it.

    `source` is the file, or `archive.zip!member`, that it was read from, and `root` the path that was asked
    for and led there; `added` is an ISO 8601 time.
    """

    document: Document
    source: str
    root: str
    added: str


class Listed(NamedTuple):
    """A document without its text."""

    hash: str
    origin: str
    source: str
    root: str
    title: str
    published: str | None


LISTED = ", ".join(Listed._fields)


class Described(NamedTuple):
    """A document without its text, as a list shows it."""

    hash: str
    title: str
    published: date | None
    origin: str
    root: str
    added: str
    passages: int


def write(path: Path, entries: Iterable[Entry], passages: Iterable[Passage], home: Home) -> None:
    """Write a catalogue; `passages` in row order."""
    with closing(sqlite3.connect(path)) as connection, connection:
        # Durability is the snapshot's business: it syncs the finished file before it publishes.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        connection.executemany(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (_document_row(entry, home) for entry in entries),
        )
        connection.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?)", _passage_rows(passages))


class Catalog:
    """An opened catalogue. Safe to use from several threads."""

    def __init__(self, path: Path, home: Home) -> None:
        self._home = home
        self._unreadable = f"the catalogue {path} cannot be read: run `footnote index` again"
        try:
            # immutable: no lock files beside a snapshot, and none looked for
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            # Answers under way share a snapshot, so it has no last user who could close it.
            weakref.finalize(self, self._connection.close)
            self._connection.execute("SELECT count(*) FROM documents").fetchone()
        except sqlite3.Error as error:
            raise SnapshotError(self._unreadable) from error
        self._lock = Lock()
        # Reading and hashing a document anew for each quote of an answer would be waste.
        self.document = lru_cache(maxsize=256)(self._document)
        self.newest = lru_cache(maxsize=1)(self._newest)  # every question asks for it

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.ProgrammingError:  # closed, or a mistake of ours: the file is all right
            raise
        except sqlite3.DatabaseError as error:
            raise SnapshotError(self._unreadable) from error

    def counts(self) -> tuple[int, int]:
        """Number of documents and of passages."""
        ((documents,),) = self._rows("SELECT count(*) FROM documents")
        ((passages,),) = self._rows("SELECT count(*) FROM passages")
        return documents, passages

    def text(self, document: str) -> str:
        rows = self._rows("SELECT text FROM documents WHERE hash = ?", (document,))
        if not rows:
            raise QuoteMismatch(f"document {document[:12]} is no longer in the story")
        return str(rows[0][0], "utf-8", "surrogatepass")

    def _document(self, document: str) -> Document:
        return self.entry(document).document

    def entry(self, document: str) -> Entry:
        rows = self._rows("SELECT * FROM documents WHERE hash = ?", (document,))
        if not rows:
            raise QuoteMismatch(f"document {document[:12]} is no longer in the story")
        return _entry(rows[0], self._home)

    def entries(self) -> Iterator[Entry]:
        """Every document with its text, in order of hash, one in memory at a time."""
        for (document,) in self._rows("SELECT hash FROM documents ORDER BY hash"):
            yield self.entry(document)

    def listing(self) -> list[Listed]:
        """Every document in order of hash; no texts are read."""
        rows = self._rows(f"SELECT {LISTED} FROM documents ORDER BY hash")  # noqa: S608 -- constant
        return list(map(self._listed, rows))

    def listed(self, document: str) -> Listed | None:
        """One document of the listing; None when the story has it no longer."""
        rows = self._rows(f"SELECT {LISTED} FROM documents WHERE hash = ?", (document,))  # noqa: S608 -- same
        return self._listed(rows[0]) if rows else None

    def _listed(self, row: tuple[Any, ...]) -> Listed:
        hash_, origin, source, root, *rest = row
        found = self._home.found
        return Listed(hash_, found(origin), found(source), found(root), *rest)

    def described(self) -> list[Described]:
        """Every document in order of hash, with the number of its passages."""
        rows = self._rows(
            "SELECT hash, title, published, origin, root, added, "
            "(SELECT count(*) FROM passages WHERE document = hash) FROM documents ORDER BY hash"
        )
        found = self._home.found
        return [
            Described(hash_, title, _day(published), found(origin), found(root), *rest)
            for hash_, title, published, origin, root, *rest in rows
        ]

    def titles(self) -> list[str]:
        """The documents' titles in alphabetical order, each once."""
        return [title for (title,) in self._rows("SELECT DISTINCT title FROM documents ORDER BY title")]

    def named(self) -> list[tuple[str, str]]:
        """(title, hash) of every document, in alphabetical order."""
        return self._rows("SELECT title, hash FROM documents ORDER BY title, hash")

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of given rows, in that order."""
        marks = ",".join("?" * len(rows))
        found = self._rows(f"SELECT * FROM passages WHERE row IN ({marks})", rows)  # noqa: S608 -- only marks
        by_row = {row[0]: _passage(row) for row in found}
        return [by_row[row] for row in rows]

    def passages_of(self, document: str) -> list[Passage]:
        rows = self._rows("SELECT * FROM passages WHERE document = ? ORDER BY start", (document,))
        return [_passage(row) for row in rows]

    def _newest(self) -> date | None:
        """The last day on which a document was published; None where none says when it was."""
        ((published,),) = self._rows("SELECT max(published) FROM documents")
        return _day(published)

    def days(self) -> list[int | None]:
        """Publication day of each passage's document as a proleptic ordinal, in row order."""
        rows = self._rows(
            "SELECT d.published FROM passages p JOIN documents d ON d.hash = p.document ORDER BY p.row"
        )
        return [date.fromisoformat(day).toordinal() if day else None for (day,) in rows]


def _document_row(entry: Entry, home: Home) -> tuple[object, ...]:
    document = entry.document
    return (
        document.hash,
        document.title,
        document.published.isoformat() if document.published else None,
        document.author,
        home.kept(document.origin),
        home.kept(entry.source),
        home.kept(entry.root),
        document.media_type,
        entry.added,
        json.dumps(
            {
                "paragraphs": document.paragraphs,
                "headings": [(heading.start, heading.end, heading.level) for heading in document.headings],
                "pages": document.pages,
                "aside": document.aside,
            }
        ),
        document.text.encode("utf-8", "surrogatepass"),  # as bytes: SQLite's own text stops at NUL
    )


def _entry(row: tuple[Any, ...], home: Home) -> Entry:
    _, title, published, author, origin, source, root, media_type, added, shape, text = row
    ranges = json.loads(shape)
    document = Document(
        text=str(text, "utf-8", "surrogatepass"),
        title=title,
        origin=home.found(origin),
        media_type=media_type,
        published=_day(published),
        author=author,
        paragraphs=tuple((start, end) for start, end in ranges["paragraphs"]),
        headings=tuple(Heading(*heading) for heading in ranges["headings"]),
        pages=tuple(ranges["pages"]),
        aside=tuple((start, end) for start, end in ranges["aside"]),
    )
    return Entry(document, home.found(source), home.found(root), added)


def _day(published: str | None) -> date | None:
    return date.fromisoformat(published) if published else None


def _passage_rows(passages: Iterable[Passage]) -> Iterator[tuple[object, ...]]:
    for row, passage in enumerate(passages):
        span = passage.span
        yield (
            row,
            span.document,
            span.start,
            span.end,
            passage.paragraph,
            json.dumps(passage.heading) if passage.heading else None,
            json.dumps(passage.sentences),
        )


def _passage(row: tuple[Any, ...]) -> Passage:
    _, document, start, end, paragraph, heading, sentences = row
    return Passage(
        span=Span(document, start, end),
        sentences=tuple((first, last) for first, last in json.loads(sentences)),
        paragraph=paragraph,
        heading=tuple(json.loads(heading)) if heading else None,
    )
