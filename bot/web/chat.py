"""The chat in the browser: forms in, turns out. A third platform over the same conversation.

    POST /say, /press, /edit, /delete -> Message, Command or Press -> Conversation -> WebResponder -> a turn

Without script a form leads back to the page, which asks again while an answer is on its way; with script
(header `X-Footnote: live`) the form gives back the turn, and `/events` what becomes of it.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.conversation import Change, Command, Conversation, Message, Person, Place, Press
from bot.reply import Action, Display, Overview, notice
from bot.web.entrance import Entrance, Refusal, Visitor
from bot.web.forms import Form, read_form, refused
from bot.web.pages import message, page
from bot.web.responder import WebResponder
from bot.web.transcripts import ROOM, Transcript, Transcripts, Turn, direct, room
from bot.web.turns import LABELS, Turns
from index.errors import UsageError

NAME = "@footnote"
PATIENCE = {"live": 0.4, "": 3.0}
"""Seconds that a form waits for its answer before it gives back what there is."""

ID = re.compile(r"[0-9a-f]{16}")
WAYS = (
    ("ask", "Ask the documents"),
    ("check", "Check a claim"),
    ("source", "Find the source of a sentence"),
    ("timeline", "Timeline of a topic"),
)
OPTIONS = ("story", "since", "until", "as_of")
WORDLESS = frozenset({"timeline", "quiet"})
"""Commands that mean something without a text."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the chat is made of. `wait` takes one of so many posts a minute of an address; 0, or seconds.

    `stories` are those that may be asked from a place, `overview` is what is known of them.
    """

    conversation: Conversation
    entrance: Entrance
    turns: Turns
    transcripts: Transcripts
    overview: Callable[[Place, Person], Awaitable[Overview]]
    stories: Callable[[Place], Awaitable[Sequence[str]]]
    wait: Callable[[str], float]
    examples: tuple[str, ...] = ()


class Chat:
    """Serves `/` and `/room`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._running: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        return [
            Route("/", self.show),
            Route("/room", self.show),
            Route("/say", self.say, methods=["POST"]),
            Route("/press", self.press, methods=["POST"]),
            Route("/edit", self.change, methods=["POST"]),
            Route("/delete", self.change, methods=["POST"]),
            Route("/picture/{place}/{turn}/{part}", self.picture),
        ]

    async def finish(self) -> None:
        """Wait until everything that was asked is answered."""
        while self._running:
            await asyncio.wait(self._running)

    async def show(self, request: Request) -> Response:
        """The page with what was said so far."""
        visitor = self._parts.entrance.admit(request)
        if isinstance(visitor, Refusal):
            return refused(visitor)
        shared = request.url.path == "/room"
        place = room() if shared else direct(visitor.person.id)
        transcript = self._parts.transcripts.at(place)
        turns, earlier = self._parts.turns.page(transcript, visitor, request.query_params.get("before", ""))
        response = page(
            "chat.html",
            visitor=visitor,
            here=ROOM if shared else "chat",
            place=ROOM if shared else "direct",
            turns=turns,
            earlier=earlier,
            waiting=any(turn.pending for turn in transcript.turns.values()),
            version=transcript.version,
            overview=Overview() if turns else await self._parts.overview(place, visitor.person),
            stories=await self._parts.stories(place),
            examples=() if shared else self._parts.examples,
            ways=WAYS,
            id=secrets.token_hex(8),
            example_id=secrets.token_hex(8),
        )
        if visitor.session:
            self._parts.entrance.remember(response, visitor.session)
        return response

    async def say(self, request: Request) -> Response:
        """A question, a remark or a command."""
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        text, name = form.get("text"), form.get("do") or "ask"
        if name not in self._parts.conversation.commands or not (text or name in WORDLESS):
            return message("Nothing to do", "Write what you want to know, and send it again.", 400)
        transcript, visitor = self._transcript(form), form.visitor
        options = {option: form.get(option) for option in OPTIONS if form.get(option)}
        id_ = form.get("id") if ID.fullmatch(form.get("id")) else secrets.token_hex(8)
        plain = name == "ask" and not options
        turn = transcript.turns.get(id_)
        if turn is None:
            turn = Turn(id_, text, visitor.person.id, visitor.person.name, name, editable=plain)
            transcript.add(turn)
            if plain:
                work = self._message(transcript, turn, visitor, text, Change.NEW)
            else:
                command = Command(transcript.place, visitor.person, id_, name, {"question": text, **options})
                work = self._parts.conversation.command(
                    command, WebResponder(transcript, turn, visitor.person)
                )
            self._start(work, transcript, turn)
        return await self._answer(request, form, transcript, turn)

    async def press(self, request: Request) -> Response:
        """A button under an answer."""
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        try:
            action = Action.parse(form.get("action"))
        except UsageError as error:
            return message("Not a button", str(error), 400)
        transcript, visitor = self._transcript(form), form.visitor
        turn = transcript.turns.get(form.get("turn")) or transcript.of_exchange(action.exchange)
        if turn is None:  # its page is older than our last start: the answer to the button stands alone
            turn = Turn(
                secrets.token_hex(8), LABELS.get(action.verb, ""), visitor.person.id, visitor.person.name
            )
            transcript.add(turn)
        turn.pressed.add(action.id)
        press = Press(
            transcript.place, visitor.person, secrets.token_hex(8), action, reason=form.get("reason")[:500]
        )
        key = f"{action.verb}-{action.number}"
        responder = WebResponder(transcript, turn, visitor.person, key)
        self._start(self._parts.conversation.press(press, responder), transcript, turn)
        return await self._answer(request, form, transcript, turn)

    async def change(self, request: Request) -> Response:
        """A question edited or taken back by whoever asked it."""
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        transcript, visitor = self._transcript(form), form.visitor
        turn = transcript.turns.get(form.get("turn"))
        text = form.get("text")
        edits = request.url.path == "/edit"
        if turn is None or turn.person != visitor.person.id or (edits and not text):
            return message("Not there", "That question is no longer here; ask it anew.", 404)
        work: Awaitable[None] = (
            self._edited(transcript, turn, visitor, text)
            if edits
            else self._message(transcript, turn, visitor, "", Change.DELETED)
        )
        self._start(work, transcript, turn)
        return await self._answer(request, form, transcript, turn)

    async def picture(self, request: Request) -> Response:
        visitor = self._parts.entrance.admit(request)
        if isinstance(visitor, Refusal):
            return refused(visitor)
        path = request.path_params
        turn = self._at(path["place"], visitor).turns.get(path["turn"])
        part = (
            next((one for one in turn.seen_by(visitor.person.id) if one.id == path["part"]), None)
            if turn
            else None
        )
        if part is None or part.display.picture is None:
            return message("Not there", "That picture is no longer here; ask for the timeline again.", 404)
        return Response(part.display.picture.png, media_type="image/png")

    async def _form(self, request: Request) -> Form | Response:
        seconds = self._parts.wait(self._parts.entrance.address(request))
        if seconds:
            return message("Too much at once", f"Please send it again in {seconds:.0f} s.", 429)
        return await read_form(request, self._parts.entrance)

    def _transcript(self, form: Form) -> Transcript:
        return self._at(form.get("place"), form.visitor)

    def _at(self, place: str, visitor: Visitor) -> Transcript:
        return self._parts.transcripts.at(room() if place == ROOM else direct(visitor.person.id))

    def _message(
        self, transcript: Transcript, turn: Turn, visitor: Visitor, text: str, change: Change
    ) -> Awaitable[None]:
        mentions = (NAME,) if NAME in text else ()
        said = Message(transcript.place, visitor.person, turn.id, text, mentions, change=change)
        return self._parts.conversation.hear(said, WebResponder(transcript, turn, visitor.person))

    async def _edited(self, transcript: Transcript, turn: Turn, visitor: Visitor, text: str) -> None:
        before, asked = turn.parts.copy(), turn.asked
        turn.asked = text
        await self._message(transcript, turn, visitor, text, Change.EDITED)
        if turn.parts == before and text != asked:
            turn.asked = asked
            late = notice("An answer follows its question for a minute only; ask it anew.", private=True)
            await WebResponder(transcript, turn, visitor.person, "late").say(Display(late))

    def _start(self, work: Awaitable[None], transcript: Transcript, turn: Turn) -> None:
        async def run() -> None:
            try:
                await work
            finally:
                turn.running -= 1
                turn.waiting = "" if not turn.running else turn.waiting
                transcript.touch(turn)

        turn.running += 1
        task = asyncio.create_task(run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, request: Request, form: Form, transcript: Transcript, turn: Turn) -> Response:
        """The turn, once it is done or its time is up."""
        live = request.headers.get("x-footnote", "")
        await _settled(transcript, turn, PATIENCE.get(live, PATIENCE[""]))
        if live == "live":
            return HTMLResponse(self._parts.turns.draw(transcript, turn, form.visitor))
        where = "/room" if transcript.place.thread else "/"
        return RedirectResponse(f"{where}#t{turn.id}", 303)


async def _settled(transcript: Transcript, turn: Turn, seconds: float) -> None:
    """Wait until nothing is under way for a turn, so long at most."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while turn.pending and (left := end - loop.time()) > 0:
        await transcript.change(transcript.version, left)
