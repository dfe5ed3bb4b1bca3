"""What is deleted: of a person who asks for it, and of everybody after a while.

The audit log is exempt from both: who changed a story must stay known, and the database refuses to alter it.
Claims name messages and nobody, and go after a week by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many questions and opinions were deleted, and which stories the person no longer administers."""

    questions: int
    opinions: int
    stories: tuple[str, ...] = ()


class Forgetting:
    def __init__(self, database: Database) -> None:
        self._database = database

    def person(self, platform: str, person: str) -> Forgotten:
        """Delete what a person asked, said of answers and may do, on one platform, in all its teams.

        Builds they asked for stay, without their name.
        """
        who = (platform, person)
        rows = self._database.rows
        opinions = rows(
            """
            DELETE FROM feedback
            WHERE person = ? AND exchange IN (SELECT id FROM exchanges WHERE platform = ?) RETURNING 1
            """,
            (person, platform),
        )
        questions = rows("DELETE FROM exchanges WHERE platform = ? AND person = ? RETURNING 1", who)
        stories = rows("DELETE FROM story_admins WHERE platform = ? AND person = ? RETURNING story", who)
        rows("UPDATE stories SET creator = '' WHERE platform = ? AND creator = ?", who)
        rows("UPDATE jobs SET person = '' WHERE platform = ? AND person = ?", who)
        return Forgotten(len(questions), len(opinions), tuple(sorted(story for (story,) in stories)))

    def before(self, asked: float) -> int:
        """Delete builds, buttons, and questions with the opinions on them from before a time; how many."""
        rows = self._database.rows("DELETE FROM exchanges WHERE asked < ? RETURNING 1", (asked,))
        self._database.rows("DELETE FROM jobs WHERE told = 1 AND ended < ?", (asked,))
        self._database.rows("DELETE FROM offers WHERE made < ?", (asked,))
        return len(rows)
