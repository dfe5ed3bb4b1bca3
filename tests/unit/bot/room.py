"""A conversation over a small engine and a real state, and what it says."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.access import Access
from bot.admission import Admission
from bot.answering import Answering
from bot.conversation import Conversation, Message, Person, Place, Press
from bot.reply import Display, Verb
from bot.state import State
from tests.small_engine import SmallEngine, document

STORY = document(
    "The treaty was signed in Vienna.\n"
    "Three ministers attended the ceremony. Nobody wore a hat.\n"
    "The treaty ended a long war. A second treaty followed. A third treaty failed. A fourth treaty held.\n"
    "The last line stands alone.",
    title="The treaty",
)
CHANNEL = Place("chat", "team", "channel")
THREAD = replace(CHANNEL, thread="thread")
ANNA, BEN = Person("anna"), Person("ben")
NAME = "<@bot>"

OFTEN = (Verb.MORE, Verb.CONTEXT, Verb.VERIFY, Verb.USEFUL, Verb.NOT_USEFUL)
PRESSES = itertools.count()


@dataclass
class Paper:
    """A responder that keeps what it is given."""

    said: list[Display] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)
    replaced: list[tuple[tuple[str, ...], Display]] = field(default_factory=list)
    removed: list[tuple[str, ...]] = field(default_factory=list)
    broken: bool = False

    async def working(self, ahead: int) -> None:
        self.ahead.append(ahead)

    async def say(self, display: Display) -> Sequence[str]:
        if self.broken:
            raise ConnectionError("the platform is away")
        self.said.append(display)
        return (f"answer {len(self.said)}",)

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        self.replaced.append((tuple(messages), display))
        return messages

    async def remove(self, messages: Sequence[str]) -> None:
        self.removed.append(tuple(messages))

    @property
    def texts(self) -> list[str]:
        return [excerpt.text for excerpt in self.said[-1].excerpts]

    @property
    def notice(self) -> str:
        return self.said[-1].reply.notice


class Room:
    """A conversation with all its parts, on a clock that the test sets."""

    def __init__(self, home: Path, **admission: int) -> None:
        self.engine = SmallEngine({"seeds": [STORY], "war": [document("War came.", "War")]})
        self.state = State(home / "state.sqlite")
        self.answering = Answering(self.engine, top=2)
        self.now = 1000.0
        rates = {"person_rate": 100, "channel_rate": 100, "queue": 10} | admission
        self.conversation = Conversation(
            self.answering,
            Access(self.state.places, "seeds"),
            Admission(**rates, clock=lambda: self.now),
            self.state,
            longest=200,
            clock=lambda: self.now,
        )

    def close(self) -> None:
        self.engine.open.set()
        self.answering.close()
        self.state.close()

    async def mention(
        self,
        text: str,
        id_: str = "1",
        place: Place = CHANNEL,
        person: Person = ANNA,
        paper: Paper | None = None,
    ) -> Paper:
        paper = paper or Paper()
        message = Message(place, person, id_, f"{NAME} {text}", (NAME,))
        await self.conversation.hear(message, paper)
        return paper

    async def press(
        self, paper: Paper, verb: Verb, number: int = 0, place: Place = CHANNEL, reason: str = ""
    ) -> Paper:
        actions = [one for one in paper.said[-1].reply.actions if one.verb is verb]
        action = replace(actions[0], number=number) if number else actions[0]
        pressed = Paper()
        id_ = f"press {next(PRESSES)}"
        await self.conversation.press(Press(place, BEN, id_, action, reason), pressed)
        return pressed
