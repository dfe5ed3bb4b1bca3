"""What people said of answers: one opinion a person and answer, the last one counts."""

from __future__ import annotations

from bot.state.database import Database


class Feedback:
    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, exchange: str, person: str, *, useful: bool, reason: str, now: float) -> None:
        """`now` is in seconds since the epoch; `reason` may be empty."""
        self._database.rows(
            """
            INSERT INTO feedback (exchange, person, useful, reason, given) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (exchange, person) DO UPDATE
                SET useful = excluded.useful, reason = excluded.reason, given = excluded.given
            """,
            (exchange, person, int(useful), reason, now),
        )

    def of(self, exchange: str) -> list[tuple[str, bool, str]]:
        """(person, useful, reason) for each opinion, in the order given."""
        rows = self._database.rows(
            "SELECT person, useful, reason FROM feedback WHERE exchange = ? ORDER BY given, person",
            (exchange,),
        )
        return [(person, bool(useful), reason) for person, useful, reason in rows]

    def reasons(self, platform: str, team: str, number: int) -> list[tuple[bool, str]]:
        """(useful, why) of the last opinions in a team that came with a reason, the newest first."""
        rows = self._database.rows(
            """
            SELECT useful, reason FROM feedback JOIN exchanges ON exchanges.id = feedback.exchange
            WHERE platform = ? AND team = ? AND reason != '' ORDER BY given DESC LIMIT ?
            """,
            (platform, team, number),
        )
        return [(bool(useful), reason) for useful, reason in rows]

    def tally(self, platform: str, team: str) -> tuple[int, int]:
        """How many answers in a team were called useful, and how many not."""
        ((useful, given),) = self._database.rows(
            """
            SELECT coalesce(sum(useful), 0), count(*) FROM feedback
            JOIN exchanges ON exchanges.id = feedback.exchange WHERE platform = ? AND team = ?
            """,
            (platform, team),
        )
        return useful, given - useful
