"""Which question came before another in a conversation, and what it leaned on itself."""

from __future__ import annotations

from bot.place import Place
from bot.state.database import Database

LAPSE = 3600.0
"""Seconds for which a direct conversation goes on by itself; a thread stays one."""


class Turns:
    """Exchanges that later ones may lean on. They go with their exchange when that is removed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, exchange: str, context: str) -> None:
        """Keep an exchange as one to lean on, with the words that it took from the one before."""
        self._database.rows(
            "INSERT INTO turns (exchange, context) VALUES (?, ?) "
            "ON CONFLICT (exchange) DO UPDATE SET context = excluded.context",
            (exchange, context),
        )

    def before(
        self, place: Place, person: str, exchange: str, asked: float, replied_to: str = ""
    ) -> tuple[str, str] | None:
        """The exchange that one asked at `asked` follows, and its context; None where none does.

        That is the one whose answer it replies to; else the last in its thread, whoever asked; else, in a
        direct conversation, the last of the same person within LAPSE. Among people in a channel, none.
        """
        earlier = [exchange, *place.key, asked]
        ways: list[tuple[str, list[object]]] = []
        if replied_to:
            written = replied_to.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            ways.append(("exchanges.messages LIKE ? ESCAPE '\\'", [f'%"{written}"%']))
        if place.thread:
            ways.append(("exchanges.thread = ?", [place.thread]))
        if place.direct:
            ways.append(("exchanges.person = ? AND exchanges.asked >= ?", [person, asked - LAPSE]))
        found = (self._last(condition, [*earlier, *values]) for condition, values in ways)
        return next((one for one in found if one), None)

    def _last(self, condition: str, values: list[object]) -> tuple[str, str] | None:
        rows = self._database.rows(
            f"""
            SELECT turns.exchange, turns.context FROM turns JOIN exchanges ON exchanges.id = turns.exchange
            WHERE exchanges.id <> ? AND exchanges.platform = ? AND exchanges.team = ?
                AND exchanges.channel = ? AND exchanges.asked <= ? AND {condition}
            ORDER BY exchanges.asked DESC LIMIT 1
            """,  # noqa: S608 -- the conditions are the constants above
            values,
        )
        return rows[0] if rows else None
