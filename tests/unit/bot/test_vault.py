"""Secrets come back with their key, once where they are taken, and lie on the disk unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.state import State
from bot.state.vault import make_key
from index.errors import UsageError

SECRET = "xoxb-not-for-everyone"  # noqa: S105 -- made up


def test_what_is_kept_comes_back_and_is_not_on_the_disk_in_clear(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    vault = state.vault(make_key())
    vault.put("slack bot", "E1/T1", SECRET)
    vault.put("slack bot", "E1/T1", SECRET + "2")
    assert vault.get("slack bot", "E1/T1") == SECRET + "2"
    assert vault.get("slack bot", "E1/T2") is None
    state.close()
    assert not any(SECRET.encode() in path.read_bytes() for path in tmp_path.iterdir())


def test_keys_can_be_changed_and_a_lost_one_opens_nothing(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    old, new = make_key(), make_key()
    state.vault(old).put("kind", "name", SECRET)
    assert state.vault(f"{new}, {old}").get("kind", "name") == SECRET
    assert state.vault(new).get("kind", "name") is None
    state.vault(new).remove("kind", "name")
    assert state.vault(old).get("kind", "name") is None
    state.close()


def test_what_is_taken_is_gone_and_what_expired_too(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    vault = state.vault(make_key())
    vault.put("state", "a", "", expires=100)
    assert vault.take("state", "a", now=99) == ""
    assert vault.take("state", "a", now=99) is None
    vault.put("state", "b", "", expires=100)
    assert vault.take("state", "b", now=101) is None
    state.close()


def test_what_is_no_key_is_refused_without_repeating_it(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    with pytest.raises(UsageError, match="footnote slack key") as refused:
        state.vault("hunter2hunter2")
    assert "hunter2" not in str(refused.value)
    state.close()
