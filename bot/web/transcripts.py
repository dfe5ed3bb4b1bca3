"""What was said in the chat and is still on its pages: bounded, in memory, and watched by open pages.

The state database keeps the answers; this keeps only how they were last shown, so that losing it at a
restart loses nothing that a button needs.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.conversation import Place
from bot.reply import Display, Verb

PLATFORM = "web"
TEAM = "site"
"""Everybody who comes in to one site is of one team, which owns the stories that are made there."""
ROOM = "room"

TURNS = 30
"""Turns of one transcript; the oldest goes when another comes."""
TRANSCRIPTS = 100
"""Transcripts in memory: those longest unused go first."""


def direct(person: str) -> Place:
    """The conversation of one person with the bot alone."""
    # A prefix, because a proxy may name somebody "room".
    return Place(PLATFORM, TEAM, f"direct:{person}", direct=True)


def room() -> Place:
    """The room that everybody who comes in shares."""
    return Place(PLATFORM, TEAM, ROOM, thread=ROOM)


@dataclass(slots=True)
class Part:
    """One message of the bot. `for_person` alone sees it, where that is not empty."""

    id: str
    display: Display
    for_person: str = ""


@dataclass(slots=True)
class Turn:
    """One thing said, with everything that came of it.

    `waiting` is said while something runs, `ahead` is how many were served first; `version` counts up with
    every change.
    """

    id: str
    asked: str
    person: str
    name: str
    command: str = "ask"
    editable: bool = False
    parts: list[Part] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)
    waiting: str = ""
    ahead: int = 0
    running: int = 0
    removed: bool = False
    version: int = 0

    @property
    def pending(self) -> bool:
        """Whether more is to come: an answer is under way, or something that can still be stopped."""
        return self.running > 0 or any(
            action.verb is Verb.CANCEL for part in self.parts for action in part.display.reply.actions
        )

    def seen_by(self, person: str) -> Iterator[Part]:
        return (part for part in self.parts if part.for_person in {"", person})

    @property
    def exchanges(self) -> set[str]:
        return {action.exchange for part in self.parts for action in part.display.reply.actions}

    @property
    def latest(self) -> str:
        """The part that further quotes go on from."""
        return next(
            (
                part.id
                for part in reversed(self.parts)
                if any(action.verb is Verb.MORE for action in part.display.reply.actions)
            ),
            "",
        )


class Transcript:
    """The turns of one place, in order."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.turns: OrderedDict[str, Turn] = OrderedDict()
        self.version = 0
        self._changed = asyncio.Event()

    def add(self, turn: Turn) -> None:
        self.turns[turn.id] = turn
        while len(self.turns) > TURNS:
            self.turns.popitem(last=False)
        self.touch(turn)

    def touch(self, turn: Turn) -> None:
        """Tell whoever watches that a turn changed."""
        self.version += 1
        turn.version = self.version
        self._changed.set()
        self._changed = asyncio.Event()

    def drop_pictures(self) -> None:
        """One picture is kept, the one that comes: they are large, and drawn again on request."""
        for part in (part for turn in self.turns.values() for part in turn.parts):
            if part.display.picture:
                part.display = replace(part.display, picture=None)

    def of_part(self, part: str) -> tuple[Turn, Part] | None:
        """The part with this id, and the turn it is in."""
        pairs = ((turn, one) for turn in self.turns.values() for one in turn.parts)
        return next(((turn, one) for turn, one in pairs if one.id == part), None)

    def of_exchange(self, exchange: str) -> Turn | None:
        return next((turn for turn in self.turns.values() if exchange in turn.exchanges), None)

    def changed(self, after: int) -> Turn | None:
        """The turn whose last change is the earliest later than version `after`."""
        later = (turn for turn in self.turns.values() if turn.version > after)
        return min(later, key=lambda turn: turn.version, default=None)

    async def change(self, after: int, seconds: float) -> bool:
        """Wait for a version later than `after`, so long at most; whether there is one."""
        if self.version > after:
            return True
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        return True


class Transcripts:
    """Every transcript by its channel."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Transcript] = OrderedDict()

    def at(self, place: Place) -> Transcript:
        found = self._kept.setdefault(place.channel, Transcript(place))
        self._kept.move_to_end(place.channel)
        while len(self._kept) > TRANSCRIPTS:
            oldest = next(iter(self._kept))
            if oldest == ROOM:  # everybody's, and always there
                self._kept.move_to_end(ROOM)
                continue
            del self._kept[oldest]
        return found
