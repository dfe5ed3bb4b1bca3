"""The terminal as a chat platform: lines in, displays out. The smallest whole platform, and the tests' one.

A line is a question said to the bot alone; in a room it is said among people, and for the bot only when
it names it or asks on. Lines that start with a slash are commands or what buttons are elsewhere: they act
on the last answer.
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.conversation import (
    Change,
    Command,
    Conversation,
    Message,
    Person,
    Place,
    Press,
    typed_options,
    with_address,
)
from bot.conversation.typed import GRAMMAR
from bot.reply import Action, Display, Role, Verb
from bot.terminal.board import TerminalBoard
from bot.terminal.files import LocalFile, words
from bot.terminal.render import render

HELP = """\
Type a question. After an answer:
  /more  /context [N]  /verify  /nearest  /useful [WHY]  /not-useful [WHY]
At any time:
  /ask QUESTION [story=NAME] [since=DAY] [until=DAY] [as_of=DAY]
  /timeline [TOPIC] [story=NAME] [from=DAY] [to=DAY]
  /edit QUESTION   ask the last question anew      /delete   take it back
  /stories  /documents  /add TEXT  /reindex  /questions  /insights  /audit   docs/administration.md
  /room   into a room, where it answers @footnote and follow-ups; /quiet ends those, /room leaves
  /help  /quit"""

NAME = "@footnote"

PLATFORM = "terminal"

OPTION = re.compile(r'(?<!\S)(?P<name>story|since|until|as_of|from|to)=(?P<value>"[^"]*"|\S+)')

DIRECT = Place(PLATFORM, "", "chat", direct=True)
YOU = Person("you")
ROOM = Place(PLATFORM, "", "room", thread="room")


class Terminal:
    """One person at one terminal. `read` gives the next line, None at the end."""

    def __init__(
        self,
        conversation: Conversation,
        console: Console,
        *,
        width: int | None,
        bar: str,
        person: Person = YOU,
    ) -> None:
        self._conversation = conversation
        self._console = console
        self._width, self._bar = width, bar
        self._place = DIRECT
        self._person = person
        self._count = 0
        # Ids must not repeat those of an earlier chat, which the state remembers.
        self._started = time.time_ns()
        self._actions: tuple[Action, ...] = ()
        self._asked = ""
        conversation.boards.register(PLATFORM, TerminalBoard(self.say))

    async def chat(self, read: Callable[[], str | None]) -> None:
        """Talk until the lines end or the person quits."""
        while (line := await _in_thread(read)) is not None:
            if line.strip() in {"/quit", "/exit"}:
                break
            if line.strip():
                await self.line(line.strip())

    async def line(self, line: str) -> None:
        """Do what one line asks."""
        name, _, rest = line[1:].partition(" ") if line.startswith("/") else ("", "", line)
        rest = rest.strip()
        if name == "help":
            self._print([Text(HELP)])
        elif name == "room":
            self._place = ROOM if self._place == DIRECT else DIRECT
            self._print([Text("In the room." if self._place == ROOM else "Alone with the bot.", style="dim")])
        elif name in {"edit", "delete"}:
            await self._said(rest, Change.EDITED if name == "edit" else Change.DELETED)
        elif name in set(Verb):
            await self._press(Verb(name), rest)
        elif name:
            await self._conversation.command(self._command(name, rest), self)
        else:
            self._asked = self._next()
            await self._said(rest, Change.NEW)

    def _command(self, name: str, rest: str) -> Command:
        command = Command(self._place, self._person, self._next(), name)
        if name not in GRAMMAR:
            return replace(command, options=_options(rest))
        options = with_address(typed_options(name, rest))
        files = tuple(LocalFile(Path(name).expanduser()) for name in words(options.pop("file", "")))
        return replace(command, options=options, files=files)

    async def _said(self, text: str, change: Change) -> None:
        mentions = (NAME,) if NAME in text else ()
        message = Message(self._place, self._person, self._asked, text, mentions, change=change)
        await self._conversation.hear(message, self)

    async def _press(self, verb: Verb, rest: str) -> None:
        fitting = [action for action in self._actions if action.verb is verb]
        if verb in {Verb.CONTEXT, Verb.PAGE} and fitting and rest:
            fitting = [action for action in fitting if str(action.number + 1) == rest]
        if not fitting:
            self._print([Text(f"There is nothing to do /{verb} with here; /help says what there is.")])
            return
        press = Press(self._place, self._person, self._next(), fitting[0], reason=rest)
        await self._conversation.press(press, self)

    def _next(self) -> str:
        self._count += 1
        return f"{self._started}-{self._count}"

    # -- the Responder ----------------------------------------------------------------------------

    async def working(self, ahead: int) -> None:
        if ahead:
            self._print([Text(f"Waiting for {ahead} before you …", style="dim")])

    async def say(self, display: Display) -> Sequence[str]:
        if display.reply.role is Role.NOTICE:  # what it offers, it offers beside the answer's own
            self._actions = (*display.reply.actions, *self._actions)
        elif display.reply.actions:
            self._actions = display.reply.actions
        self._print([*render(display, self._width, self._bar), Text()])
        return (self._next(),)

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        # What was printed stays printed; the new answer follows and says so.
        self._print([Text("The answer to the question as it reads now:", style="dim")])
        await self.say(display)
        return messages

    async def remove(self, messages: Sequence[str]) -> None:  # noqa: ARG002 -- paper cannot be taken back
        self._actions = ()
        self._print([Text("Taken back; what was printed is kept nowhere else.", style="dim")])

    def _print(self, lines: Iterable[Text]) -> None:
        for line in lines:
            self._console.print(line, soft_wrap=True)


def _options(rest: str) -> dict[str, str]:
    """`When? since=2021 until="last week"` as options; what is no option is the question."""
    found = {match["name"]: match["value"].strip('"') for match in OPTION.finditer(rest)}
    return {**found, "question": " ".join(OPTION.sub(" ", rest).split())}


async def _in_thread(read: Callable[[], str | None]) -> str | None:
    """`read` in a thread that nobody waits for at the end, so that Ctrl-C ends a chat at its prompt."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[str | None] = loop.create_future()

    def give(line: str | None) -> None:
        if not done.done():
            done.set_result(line)

    def work() -> None:
        try:
            line = read()
        except (EOFError, OSError, ValueError):  # ValueError: standard input is closed
            line = None
        loop.call_soon_threadsafe(give, line)

    threading.Thread(target=work, daemon=True).start()
    return await done
