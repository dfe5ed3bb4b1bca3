"""The signing key: made once, ours alone, and another for each purpose."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.keys import derived, secret
from index.errors import StorageError


def test_a_key_is_made_once_and_readable_by_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "home" / "signing.key"
    first = secret(path)
    assert len(first) == 32
    assert secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret(tmp_path / "other.key") != first
    assert [one.name for one in path.parent.iterdir()] == ["signing.key"]


def test_many_starts_at_once_agree_on_a_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(secret, [tmp_path / "signing.key"] * 32))
    assert len(set(keys)) == 1


def test_a_damaged_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "signing.key").write_bytes(b"short")
    with pytest.raises(StorageError, match="not the key we wrote"):
        secret(tmp_path / "signing.key")
    with pytest.raises(StorageError, match="FOOTNOTE_HOME"):
        secret(tmp_path / "signing.key" / "below")


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert len({derived(b"k", purpose, more) for purpose in "ab" for more in ("", "x")}) == 4
