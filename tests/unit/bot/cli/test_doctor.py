"""What doctor says of a home, of settings and of the web, line by line."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backup.make import backup
from bot.cli import doctor as checks
from bot.cli.doctor import Warn
from bot.library import Library
from bot.web.app import make_app
from bot.web.health import health_routes
from bot.web.hosts import Hosts
from bot.web.server import Server
from bot.wiring import Session
from index.errors import FootnoteError, ModelError, StorageError, StoryError, UsageError
from tests.hashing import HashingEmbedder
from tests.unit.bot.backup.homes import furnish

MakeSession = Callable[..., Session]


@pytest.fixture
def session(tmp_path: Path) -> MakeSession:
    furnish(tmp_path / "home", tmp_path / "in", "treaty")

    def make(**settings: str) -> Session:
        return Session({"FOOTNOTE_HOME": str(tmp_path / "home"), **settings}, tmp_path)

    return make


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        return int(one.getsockname()[1])


def test_a_sound_state_is_ok(session: MakeSession) -> None:
    (line,) = checks._state(session())
    assert line.startswith("state: sound, version ")


def test_a_damaged_state_is_told(session: MakeSession) -> None:
    path = session().settings.state_path
    path.write_bytes(b"SQLite format 3\0" + b"garbage" * 1000)
    with pytest.raises(StorageError, match=r"is damaged .* restore a backup"):
        checks._state(session())


def test_a_newer_state_is_told(session: MakeSession) -> None:
    connection = sqlite3.connect(session().settings.state_path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StorageError, match="newer version"):
        checks._state(session())


def test_the_age_of_the_backup_is_told(session: MakeSession, tmp_path: Path) -> None:
    home = session().settings.home
    (line,) = checks._backup(session())
    assert isinstance(line, Warn)
    assert "none was made yet" in line
    backup(home, tmp_path / "b.tar.gz")
    (line,) = checks._backup(session())
    assert not isinstance(line, Warn)
    old = datetime.now(UTC) - timedelta(days=9, hours=1)
    (home / "last-backup.json").write_text(json.dumps({"created": old.isoformat()}), "utf-8")
    (line,) = checks._backup(session())
    assert isinstance(line, Warn)
    assert "9 days old" in line


def test_the_reader_is_loaded(session: MakeSession, tmp_path: Path) -> None:
    assert checks._reader(session(FOOTNOTE_READER="words")) == ["reader: words loads"]
    (line,) = checks._reader(session(FOOTNOTE_READER="auto"))
    assert line.startswith("reader: trained ")
    with pytest.raises(ModelError, match="is no folder of a reader"):
        checks._reader(session(FOOTNOTE_READER=str(tmp_path)))


def test_a_story_of_another_model_is_told(session: MakeSession) -> None:
    with pytest.raises(StoryError, match="not footnote-minilm: run `footnote index --story treaty`"):
        list(checks._stories(session(FOOTNOTE_STORY="treaty")))


def test_every_story_is_looked_at(
    session: MakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "embedder", lambda _: HashingEmbedder())
    empty, treaty = checks._stories(session(FOOTNOTE_STORY="treaty"))
    assert isinstance(empty, Warn)
    assert treaty == "story treaty: its snapshot loads, 2 documents"
    (tmp_path / "in").rename(tmp_path / "moved")
    *_, gone = checks._stories(session(FOOTNOTE_STORY="treaty"))
    assert isinstance(gone, Warn)
    assert "is gone" in gone
    folder = session().settings.home / "stories" / "treaty" / "snapshots" / "000002"
    (folder / "passages.faiss").write_bytes(b"x")
    with pytest.raises(StoryError, match=r"treaty.*is damaged"):
        list(checks._stories(session(FOOTNOTE_STORY="treaty")))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SLACK_APP_TOKEN": "xapp-12345678"}, "alone starts nothing"),
        ({"SLACK_BOT_TOKEN": "xoxb-12345678", "SLACK_CLIENT_ID": "1.2"}, "is not used"),
        ({"FOOTNOTE_LOG_QUESTIONS": "true"}, "what people ask"),
        ({"FOOTNOTE_METRICS": "open", "FOOTNOTE_PUBLIC_URL": "https://x.example"}, "shows the metrics"),
    ],
)
def test_settings_that_contradict_are_told(
    session: MakeSession, settings: dict[str, str], words: str
) -> None:
    told: list[str] = []
    try:
        told.extend(checks._settings(session(**settings)))
    except FootnoteError:
        assert "SLACK_BOT_TOKEN" in settings  # which lacks a mode, too
    assert [line for line in told if isinstance(line, Warn) and words in line]


def test_slack_without_a_mode_is_told(session: MakeSession) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-12345678"}
    with pytest.raises(UsageError, match="SLACK_APP_TOKEN for Socket Mode"):
        list(checks._settings(session(**tokens)))


def test_a_web_open_to_everybody_is_told(session: MakeSession) -> None:
    with pytest.raises(UsageError, match="would be open to everybody"):
        list(checks._web(session(FOOTNOTE_WEB_HOST="0.0.0.0")))  # noqa: S104 -- what is refused


def test_passwords_over_plain_http_are_told(session: MakeSession) -> None:
    port = str(free_port())
    lines = list(checks._web(session(FOOTNOTE_WEB_PORT=port, FOOTNOTE_WEB_PASSWORD="longenough")))  # noqa: S106
    assert isinstance(lines[0], Warn)
    assert lines[1] == f"web: 127.0.0.1:{port} is free"


async def test_a_port_that_a_bot_has_is_told_from_one_that_others_have(session: MakeSession) -> None:
    server = Server(make_app([health_routes(dict)], Hosts(), refer=str), "127.0.0.1", 0)
    await server.start()
    try:
        port = server.address.rpartition(":")[2]
        here = session(FOOTNOTE_WEB_PORT=port, FOOTNOTE_PUBLIC_URL=server.address)
        (line,) = await asyncio.to_thread(lambda: list(checks._web(here)))
        assert line == f"web: a bot serves at 127.0.0.1:{port} already"
        (line,) = await asyncio.to_thread(checks._public_url, here)
        assert line.endswith("leads to a running bot")
    finally:
        await server.stop()
    (line,) = await asyncio.to_thread(checks._public_url, here)
    assert isinstance(line, Warn)


def test_a_port_that_others_have_is_told(session: MakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PATIENCE", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match="set FOOTNOTE_WEB_PORT to another"):
            list(checks._web(session(FOOTNOTE_WEB_PORT=str(port))))
