"""The chat in the browser: forms in, turns out. A platform over the same conversation as the others.

    POST /say, /upload, /press, /edit, /delete -> Asking -> Conversation -> WebResponder -> a turn

Without script a form leads back to its page, which asks again while an answer is on its way; with script
(header `X-Footnote: live`) the form gives back the turn, and `/events` what becomes of it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.conversation import Person, Place
from bot.reply import Action, Overview
from bot.web.asking import Asking
from bot.web.entrance import Entrance, Refusal
from bot.web.forms import Form, read_form, refused
from bot.web.pages import message, page, too_many
from bot.web.transcripts import ROOM, Part, Transcript, Turn
from bot.web.turns import Turns
from bot.web.uploads import read_upload
from index.errors import UsageError

PATIENCE = {"live": 0.4, "": 3.0}
"""Seconds that a form waits for its answer before it gives back what there is."""

WAYS = (
    ("ask", "Ask the documents"),
    ("check", "Check a claim"),
    ("source", "Find the source of a sentence"),
    ("timeline", "Timeline of a topic"),
)
PAGES = {"/room": "/room", "/admin": "/admin"}
"""Pages besides the chat that a form leads back to."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the chat is made of. `wait` takes one of so many posts a minute of an address; 0, or seconds.

    `stories` are those that may be asked from a place, `overview` is what is known of them; `upload` is
    how many bytes of files a form may bring.
    """

    asking: Asking
    entrance: Entrance
    turns: Turns
    overview: Callable[[Place, Person], Awaitable[Overview]]
    stories: Callable[[Place], Awaitable[Sequence[str]]]
    wait: Callable[[str], float]
    upload: int
    examples: tuple[str, ...] = ()


class Chat:
    """Serves `/` and `/room`, and what forms everywhere send."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def routes(self) -> list[Route]:
        return [
            Route("/", self.show),
            Route("/room", self.show),
            Route("/say", self.say, methods=["POST"]),
            Route("/upload", self.upload, methods=["POST"]),
            Route("/press", self.press, methods=["POST"]),
            Route("/edit", self.change, methods=["POST"]),
            Route("/delete", self.change, methods=["POST"]),
            Route("/picture/{place}/{turn}/{part}", self.picture),
            Route("/file/{place}/{turn}/{part}", self.file),
        ]

    async def show(self, request: Request) -> Response:
        """The page with what was said so far."""
        parts = self._parts
        visitor = parts.entrance.admit(request)
        if isinstance(visitor, Refusal):
            return refused(visitor)
        shared = request.url.path == "/room"
        transcript = parts.asking.transcript(ROOM if shared else "", visitor)
        turns, earlier = parts.turns.page(transcript, visitor, request.query_params.get("before", ""))
        response = page(
            "chat.html",
            visitor=visitor,
            here=ROOM if shared else "chat",
            place=ROOM if shared else "direct",
            turns=turns,
            earlier=earlier,
            waiting=any(turn.pending for turn in transcript.turns.values()),
            version=transcript.version,
            overview=Overview() if turns else await parts.overview(transcript.place, visitor.person),
            stories=await parts.stories(transcript.place),
            examples=() if shared else parts.examples,
            ways=WAYS,
            id=secrets.token_hex(8),
            example_id=secrets.token_hex(8),
        )
        if visitor.session:
            parts.entrance.remember(response, visitor.session)
        return response

    async def say(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        turn = self._parts.asking.say(form)
        if turn is None:
            return message("Nothing to do", "Write what you want to know, and send it again.", 400)
        return await self._answer(request, form, turn)

    async def upload(self, request: Request) -> Response:
        if refusal := self._too_many(request):
            return refusal
        read = await read_upload(request, self._parts.entrance, self._parts.upload)
        if isinstance(read, Response):
            return read
        form, files = read
        turn = self._parts.asking.say(form, files)
        if turn is None:
            return message("Nothing to do", "Choose the files, and send them again.", 400)
        return await self._answer(request, form, turn)

    async def press(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        try:
            action = Action.parse(form.get("action"))
        except UsageError as error:
            return message("Not a button", str(error), 400)
        return await self._answer(request, form, self._parts.asking.press(form, action))

    async def change(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        turn = self._parts.asking.change(form, edits=request.url.path == "/edit")
        if turn is None:
            return message("Not there", "That question is no longer here; ask it anew.", 404)
        return await self._answer(request, form, turn)

    async def picture(self, request: Request) -> Response:
        part = self._part(request)
        if isinstance(part, Response):
            return part
        picture = part.display.picture if part else None
        if picture is None:
            return message("Not there", "That picture is no longer here; ask for the timeline again.", 404)
        return Response(picture.png, media_type="image/png")

    async def file(self, request: Request) -> Response:
        """A report's table, to save."""
        part = self._part(request)
        if isinstance(part, Response):
            return part
        sheet = part.display.reply.sheet if part else None
        if sheet is None or sheet.file is None:
            return message("Not there", "That file is no longer here; ask for it again.", 404)
        name = "".join(
            one if one.isascii() and (one.isalnum() or one in ".-_") else "_" for one in sheet.file.name
        )
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(sheet.file.data, media_type="application/octet-stream", headers=headers)

    def _part(self, request: Request) -> Part | Response | None:
        """The part that a path names, as far as this visitor sees it."""
        visitor = self._parts.entrance.admit(request)
        if isinstance(visitor, Refusal):
            return refused(visitor)
        path = request.path_params
        found = self._parts.asking.transcript(path["place"], visitor).of_part(path["part"])
        return found[1] if found and found[1].for_person in {"", visitor.person.id} else None

    def _too_many(self, request: Request) -> Response | None:
        seconds = self._parts.wait(self._parts.entrance.address(request))
        return too_many(seconds) if seconds else None

    async def _form(self, request: Request) -> Form | Response:
        return self._too_many(request) or await read_form(request, self._parts.entrance)

    async def _answer(self, request: Request, form: Form, turn: Turn) -> Response:
        """The turn, once it is done or its time is up."""
        visitor = form.visitor
        transcript = self._parts.asking.transcript(form.get("place"), visitor)
        live = request.headers.get("x-footnote", "")
        await _settled(transcript, turn, PATIENCE.get(live, PATIENCE[""]))
        if live == "live":
            return HTMLResponse(self._parts.turns.draw(transcript, turn, visitor))
        where = "/room" if transcript.place.thread else PAGES.get(form.get("back"), "/")
        return RedirectResponse(f"{where}#t{turn.id}", 303)


async def _settled(transcript: Transcript, turn: Turn, seconds: float) -> None:
    """Wait until nothing is under way for a turn, so long at most."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while turn.running and (left := end - loop.time()) > 0:
        await transcript.change(transcript.version, left)
