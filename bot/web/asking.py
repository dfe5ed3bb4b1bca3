"""From a checked form to the conversation, and the turn that what comes of it goes into."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Sequence

from bot.conversation import Change, Command, Conversation, Message, Press, typed_options, with_address
from bot.conversation.typed import GRAMMAR
from bot.reply import Action, Display, notice
from bot.web.entrance import Visitor
from bot.web.forms import Form
from bot.web.responder import WebResponder
from bot.web.transcripts import ROOM, Transcript, Transcripts, Turn, direct, room
from bot.web.turns import LABELS
from bot.web.uploads import WebFile

NAME = "@footnote"
ID = re.compile(r"[0-9a-f]{16}")
OPTION = re.compile(r"[a-z_]{1,20}")
OURS = frozenset({"token", "place", "id", "text", "do", "turn", "back"})
"""Fields of a form that are not the command's options."""
WORDLESS = frozenset({"timeline", "quiet"}) | frozenset(GRAMMAR)
"""Commands that mean something without a text."""


class Asking:
    """Starts what forms ask for; `finish` waits for all of it."""

    def __init__(self, conversation: Conversation, transcripts: Transcripts) -> None:
        self._conversation, self._transcripts = conversation, transcripts
        self._running: set[asyncio.Task[None]] = set()

    async def finish(self) -> None:
        """Wait until everything that was asked is answered."""
        while self._running:
            await asyncio.wait(self._running)

    def transcript(self, place: str, visitor: Visitor) -> Transcript:
        return self._transcripts.at(room() if place == ROOM else direct(visitor.person.id))

    def say(self, form: Form, files: Sequence[WebFile] = ()) -> Turn | None:
        """A question, a remark or a command; None when there is nothing to do in it."""
        text, name = form.get("text"), form.get("do") or "ask"
        options = {
            option: value.strip()
            for option, value in form.fields.items()
            if option not in OURS and OPTION.fullmatch(option) and value.strip()
        }
        shown = text
        if text.startswith("/") and name == "ask":
            name, _, rest = text[1:].partition(" ")
            text = rest.strip()
            options |= _typed(name, rest) if name in GRAMMAR else {}
        if not (shown or files or name in WORDLESS):
            return None
        transcript, visitor = self.transcript(form.get("place"), form.visitor), form.visitor
        id_ = form.get("id") if ID.fullmatch(form.get("id")) else secrets.token_hex(8)
        if known := transcript.turns.get(id_):  # sent twice, done once
            return known
        plain = name == "ask" and not options
        shown = shown or " ".join(["/" + name, *options.values(), *(file.name for file in files)])
        turn = Turn(id_, shown, visitor.person.id, visitor.person.name, name, editable=plain)
        transcript.add(turn)
        if plain:
            work = self._message(transcript, turn, visitor, text, Change.NEW)
        else:
            said = {"question": text, "text": text} if text else {}
            command = Command(
                transcript.place, visitor.person, id_, name, {**said, **options}, files=tuple(files)
            )
            work = self._conversation.command(command, WebResponder(transcript, turn, visitor.person))
        self._start(work, transcript, turn, files)
        return turn

    def press(self, form: Form, action: Action) -> Turn:
        """A button under an answer."""
        transcript, visitor = self.transcript(form.get("place"), form.visitor), form.visitor
        turn = transcript.turns.get(form.get("turn")) or transcript.of_exchange(action.exchange)
        if turn is None:  # its page is older than our last start: the answer to the button stands alone
            label = LABELS.get(action.verb, "")
            turn = Turn(secrets.token_hex(8), label, visitor.person.id, visitor.person.name)
            transcript.add(turn)
        turn.pressed.add(action.id)
        reason = form.get("reason")[:500]
        press = Press(transcript.place, visitor.person, secrets.token_hex(8), action, reason=reason)
        responder = WebResponder(transcript, turn, visitor.person, f"{action.verb}-{action.number}")
        self._start(self._conversation.press(press, responder), transcript, turn)
        return turn

    def change(self, form: Form, *, edits: bool) -> Turn | None:
        """A question edited or taken back by whoever asked it; None when it is not there, or no text is."""
        transcript, visitor = self.transcript(form.get("place"), form.visitor), form.visitor
        turn, text = transcript.turns.get(form.get("turn")), form.get("text")
        if turn is None or turn.person != visitor.person.id or (edits and not text):
            return None
        work: Awaitable[None] = (
            self._edited(transcript, turn, visitor, text)
            if edits
            else self._message(transcript, turn, visitor, "", Change.DELETED)
        )
        self._start(work, transcript, turn)
        return turn

    def _message(
        self, transcript: Transcript, turn: Turn, visitor: Visitor, text: str, change: Change
    ) -> Awaitable[None]:
        mentions = (NAME,) if NAME in text else ()
        said = Message(transcript.place, visitor.person, turn.id, text, mentions, change=change)
        return self._conversation.hear(said, WebResponder(transcript, turn, visitor.person))

    async def _edited(self, transcript: Transcript, turn: Turn, visitor: Visitor, text: str) -> None:
        before, asked = turn.parts.copy(), turn.asked
        turn.asked = text
        await self._message(transcript, turn, visitor, text, Change.EDITED)
        if turn.parts == before and text != asked:
            turn.asked = asked
            late = notice("An answer follows its question for a minute only; ask it anew.", private=True)
            await WebResponder(transcript, turn, visitor.person, "late").say(Display(late))

    def _start(
        self, work: Awaitable[None], transcript: Transcript, turn: Turn, files: Sequence[WebFile] = ()
    ) -> None:
        async def run() -> None:
            try:
                await work
            finally:
                turn.running -= 1
                turn.waiting = turn.waiting if turn.running else ""
                transcript.touch(turn)
                for file in files:
                    await file.close()

        turn.running += 1
        transcript.touch(turn)
        task = asyncio.create_task(run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def _typed(name: str, rest: str) -> dict[str, str]:
    """The options of a command as it was typed; what it calls a file can only be an address here."""
    options = with_address(typed_options(name, rest))
    options.pop("file", None)
    return options
