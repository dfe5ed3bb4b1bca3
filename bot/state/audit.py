"""Who changed what: rows that are added and never altered or removed, which the database itself enforces."""

from __future__ import annotations

from dataclasses import dataclass

from bot.place import Person, Place
from bot.state.database import Database

COLUMNS = "at, platform, team, channel, person, name, what, story, before, after, number"


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

    def of_team(self, platform: str, team: str, count: int, skip: int = 0) -> list[Act]:
        """Acts of one team, and of anybody on its stories, the newest first."""
        return self._acts(
            """
            (platform = ? AND team = ?) OR story IN
                (SELECT name FROM stories WHERE platform = ? AND team = ? AND team <> '')
            """,
            (platform, team, platform, team),
            count,
            skip,
        )

    def everything(self, count: int, skip: int = 0) -> list[Act]:
        return self._acts("true", (), count, skip)

    def of_story(self, story: str, count: int, skip: int = 0) -> list[Act]:
        return self._acts("story = ?", (story,), count, skip)

    def _acts(self, where: str, values: tuple[str, ...], count: int, skip: int) -> list[Act]:
        # `where` is one of the constants above.
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM audit WHERE {where} ORDER BY number DESC LIMIT ? OFFSET ?",  # noqa: S608
            (*values, count, skip),
        )
        return [Act(*row) for row in rows]
