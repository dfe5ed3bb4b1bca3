"""Secrets that must be kept, encrypted at rest: who reads the database file without the key learns nothing.

Fernet (AES-128-CBC with HMAC-SHA256, https://github.com/fernet/spec), one token for each value.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.state.database import Database
from index.errors import UsageError


def make_key() -> str:
    """A new key, as it stands in the settings."""
    return Fernet.generate_key().decode()


class Vault:
    """Values by kind and name. `keys` are separated by commas: the first encrypts, all of them decrypt."""

    def __init__(self, database: Database, keys: str) -> None:
        """Raises `UsageError` when a key is none."""
        self._database = database
        try:
            self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        except ValueError:
            raise UsageError("FOOTNOTE_STORE_KEY is no key; make one with `footnote slack key`") from None

    def put(self, kind: str, name: str, value: str, expires: float | None = None) -> None:
        """Keep a value, until `expires` (seconds since the epoch) where that is given."""
        self._database.rows(
            """
            INSERT INTO vault (kind, name, value, expires) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value, expires = excluded.expires
            """,
            (kind, name, self._fernet.encrypt(value.encode()).decode(), expires),
        )

    def get(self, kind: str, name: str) -> str | None:
        """The value, if there is one that these keys open."""
        rows = self._database.rows("SELECT value FROM vault WHERE kind = ? AND name = ?", (kind, name))
        return self._opened(rows[0][0]) if rows else None

    def take(self, kind: str, name: str, now: float) -> str | None:
        """The value, which is gone then: of several takers only one gets it, and none after it expired."""
        self._database.rows("DELETE FROM vault WHERE expires < ?", (now,))
        rows = self._database.rows(
            "DELETE FROM vault WHERE kind = ? AND name = ? RETURNING value", (kind, name)
        )
        return self._opened(rows[0][0]) if rows else None

    def remove(self, kind: str, name: str) -> None:
        self._database.rows("DELETE FROM vault WHERE kind = ? AND name = ?", (kind, name))

    def names(self, kind: str) -> list[str]:
        """The names of all values of a kind, which are not secret."""
        rows = self._database.rows("SELECT name FROM vault WHERE kind = ? ORDER BY name", (kind,))
        return [name for (name,) in rows]

    def _opened(self, value: str) -> str | None:
        try:
            return self._fernet.decrypt(value.encode()).decode()
        except InvalidToken:
            return None
