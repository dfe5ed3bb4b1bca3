"""What is settled for a place: which stories it may ask, and where the bot listens without a mention."""

from __future__ import annotations

from bot.place import Place
from bot.state.database import Database

DIRECT = "@direct"
"""Stands where a channel does, for all conversations of a team's people with the bot alone."""


class Places:
    def __init__(self, database: Database) -> None:
        self._database = database

    def bind(self, place: Place, story: str) -> None:
        """Let a channel, or with `place.whole_team` everybody in a team, ask a story.

        With the channel `DIRECT`, everybody of the team who writes to the bot alone.
        """
        self._database.rows(
            """
            INSERT INTO bindings (platform, team, channel, story, position)
            SELECT ?, ?, ?, ?, coalesce(max(position), 0) + 1 FROM bindings WHERE true
            ON CONFLICT (platform, team, channel, story) DO NOTHING
            """,
            (place.platform, place.team, place.channel, story),
        )

    def unbind(self, place: Place, story: str) -> None:
        self._database.rows(
            "DELETE FROM bindings WHERE platform = ? AND team = ? AND channel = ? AND story = ?",
            (place.platform, place.team, place.channel, story),
        )

    def stories(self, place: Place) -> tuple[str, ...]:
        """Stories bound to the channel, then those bound to its team; in each, the first bound first."""
        rows = self._database.rows(
            """
            SELECT story FROM bindings WHERE platform = ? AND team = ? AND channel IN (?, ?, '')
            ORDER BY channel = '', channel = ?, position
            """,
            (place.platform, place.team, place.channel, DIRECT if place.direct else "", DIRECT),
        )
        return tuple(dict.fromkeys(story for (story,) in rows))

    def bound_to(self, story: str) -> list[Place]:
        """Where a story is bound: channels, teams (no channel), conversations with it alone (`DIRECT`)."""
        rows = self._database.rows(
            "SELECT platform, team, channel FROM bindings WHERE story = ? ORDER BY position", (story,)
        )
        return [Place(platform, team, channel, direct=channel == DIRECT) for platform, team, channel in rows]

    def archived(self) -> frozenset[str]:
        """Stories that no place may ask."""
        return frozenset(name for (name,) in self._database.rows("SELECT name FROM stories WHERE archived"))

    def listen(self, place: Place, *, listening: bool) -> None:
        """Follow a thread, or stop; with an empty thread, opt the whole channel out or in again."""
        self._database.rows(
            """
            INSERT INTO subscriptions (platform, team, channel, thread, listening) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (platform, team, channel, thread) DO UPDATE SET listening = excluded.listening
            """,
            (place.platform, place.team, place.channel, place.thread, int(listening)),
        )

    def listens(self, place: Place) -> bool:
        """Whether the bot follows this thread, and its channel has not opted out."""
        rows = self._database.rows(
            """
            SELECT thread, listening FROM subscriptions
            WHERE platform = ? AND team = ? AND channel = ? AND thread IN (?, '')
            """,
            (place.platform, place.team, place.channel, place.thread),
        )
        found: dict[str, int] = dict(rows)
        return bool(place.thread) and bool(found.get(place.thread)) and bool(found.get("", 1))
