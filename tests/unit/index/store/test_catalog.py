from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from index.errors import QuoteMismatch, SnapshotError
from index.home import Home
from index.model import Document, Heading, Passage, Span
from index.store.catalog import Catalog, Entry, write

AWKWARD = "A\0B \U0001f642 \ud800 e\u0301 \u202eabc\r\nend"


@pytest.fixture
def entries() -> list[Entry]:
    full = Document(
        text="Head\n\nBody one. Body two.",
        title="T",
        origin="/x.pdf",
        media_type="application/pdf",
        published=date(2021, 9, 17),
        author="A",
        paragraphs=((0, 4), (6, 25)),
        headings=(Heading(0, 4, 2),),
        pages=(0, 6),
        aside=((16, 25),),
    )
    bare = Document(text=AWKWARD, title="", origin="o", media_type="text/plain")
    found = [
        Entry(full, "/x.pdf", "/", "2026-01-01T00:00:00+00:00"),
        Entry(bare, "/o.txt", "/", "2026-01-01T00:00:00+00:00"),
    ]
    return sorted(found, key=lambda entry: entry.document.hash)


@pytest.fixture
def passages(entries: list[Entry]) -> list[Passage]:
    return [
        Passage(Span(entry.document.hash, start, end), ((start, end),), number, heading)
        for entry in entries
        for number, (start, end, heading) in enumerate([(0, 4, None), (6, 15, (0, 4))], 1)
    ]


def test_everything_written_is_read_back(
    tmp_path: Path, entries: list[Entry], passages: list[Passage]
) -> None:
    write(tmp_path / "c.sqlite", entries, passages, Home(tmp_path))
    catalog = Catalog(tmp_path / "c.sqlite", Home(tmp_path))
    assert list(catalog.entries()) == entries
    assert catalog.counts() == (2, 4)
    assert catalog.passages([3, 0]) == [passages[3], passages[0]]
    assert catalog.passages_of(entries[1].document.hash) == passages[2:]
    assert [row.hash for row in catalog.listing()] == [entry.document.hash for entry in entries]
    assert [catalog.listed(entry.document.hash) for entry in entries] == catalog.listing()
    assert catalog.listed("0" * 64) is None
    days = {entry.document.hash: entry.document.published for entry in entries}
    expected = [days[passage.span.document] for passage in passages]
    assert catalog.days() == [day.toordinal() if day else None for day in expected]


def test_awkward_text_survives(tmp_path: Path, entries: list[Entry]) -> None:
    write(tmp_path / "c.sqlite", entries, [], Home(tmp_path))
    awkward = next(entry.document for entry in entries if entry.document.text == AWKWARD)
    assert Catalog(tmp_path / "c.sqlite", Home(tmp_path)).text(awkward.hash) == AWKWARD


def test_unknown_document_is_a_mismatch(tmp_path: Path, entries: list[Entry]) -> None:
    write(tmp_path / "c.sqlite", entries, [], Home(tmp_path))
    catalog = Catalog(tmp_path / "c.sqlite", Home(tmp_path))
    with pytest.raises(QuoteMismatch):
        catalog.text("0" * 64)
    with pytest.raises(QuoteMismatch):
        catalog.document("0" * 64)


def test_catalogue_cannot_be_written_through(tmp_path: Path, entries: list[Entry]) -> None:
    write(tmp_path / "c.sqlite", entries, [], Home(tmp_path))
    catalog = Catalog(tmp_path / "c.sqlite", Home(tmp_path))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        catalog._connection.execute("DELETE FROM documents")


def test_damaged_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"not a database, however long it may be" * 100)
    with pytest.raises(SnapshotError, match="cannot be read"):
        Catalog(tmp_path / "c.sqlite", Home(tmp_path))
