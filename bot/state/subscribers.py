"""Channels that want to hear what is new in their story."""

from __future__ import annotations

from bot.place import Place
from bot.state.database import Database


class Subscribers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, place: Place) -> None:
        self._database.rows(
            """
            INSERT INTO subscribers (platform, team, channel, direct) VALUES (?, ?, ?, ?)
            ON CONFLICT (platform, team, channel) DO NOTHING
            """,
            (*place.key, int(place.direct)),
        )

    def remove(self, place: Place) -> None:
        self._database.rows(
            "DELETE FROM subscribers WHERE platform = ? AND team = ? AND channel = ?", place.key
        )

    def all(self) -> list[Place]:
        """Every channel, in the order of platform, team and channel."""
        rows = self._database.rows(
            "SELECT platform, team, channel, direct FROM subscribers ORDER BY platform, team, channel"
        )
        return [
            Place(platform, team, channel, direct=bool(direct)) for platform, team, channel, direct in rows
        ]
