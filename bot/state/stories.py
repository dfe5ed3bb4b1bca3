"""What is known of a story beside its index: whose it is, what it is about, who else may change it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.place import Place
from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class Story:
    """`platform` and `team` own it; no team is whoever runs the bot. `created` is seconds since 1970."""

    name: str
    description: str = ""
    platform: str = ""
    team: str = ""
    creator: str = ""
    created: float = 0.0
    archived: bool = False

    def belongs_to(self, place: Place) -> bool:
        return bool(self.team) and (self.platform, self.team) == (place.platform, place.team)


class Stories:
    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, story: Story) -> bool:
        """Whether the name was free; one statement, so that of two who want it one gets it."""
        rows = self._database.rows(
            """
            INSERT INTO stories (name, description, platform, team, creator, created, archived)
            VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (name) DO NOTHING RETURNING 1
            """,
            (story.name, story.description, story.platform, story.team, story.creator, story.created),
        )
        return bool(rows)

    def get(self, name: str) -> Story:
        """The story; one that was only ever indexed is whoever runs the bot's, without a description."""
        rows = self._database.rows(
            """
            SELECT name, description, platform, team, creator, created, archived FROM stories WHERE name = ?
            """,
            (name,),
        )
        if not rows:
            return Story(name)
        _, description, platform, team, creator, created, archived = rows[0]
        return Story(name, description, platform, team, creator, created, bool(archived))

    def names(self) -> tuple[str, ...]:
        """Those that were created or described here, in alphabetical order; others may be indexed."""
        return tuple(name for (name,) in self._database.rows("SELECT name FROM stories ORDER BY name"))

    def owned(self, place: Place) -> tuple[str, ...]:
        """Names of the stories of the place's team, in alphabetical order."""
        rows = self._database.rows(
            "SELECT name FROM stories WHERE platform = ? AND team = ? AND team <> '' ORDER BY name",
            (place.platform, place.team),
        )
        return tuple(name for (name,) in rows)

    def describe(self, name: str, description: str) -> None:
        self._known(name)
        self._database.rows("UPDATE stories SET description = ? WHERE name = ?", (description, name))

    def archive(self, name: str, *, archived: bool) -> None:
        """An archived story is asked nowhere; everything about it stays."""
        self._known(name)
        self._database.rows("UPDATE stories SET archived = ? WHERE name = ?", (int(archived), name))

    def admit(self, name: str, platform: str, person: str) -> None:
        """Let a person change this story, wherever it may be asked."""
        self._database.rows(
            "INSERT INTO story_admins (story, platform, person) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (name, platform, person),
        )

    def dismiss(self, name: str, platform: str, person: str) -> None:
        self._database.rows(
            "DELETE FROM story_admins WHERE story = ? AND platform = ? AND person = ?",
            (name, platform, person),
        )

    def admins(self, name: str, platform: str) -> tuple[str, ...]:
        """Ids of the people on a platform who may change this story, in order."""
        rows = self._database.rows(
            "SELECT person FROM story_admins WHERE story = ? AND platform = ? ORDER BY person",
            (name, platform),
        )
        return tuple(person for (person,) in rows)

    def _known(self, name: str) -> None:
        self._database.rows(
            """
            INSERT INTO stories (name, description, platform, team, creator, created, archived)
            VALUES (?, '', '', '', '', 0, 0) ON CONFLICT (name) DO NOTHING
            """,
            (name,),
        )
