"""What was asked in a while and how it went, without who asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.state.database import Database

COLUMNS = "id, asked, story, question, answered, confidence, seconds"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `asked` is in seconds since the epoch, `seconds` how long its asker waited.

    `useful` and `useless` count opinions, `reasons` are what people wrote along with them.
    """

    asked: float
    story: str
    question: str
    answered: bool
    confidence: float
    seconds: float
    useful: int
    useless: int
    reasons: tuple[str, ...]


class Insights:
    def __init__(self, database: Database) -> None:
        self._database = database

    def asked(self, after: float, team: tuple[str, str] | None) -> list[Asked]:
        """Questions since a time, the oldest first; of one (platform, team), or of all."""
        where, values = ("", ()) if team is None else ("AND platform = ? AND team = ?", team)
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM exchanges WHERE asked >= ? {where} ORDER BY asked, id",  # noqa: S608
            (after, *values),
        )
        opinions: dict[str, list[tuple[int, str]]] = {}
        for exchange, useful, reason in self._database.rows(
            "SELECT exchange, useful, reason FROM feedback ORDER BY given, person"
        ):
            opinions.setdefault(exchange, []).append((useful, reason))
        return [_asked(fields, opinions.get(id_, [])) for id_, *fields in rows]


def _asked(fields: list[Any], opinions: list[tuple[int, str]]) -> Asked:
    asked, story, question, answered, confidence, seconds = fields
    useful = sum(one for one, _ in opinions)
    return Asked(
        asked=asked,
        story=story,
        question=question,
        answered=bool(answered),
        confidence=confidence,
        seconds=seconds,
        useful=useful,
        useless=len(opinions) - useful,
        reasons=tuple(reason for _, reason in opinions if reason),
    )
