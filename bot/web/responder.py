"""How the web answers: into the turn that somebody started, which open pages watch."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import Person
from bot.reply import Display, count
from bot.web.transcripts import Part, Transcript, Turn

READING = "Reading the documents …"


class WebResponder:
    """Answers one event. `key` names the button that was pressed: pressed again, its part is renewed."""

    def __init__(self, transcript: Transcript, turn: Turn, person: Person, key: str = "") -> None:
        self._transcript, self._turn, self._person = transcript, turn, person
        self._key = key

    async def working(self, ahead: int) -> None:
        self._turn.waiting = f"Waiting: {count(ahead, 'question')} before yours …" if ahead else READING
        self._transcript.touch(self._turn)

    async def say(self, display: Display) -> Sequence[str]:
        parts = self._turn.parts
        if display.picture:
            self._transcript.drop_pictures()
        id_ = f"{self._turn.id}.{self._key}" if self._key else f"{self._turn.id}.{len(parts)}"
        part = Part(id_, display, self._person.id if display.reply.private else "")
        at = next((place for place, one in enumerate(parts) if one.id == id_), None)
        if at is None:
            parts.append(part)
        else:
            parts[at] = part
        self._transcript.touch(self._turn)
        return (id_,)

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:  # noqa: ARG002 -- as below
        """The answer to an edited question: what was done with the old answer goes with it."""
        self._turn.parts.clear()
        self._turn.pressed.clear()
        return await self.say(display)

    async def remove(self, messages: Sequence[str]) -> None:  # noqa: ARG002 -- the turn is all of them
        self._turn.parts.clear()
        self._turn.asked, self._turn.removed = "", True
        self._transcript.touch(self._turn)
