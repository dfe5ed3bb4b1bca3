"""A story's fitted thresholds: kept by reader and model, read again, cleared."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import StorageError
from index.store.thresholds import NAME, Fitted, clear, put, read

FITTED = Fitted(0.27, 30, 20, "known.jsonl", "2026-11-22T20:00+00:00")


def test_each_reader_has_its_own_with_each_model(tmp_path: Path) -> None:
    other = Fitted(0.1, 1, 2, "x", "y")
    assert read(tmp_path, "aaaa") == {}
    put(tmp_path, "words", "aaaa", other)
    put(tmp_path, "trained 1234", "aaaa", other)
    put(tmp_path, "words", "aaaa", FITTED)
    assert read(tmp_path, "aaaa") == {"words": FITTED, "trained 1234": other}
    assert read(tmp_path, "bbbb") == {}
    assert clear(tmp_path)
    assert read(tmp_path, "aaaa") == {}
    assert not clear(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", '{"words": 3}', '{"words": {"threshold": 1}}', "\x00"])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, "utf-8")
    with pytest.raises(StorageError, match="fit again with `footnote eval FILE --fit`"):
        read(tmp_path, "aaaa")


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be kept"):
        put(tmp_path / "missing", "words", "aaaa", FITTED)
