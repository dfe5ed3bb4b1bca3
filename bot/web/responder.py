"""How the web answers: into the turn that somebody started, which open pages watch."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.conversation import Person, Place
from bot.reply import Display
from bot.web.transcripts import Part, Transcript, Transcripts, Turn

READING = "Reading the documents …"


class WebResponder:
    """Answers one event. `key` names the button that was pressed: pressed again, its part is renewed."""

    def __init__(self, transcript: Transcript, turn: Turn, person: Person, key: str = "") -> None:
        self._transcript, self._turn, self._person = transcript, turn, person
        self._key = key

    async def working(self, ahead: int) -> None:
        self._turn.ahead = ahead
        self._turn.waiting = f"Waiting, {ahead:,} before you …" if ahead else READING
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


class WebBoard:
    """Where the bot posts what nobody asked for just now: a build's progress, an announcement."""

    def __init__(self, transcripts: Transcripts) -> None:
        self._transcripts = transcripts

    async def post(self, place: Place, display: Display) -> Sequence[str]:
        transcript = self._transcripts.at(place)
        turn = Turn(secrets.token_hex(8), "", "", "", "reindex")
        part = Part(f"{turn.id}.0", display)
        turn.parts.append(part)
        transcript.add(turn)
        return (part.id,)

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> Sequence[str]:
        transcript = self._transcripts.at(place)
        found = transcript.of_part(messages[0]) if messages else None
        if found is None:  # said before our last start, or long ago
            return await self.post(place, display)
        turn, part = found
        part.display = display
        transcript.touch(turn)
        return (part.id,)
