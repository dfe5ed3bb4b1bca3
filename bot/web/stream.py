"""Turns as they change, to pages that watch: server-sent events (WHATWG HTML, 9.2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.web.entrance import Entrance, Refusal, Visitor
from bot.web.forms import refused
from bot.web.pages import message
from bot.web.transcripts import ROOM, Transcript, Transcripts, direct, room
from bot.web.turns import Turns

BEAT = 10.0
"""Seconds after which a silent stream says that it is alive."""
TOGETHER = 0.03
"""Seconds in which further changes are waited for: an answer changes its turn several times in a moment."""
LONGEST = 3600.0
"""Seconds after which a stream ends; the page opens the next."""
MOST = 500
MOST_EACH = 6
"""Streams at once, in all and of one person."""


class Streams:
    """Serves `/events/<place>`."""

    def __init__(self, entrance: Entrance, transcripts: Transcripts, turns: Turns) -> None:
        self._entrance, self._transcripts, self._turns = entrance, transcripts, turns
        self._open: list[str] = []
        self._closing = asyncio.Event()

    def routes(self) -> list[Route]:
        return [Route("/events/{place}", self.events)]

    def close(self) -> None:
        """End every stream: a server that stops waits for its requests."""
        self._closing.set()

    async def events(self, request: Request) -> Response:
        visitor = self._entrance.admit(request)
        if isinstance(visitor, Refusal):
            return refused(visitor)
        person = visitor.person.id
        if len(self._open) >= MOST or self._open.count(person) >= MOST_EACH:
            return message("Too many pages", "Close some of the pages that are open here.", 503)
        place = room() if request.path_params["place"] == ROOM else direct(person)
        last = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(last) if last.isascii() and last.isdigit() and len(last) < 16 else 0  # noqa: PLR2004
        stream = self._stream(self._transcripts.at(place), visitor, after)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    async def _stream(self, transcript: Transcript, visitor: Visitor, after: int) -> AsyncIterator[str]:
        self._open.append(visitor.person.id)
        end = asyncio.get_running_loop().time() + LONGEST
        closing = asyncio.create_task(self._closing.wait())
        try:
            # A page from before our last start counts on from there: what there is now is all new to it.
            after = after if after <= transcript.version else 0
            while not closing.done() and asyncio.get_running_loop().time() < end:
                if after == transcript.version:
                    changed = asyncio.create_task(transcript.change(after, BEAT))
                    await asyncio.wait([changed, closing], return_when=asyncio.FIRST_COMPLETED)
                    if not changed.done():
                        changed.cancel()
                    elif not changed.result():
                        yield ": alive\n\n"
                    await asyncio.sleep(TOGETHER)
                # The earliest change first: a page that is cut off asks on from the last that reached it.
                while turn := transcript.changed(after):
                    after = turn.version
                    yield event(after, self._turns.draw(transcript, turn, visitor))
                after = transcript.version
        finally:
            closing.cancel()
            self._open.remove(visitor.person.id)


def event(version: int, html: str) -> str:
    """One event; a line of data for each line of markup."""
    lines = html.replace("\r", "\n").split("\n")
    return f"id: {version}\nevent: turn\n" + "".join(f"data: {line}\n" for line in lines) + "\n"
