"""What a button of a list or report is about: the button carries an id and a number, the rest stands here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.place import Place
from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class Offer:
    """Made in one place and good only there. `kind` says which list or report, `about` what of it."""

    platform: str
    team: str
    channel: str
    kind: str
    story: str = ""
    about: str = ""

    def made_in(self, place: Place) -> bool:
        return (self.platform, self.team, self.channel) == place.key


class Offers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, place: Place, kind: str, now: float, *, story: str = "", about: str = "") -> str:
        """The id for the buttons: 16 hexadecimal digits, the same for the same offer."""
        key = (*place.key, kind, story, about)
        id_ = hashlib.sha256("\0".join(("offer", *key)).encode()).hexdigest()[:16]
        self._database.rows(
            """
            INSERT INTO offers (id, platform, team, channel, kind, story, about, made)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET made = excluded.made
            """,
            (id_, *key, now),
        )
        return id_

    def get(self, offer: str) -> Offer | None:
        rows = self._database.rows(
            "SELECT platform, team, channel, kind, story, about FROM offers WHERE id = ?", (offer,)
        )
        return Offer(*rows[0]) if rows else None
