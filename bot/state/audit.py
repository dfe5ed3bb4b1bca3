"""Who changed what: rows that are added and never altered or removed, which the database itself enforces."""

from __future__ import annotations

from dataclasses import dataclass

from bot.place import Person, Place
from bot.state.database import Database

COLUMNS = "at, platform, team, channel, person, name, what, story, before, after, number"

ADDED = "documents add"
"""What an act is called that hands a file over; its `after` is the end of the file's path."""


@dataclass(frozen=True, slots=True)
class Act:
    """One administrative act. `at` is in seconds since the epoch, `number` counts acts from 1.

    `what` is the command and its action ("documents remove"); `before` and `after` are short texts for a
    person: a snapshot's number, an old and a new title.
    """

    at: float
    platform: str
    team: str
    channel: str
    person: str
    name: str
    what: str
    story: str = ""
    before: str = ""
    after: str = ""
    number: int = 0


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, at: float, place: Place, person: Person, what: str, *, story: str = "", before: str = "",
        after: str = "",
    ) -> None:  # fmt: skip
        self._database.rows(
            """
            INSERT INTO audit (at, platform, team, channel, person, name, what, story, before, after)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (at, *place.key, person.id, person.name, what, story, before, after),
        )

    def page(self, team: tuple[str, str] | None, count: int, skip: int = 0) -> list[Act]:
        """Acts of one (platform, team), and of anybody on its stories, the newest first; None for all."""
        where, values = _concerning(team)
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM audit WHERE {where} ORDER BY number DESC LIMIT ? OFFSET ?",  # noqa: S608
            (*values, count, skip),
        )
        return [Act(*row) for row in rows]

    def count(self, team: tuple[str, str] | None) -> int:
        where, values = _concerning(team)
        ((number,),) = self._database.rows(f"SELECT count(*) FROM audit WHERE {where}", values)  # noqa: S608
        return int(number)

    def adders(self, story: str) -> dict[str, str]:
        """Who handed over each file of a story: names, or else ids, by the end of the file's path."""
        rows = self._database.rows(
            "SELECT after, name, person FROM audit WHERE story = ? AND what = ? ORDER BY number",
            (story, ADDED),
        )
        return {path: name or person for path, name, person in rows}


def _concerning(team: tuple[str, str] | None) -> tuple[str, tuple[str, ...]]:
    if team is None:
        return "true", ()
    owned = "SELECT name FROM stories WHERE platform = ? AND team = ? AND team <> ''"
    return f"(platform = ? AND team = ?) OR story IN ({owned})", (*team, *team)
