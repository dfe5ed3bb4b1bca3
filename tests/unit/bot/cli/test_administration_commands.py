"""`footnote stories`, `documents` and `audit` as they are typed, over a model that hashes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.access import Access
from bot.cli.app import start
from bot.library import Library
from bot.place import Place
from bot.state import State
from tests.bureau import LETTER, LOG
from tests.hashing import HashingEmbedder

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.setattr(Library, "embedder", lambda _: HashingEmbedder())
    (tmp_path / "log.txt").write_text(LOG, "utf-8")
    (tmp_path / "letter.txt").write_text(LETTER, "utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")

    def typed(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        status = start(arguments, {"FOOTNOTE_HOME": str(home)}, tmp_path)
        return (status, *capfd.readouterr())

    return typed


def test_a_story_from_nothing_to_its_history(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("stories", "create", "harbour", "--description", "Ships")
    assert status == 0
    assert "`footnote documents add`" in out
    assert "/documents" not in out
    files = [str(tmp_path / name) for name in ("log.txt", "letter.txt", "empty.txt")]
    status, out, _ = run("documents", "add", *files, "--story", "harbour")
    assert status == 0
    assert "Read 2 documents for story harbour. The story has snapshot 1 now." in out
    assert "Not added: empty.txt: It is empty." in out
    assert "Harbour log" in run("documents", "list", "--story", "harbour")[1]
    assert (
        "No ship came in on 2 May 1914." in run("documents", "show", "Harbour log", "--story", "harbour")[1]
    )
    assert run("documents", "title", "Harbour log", "The log", "--story", "harbour")[0] == 0
    assert run("documents", "date", "The log", "1914-05-03", "--story", "harbour")[0] == 0
    assert run("documents", "remove", "The log", "--story", "harbour")[0] == 0
    assert "The log" not in run("documents", "list", "--story", "harbour")[1]
    assert "Undone" in run("documents", "undo", "--story", "harbour")[1]
    assert "3 May 1914" in run("documents", "list", "--story", "harbour")[1]
    assert run("documents", "undo", "--to", "1", "--story", "harbour")[0] == 0
    assert "Harbour log" in run("documents", "list", "--story", "harbour")[1]
    assert "Snapshot 6" in run("documents", "history", "--story", "harbour")[1]
    status, out, _ = run("audit")
    assert "documents undo" in out
    assert "terminal" in out


def test_the_operator_says_where_stories_are_asked_and_who_else_may_change_them(run: Run, home: Path) -> None:
    run("stories", "create", "harbour")
    for where in (("--channel", "C1"), ("--direct",), ()):
        assert run("stories", "bind", "harbour", "slack", "T1", *where)[0] == 0
    assert run("stories", "admin", "harbour", "slack", "U1")[0] == 0
    state = State(home / "state.sqlite")
    access = Access(state.places, "seeds")
    assert access.allowed(Place("slack", "T1", "C1")) == ("harbour",)
    assert access.allowed(Place("slack", "T1", "D1", direct=True)) == ("harbour",)
    assert state.stories.admins("harbour", "slack") == ("U1",)
    assert run("stories", "unbind", "harbour", "slack", "T1")[0] == 0
    assert access.allowed(Place("slack", "T1", "C2")) == ("seeds",)
    assert run("stories", "admin", "harbour", "slack", "U1", "--remove")[0] == 0
    assert state.stories.admins("harbour", "slack") == ()
    state.close()
    assert run("stories", "archive", "harbour")[0] == 0
    assert "archived" in run("stories", "list")[1]
    assert run("stories", "restore", "harbour")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("stories", "archive", "nowhere"), 1, "there is no story 'nowhere' to administer here"),
        (("stories", "create", "Not A Name"), 2, "is no story name"),
        (("stories", "bind", "harbour", "slack", "T1", "--channel", "C", "--direct"), 2, "one of them"),
        (("documents", "add", "nowhere.txt"), 2, "there is no file nowhere.txt"),
        (("documents", "remove", "That", "--story", "harbour"), 2, "has no document 'That'"),
        (("documents", "undo", "--story", "harbour"), 1, "there is no story 'harbour'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, arguments: tuple[str, ...], status: int, words: str
) -> None:
    if "undo" not in arguments:
        run("stories", "create", "harbour")
    done, _, error = run(*arguments)
    assert (done, error.count("\n")) == (status, 1)
    assert words in error


def test_files_that_nothing_needs_any_more_are_let_go(run: Run, home: Path, tmp_path: Path) -> None:
    run("stories", "create", "harbour")
    run("documents", "add", str(tmp_path / "log.txt"), "--story", "harbour")
    orphan = home / "stories" / "harbour" / "uploads" / "0123456789abcdef" / "orphan.txt"
    orphan.parent.mkdir()
    orphan.write_text("left by one that was killed", "utf-8")
    run("documents", "list", "--story", "harbour")
    assert orphan.exists()  # it may belong to an addition that is just going on
    os.utime(orphan.parent, (0, 0))
    run("documents", "list", "--story", "harbour")
    assert [path.name for path in orphan.parents[1].glob("*/*")] == ["log.txt"]
