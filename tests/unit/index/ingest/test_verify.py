"""Sources read again: what is the same, what is not, what is gone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.errors import SourceError, UsageError
from index.ingest.progress import Progress
from index.ingest.verify import read, reread
from index.model import text_hash

LIMIT = 100_000


def test_a_file_gives_its_documents(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text(
        '{"text": "The first one."}\n{"text": "The second one.", "url": "https://example.org/second"}\n',
        "utf-8",
    )
    assert [one.text for one in read(path, LIMIT)] == ["The first one.", "The second one."]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="absent"):
        read(tmp_path / "absent.txt", LIMIT)
    with pytest.raises(SourceError, match="is a folder"):
        read(tmp_path, LIMIT)
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(SourceError, match=r"empty\.txt cannot be read: "):
        read(tmp_path / "empty.txt", LIMIT)


def test_every_origin_has_the_hash_of_what_it_says_now(tmp_path: Path) -> None:
    same, broken, gone = tmp_path / "same.txt", tmp_path / "broken.txt", tmp_path / "gone.txt"
    same.write_text("The heron nests in March.", "utf-8")
    broken.write_bytes(b"\xff\xfe\xff")
    archive = tmp_path / "more.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("inner/a.txt", "The otter sleeps in the day.")
    records = tmp_path / "two.jsonl"
    records.write_text(
        '{"text": "The first one."}\n{"text": "The second one.", "url": "https://example.org/second"}\n',
        "utf-8",
    )
    inside = [one.origin for path in (archive, records) for one in read(path, LIMIT)]
    assert inside[2] == "https://example.org/second"
    told: list[Progress] = []
    plain = [str(same), str(broken), str(gone), inside[0], f"{archive}!lost.txt"]
    sources = [*((origin, origin) for origin in plain), *((str(records), origin) for origin in inside[1:])]
    found = reread(sources, LIMIT, told.append)
    assert found == {
        str(same): text_hash("The heron nests in March."),
        str(broken): "",
        inside[0]: text_hash("The otter sleeps in the day."),
        inside[1]: text_hash("The first one."),
        inside[2]: text_hash("The second one."),
        f"{archive}!lost.txt": "",
    }
    assert (told[-1].done, told[-1].total) == (5, 5)


def test_a_name_with_a_hash_or_an_exclamation_mark_is_a_file(tmp_path: Path) -> None:
    odd = tmp_path / "what#now!.txt"
    odd.write_text("The heron nests in March.", "utf-8")
    assert reread([(str(odd), str(odd))], LIMIT) == {str(odd): text_hash("The heron nests in March.")}
