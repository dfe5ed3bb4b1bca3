"""The state file: SQLite in WAL mode, its schema brought up to date when it is opened.

In WAL mode with `synchronous=NORMAL` a committed transaction survives the death of the process; a power
cut may take the last ones but never damages the file (https://www.sqlite.org/wal.html).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from index.errors import StorageError

Row = tuple[Any, ...]  # what sqlite3 returns; each caller names its columns

# Each entry brings the schema one version on; an entry that was released is never changed again.
MIGRATIONS = (
    """
    CREATE TABLE claims (
        platform TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, message TEXT NOT NULL,
        taken REAL NOT NULL, settled INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (platform, team, channel, message)
    );
    CREATE TABLE exchanges (
        id TEXT PRIMARY KEY,
        platform TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL,
        person TEXT NOT NULL, asked REAL NOT NULL,
        story TEXT NOT NULL, question TEXT NOT NULL, since TEXT, until TEXT, as_of TEXT,
        snapshot INTEGER NOT NULL, answered INTEGER NOT NULL, confidence REAL NOT NULL,
        quotes TEXT NOT NULL, messages TEXT NOT NULL
    );
    CREATE TABLE bindings (
        platform TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, story TEXT NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (platform, team, channel, story)
    );
    CREATE TABLE subscriptions (
        platform TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL,
        listening INTEGER NOT NULL,
        PRIMARY KEY (platform, team, channel, thread)
    );
    CREATE TABLE feedback (
        exchange TEXT NOT NULL REFERENCES exchanges (id) ON DELETE CASCADE,
        person TEXT NOT NULL, useful INTEGER NOT NULL, reason TEXT NOT NULL, given REAL NOT NULL,
        PRIMARY KEY (exchange, person)
    );
    """,
    """
    ALTER TABLE exchanges ADD COLUMN labels TEXT NOT NULL DEFAULT '[]'
    """,
    """
    CREATE TABLE vault (
        kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, expires REAL,
        PRIMARY KEY (kind, name)
    );
    """,
    """
    CREATE TABLE stories (
        name TEXT PRIMARY KEY, description TEXT NOT NULL, platform TEXT NOT NULL, team TEXT NOT NULL,
        creator TEXT NOT NULL, created REAL NOT NULL, archived INTEGER NOT NULL
    );
    CREATE TABLE story_admins (
        story TEXT NOT NULL, platform TEXT NOT NULL, person TEXT NOT NULL,
        PRIMARY KEY (story, platform, person)
    );
    CREATE TABLE offers (
        id TEXT PRIMARY KEY, platform TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL,
        kind TEXT NOT NULL, story TEXT NOT NULL, about TEXT NOT NULL, made REAL NOT NULL
    );
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL,
        platform TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL,
        person TEXT NOT NULL, name TEXT NOT NULL,
        what TEXT NOT NULL, story TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL
    );
    CREATE INDEX audit_by_story ON audit (story);
    CREATE TRIGGER audit_is_not_altered BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_is_not_overwritten BEFORE INSERT ON audit
        WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    """,
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY, story TEXT NOT NULL,
        platform TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL,
        direct INTEGER NOT NULL, person TEXT NOT NULL, wanted TEXT NOT NULL, asked REAL NOT NULL,
        owner TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, before INTEGER,
        started REAL, ended REAL, result TEXT NOT NULL, problem TEXT NOT NULL, messages TEXT NOT NULL,
        told INTEGER NOT NULL
    );
    CREATE TABLE subscribers (
        platform TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, direct INTEGER NOT NULL,
        PRIMARY KEY (platform, team, channel)
    );
    ALTER TABLE exchanges ADD COLUMN seconds REAL NOT NULL DEFAULT 0;
    """,
    """
    CREATE TABLE turns (
        exchange TEXT PRIMARY KEY REFERENCES exchanges (id) ON DELETE CASCADE,
        context TEXT NOT NULL
    );
    """,
    """
    ALTER TABLE claims ADD COLUMN reply TEXT NOT NULL DEFAULT ''
    """,
    """
    ALTER TABLE exchanges ADD COLUMN leading INTEGER
    """,
)

BUSY_SECONDS = 10.0


class Database:
    """One connection, shared by the threads of this process. Other processes may hold their own."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"the state {path} cannot be opened: {error}; set FOOTNOTE_HOME") from error
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
            self._migrate()
        except sqlite3.Error as error:
            self._connection.close()
            raise StorageError(
                f"the state {path} cannot be used: {error}; move it away to start with an empty one"
            ) from error
        except StorageError:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of one statement, which is its own transaction; raises `StorageError`."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise StorageError(f"the state {self._path} refused: {error}") from error

    def _migrate(self) -> None:
        with self._transaction():
            ((version,),) = self._connection.execute("PRAGMA user_version").fetchall()
            if version > len(MIGRATIONS):
                raise StorageError(
                    f"the state {self._path} was written by a newer version of Footnote; upgrade this one"
                )
            for migration in MIGRATIONS[version:]:
                for statement in _statements(migration):
                    self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # IMMEDIATE: two processes that start together migrate one after the other, not both.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """Its statements one by one; a trigger holds semicolons of its own."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""
