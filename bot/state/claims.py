"""Which messages are taken: each is answered once, however often it is delivered.

A claim is taken before answering and settled after. One that was taken and never settled (the process
was killed in between) is free again after `LEASE` seconds, so that a later delivery is not lost.
"""

from __future__ import annotations

from bot.place import Place
from bot.state.database import Database

LEASE = 180.0
"""Seconds. Longer than any answer takes, shorter than Slack's last retry after five minutes."""


class Claims:
    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, place: Place, message: str, now: float) -> bool:
        """Whether the message is the caller's to answer; one statement, so that only one of many gets it.

        `now` is in seconds since the epoch.
        """
        rows = self._database.rows(
            """
            INSERT INTO claims (platform, team, channel, message, taken) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (platform, team, channel, message) DO UPDATE SET taken = excluded.taken
                WHERE settled = 0 AND claims.taken < excluded.taken - ?
            RETURNING 1
            """,
            (*place.key, message, now, LEASE),
        )
        return bool(rows)

    def held_for(self, place: Place, message: str, now: float) -> float | None:
        """Seconds until a claim that was never settled is free, 0 for at once; None where there is none."""
        rows = self._database.rows(
            """
            SELECT taken FROM claims
            WHERE platform = ? AND team = ? AND channel = ? AND message = ? AND settled = 0
            """,
            (*place.key, message),
        )
        return max(0.0, rows[0][0] + LEASE - now) if rows else None

    def promise(self, place: Place, message: str, reply: str) -> None:
        """Keep where an answer was promised, as the platform names it, until the claim is settled."""
        self._database.rows(
            "UPDATE claims SET reply = ? WHERE platform = ? AND team = ? AND channel = ? AND message = ?",
            (reply, *place.key, message),
        )

    def promised(self, platform: str, now: float) -> list[tuple[Place, str, str, float]]:
        """(place, message, promised reply, seconds until it is free) of claims that were never settled."""
        rows = self._database.rows(
            """
            SELECT team, channel, message, reply, taken FROM claims
            WHERE platform = ? AND settled = 0 AND reply != '' ORDER BY taken
            """,
            (platform,),
        )
        return [
            (Place(platform, team, channel), message, reply, max(0.0, taken + LEASE - now))
            for team, channel, message, reply, taken in rows
        ]

    def channels(self, platform: str, team: str, count: int) -> tuple[str, ...]:
        """The team's channels in which something was claimed, the latest ones first."""
        rows = self._database.rows(
            """
            SELECT channel FROM claims WHERE platform = ? AND team = ?
            GROUP BY channel ORDER BY max(taken) DESC LIMIT ?
            """,
            (platform, team, count),
        )
        return tuple(channel for (channel,) in rows)

    def settle(self, place: Place, message: str) -> None:
        """Mark the message as dealt with, for good."""
        self._database.rows(
            """
            UPDATE claims SET settled = 1, reply = ''
            WHERE platform = ? AND team = ? AND channel = ? AND message = ?
            """,
            (*place.key, message),
        )

    def interrupted(self, platform: str, since: float) -> list[tuple[Place, str, float]]:
        """(channel, message, when it was taken) of what was taken since then and never settled."""
        rows = self._database.rows(
            """
            SELECT team, channel, message, taken FROM claims
            WHERE platform = ? AND settled = 0 AND taken >= ? ORDER BY taken
            """,
            (platform, since),
        )
        return [(Place(platform, team, channel), message, taken) for team, channel, message, taken in rows]

    def forget(self, before: float) -> None:
        """Drop claims older than any platform redelivers."""
        self._database.rows("DELETE FROM claims WHERE taken < ?", (before,))
