"""Homes with a bit of everything in them, and what can be told of one by content."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.place import Place
from bot.state import State
from index.ingest.build import build
from index.store.snapshot import Stories
from tests.hashing import HashingEmbedder

PLACE = Place("chat", "team", "channel")


def furnish(home: Path, sources: Path, word: str) -> Path:
    """A home with a story of two builds, state, an upload, a report, a model and a log, all about `word`."""
    sources.mkdir(parents=True, exist_ok=True)
    stories = Stories(home)
    for number in (1, 2):
        (sources / f"{number}.txt").write_text(f"The {word} of day {number} was signed in Vienna.\n", "utf-8")
        build(stories, "treaty", [sources], HashingEmbedder())
    stories.create("empty")
    state = State(home / "state.sqlite")
    state.claims.take(PLACE, word, 1.0)
    state.close()
    for name in (
        "stories/treaty/uploads/ab/original, with spaces & ünicode.pdf",
        "reports/r.md",
        "models/m/model.xml",
        "footnote.log",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(f"{word} in {name}", "utf-8")
    return home


def told(home: Path) -> dict[str, object]:
    """Everything that a backup keeps of a home, by content."""
    facts: dict[str, object] = {}
    stories = Stories(home)
    for name in stories.names():
        number = facts[f"number of {name}"] = stories.number(name)
        if number is None:  # an empty folder, which no backup keeps
            del facts[f"number of {name}"]
            continue
        snapshot = stories.current(name)  # which checks every hash and count
        facts[f"texts of {name}"] = sorted(document.text for document in snapshot.documents())
        snapshot.close()
        folder = home / "stories" / name
        facts[f"snapshots of {name}"] = sorted(path.name for path in (folder / "snapshots").glob("[0-9]*"))
        facts[f"uploads of {name}"] = {
            path.relative_to(folder).as_posix(): path.read_text("utf-8")
            for path in (folder / "uploads").rglob("*")
            if path.is_file()
        }
    facts["reports"] = sorted(path.read_text("utf-8") for path in (home / "reports").glob("*"))
    if (home / "state.sqlite").exists():
        connection = sqlite3.connect(home / "state.sqlite")
        facts["claims"] = connection.execute("SELECT message FROM claims ORDER BY message").fetchall()
        facts["sound"] = connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
    return facts
