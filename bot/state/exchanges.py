"""Questions and what was answered: spans and citations, no texts. Buttons lead here by the id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.place import Place
from bot.reply import Label
from bot.state.database import Database, Row
from bot.state.quotes import label_fields, label_from, quote_fields, quote_from
from index.model import Question, Quote

COLUMNS = (
    "id, platform, team, channel, thread, person, asked, story, question, since, until, as_of, "
    "snapshot, answered, confidence, quotes, messages, labels, seconds, leading"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer. `quotes` are the near misses where it was declined.

    `messages` are the platform's ids of the messages in which the answer stands; `asked` is in seconds
    since the epoch; `labels` are those of a timeline, one for each quote; `seconds` is how long the asker
    waited for what was found, the line included; `leading` is as in an answer.
    """

    id: str
    place: Place
    person: str
    asked: float
    story: str
    question: Question
    snapshot: int
    answered: bool
    confidence: float
    quotes: tuple[Quote, ...]
    messages: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    seconds: float = 0.0
    leading: int | None = None


def exchange_id(place: Place, message: str) -> str:
    """The id of the exchange that a message starts: 16 hexadecimal digits, the same on every delivery."""
    key = "\0".join((*place.key, message))
    return hashlib.sha256(key.encode()).hexdigest()[:16]


class Exchanges:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, exchange: Exchange) -> None:
        """Keep an exchange, in the place of an earlier one with its id (an edited question)."""
        place, question = exchange.place, exchange.question
        names = [name.strip() for name in COLUMNS.split(",")]
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self._database.rows(
            f"INSERT INTO exchanges ({COLUMNS}) VALUES ({', '.join('?' * len(names))}) "  # noqa: S608 -- constants
            f"ON CONFLICT (id) DO UPDATE SET {changes}",
            (
                exchange.id,
                *(place.platform, place.team, place.channel, place.thread),
                *(exchange.person, exchange.asked, exchange.story, question.text),
                *(
                    day.isoformat() if day else None
                    for day in (question.since, question.until, question.as_of)
                ),
                *(exchange.snapshot, int(exchange.answered), exchange.confidence),
                json.dumps([quote_fields(quote) for quote in exchange.quotes]),
                json.dumps(exchange.messages),
                json.dumps([label_fields(label) for label in exchange.labels]),
                exchange.seconds,
                exchange.leading,
            ),
        )

    def get(self, exchange: str) -> Exchange | None:
        rows = self._database.rows(f"SELECT {COLUMNS} FROM exchanges WHERE id = ?", (exchange,))  # noqa: S608
        return _exchange(rows[0]) if rows else None

    def answered_in(self, exchange: str, messages: Sequence[str]) -> None:
        """Note the messages in which the answer stands."""
        self._database.rows(
            "UPDATE exchanges SET messages = ? WHERE id = ?", (json.dumps(list(messages)), exchange)
        )

    def begun(self, place: Place) -> float | None:
        """When the first question that is kept of a thread was asked, in seconds since the epoch."""
        ((begun,),) = self._database.rows(
            """
            SELECT min(asked) FROM exchanges
            WHERE platform = ? AND team = ? AND channel = ? AND thread = ?
            """,
            (*place.key, place.thread),
        )
        return None if begun is None else float(begun)

    def places(self, platform: str, since: float) -> list[tuple[Place, float]]:
        """(place, when somebody asked there last) since then, threads apart, the latest first."""
        rows = self._database.rows(
            """
            SELECT team, channel, thread, max(asked) FROM exchanges WHERE platform = ? AND asked >= ?
            GROUP BY team, channel, thread ORDER BY max(asked) DESC
            """,
            (platform, since),
        )
        return [(Place(platform, team, channel, thread), asked) for team, channel, thread, asked in rows]

    def asked_by(self, platform: str, team: str, person: str, count: int) -> list[tuple[str, bool]]:
        """(question, whether it was answered) of a person's last questions, the newest first."""
        rows = self._database.rows(
            """
            SELECT question, answered FROM exchanges WHERE platform = ? AND team = ? AND person = ?
            ORDER BY asked DESC LIMIT ?
            """,
            (platform, team, person, count),
        )
        return [(question, bool(answered)) for question, answered in rows]

    def declined(self, platform: str, team: str, count: int) -> list[str]:
        """The last questions of a team that were not answered, the newest first."""
        rows = self._database.rows(
            """
            SELECT question FROM exchanges WHERE platform = ? AND team = ? AND answered = 0
            ORDER BY asked DESC LIMIT ?
            """,
            (platform, team, count),
        )
        return [question for (question,) in rows]

    def remove(self, exchange: str) -> None:
        self._database.rows("DELETE FROM exchanges WHERE id = ?", (exchange,))


def _exchange(row: Row) -> Exchange:
    id_, platform, team, channel, thread, person, asked, story, text, *days = row[:12]
    snapshot, answered, confidence, quotes, messages, labels, seconds, leading = row[12:]
    since, until, as_of = (date.fromisoformat(day) if day else None for day in days)
    return Exchange(
        id=id_,
        place=Place(platform, team, channel, thread),
        person=person,
        asked=asked,
        story=story,
        question=Question(text, since, until, as_of),
        snapshot=snapshot,
        answered=bool(answered),
        confidence=confidence,
        quotes=tuple(map(quote_from, json.loads(quotes))),
        messages=tuple(json.loads(messages)),
        labels=tuple(map(label_from, json.loads(labels))),
        seconds=seconds,
        leading=leading,
    )
