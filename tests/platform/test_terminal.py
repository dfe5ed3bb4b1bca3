"""The terminal plays every conversation; what it shows is decoded from what it printed."""

from __future__ import annotations

import io
import shlex
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from rich.console import Console

from bot.access import Access
from bot.administration.rights import Rights
from bot.admission import Admission
from bot.answering import Answering
from bot.conversation import Boards, Conversation, Feature
from bot.conversation.conversation import Handler, PressHandler
from bot.reply import Verb
from bot.state import State
from bot.terminal.block import decode
from bot.terminal.listen import NAME, PLATFORM, Terminal
from tests.bureau import desk_over, upkeep_over
from tests.platform.administering import UPKEEP
from tests.platform.playing import Seen, engine
from tests.platform.scripts import SCRIPTS


class TerminalPlayer:
    """A person at a terminal of 60 columns."""

    def __init__(self, home: Path, *, kept: bool = False) -> None:
        """`kept` stories are built and announced too."""
        self.engine = engine()
        self._home, self._kept = home, kept
        self._in_room = False
        self._trusted: frozenset[str] = frozenset()

    async def start(self) -> None:
        self._stack = AsyncExitStack()
        self._from = 0
        self._out = io.StringIO()
        self._state = State(self._home / "state.sqlite")
        self._answering = Answering(self.engine, top=2)
        now = iter(range(1_000_000_000))
        admission = Admission(person_rate=100, channel_rate=100, queue=10, clock=lambda: float(next(now)))
        access = Access(self._state.places, "seeds")
        self._rights = Rights(self._state.stories, access, trusted=self._trusted)
        boards = Boards()
        handlers: dict[str, Handler] = {}
        presses: dict[Verb, PressHandler] = {}
        if self._kept:
            upkeep = upkeep_over(
                self._home, self._state, access, self._rights, boards, lambda: float(next(now))
            )
            desk = desk_over(self._home, self._state, access, self._rights, upkeep.builds)
            handlers, presses = dict(upkeep.handlers), dict(upkeep.presses)
            await self._stack.enter_async_context(upkeep)
        else:
            desk = desk_over(self._home, self._state, access, self._rights)
        conversation = Conversation(
            self._answering,
            access,
            admission,
            self._state,
            longest=200,
            clock=lambda: float(next(now)),
            handlers={**desk.handlers, **handlers},
            presses={**desk.presses, **presses},
            boards=boards,
        )
        console = Console(file=self._out, width=60, force_terminal=False)
        self._terminal = Terminal(conversation, console, width=60, bar="│")

    async def _type(self, line: str) -> Seen:
        self._from = self._out.tell()
        await self._terminal.line(line)
        return await self.look()

    async def _go(self, *, room: bool) -> None:
        if room is not self._in_room:
            await self._type("/room")
            self._in_room = room

    async def ask(self, text: str) -> Seen:
        await self._go(room=False)
        return await self._type(text)

    async def mention(self, text: str) -> Seen:
        await self._go(room=True)
        return await self._type(f"{NAME} {text}")

    async def remark(self, text: str) -> Seen:
        await self._go(room=True)
        return await self._type(text)

    async def command(self, name: str, /, **options: str) -> Seen:
        await self._go(room=True)
        words = [options.pop("question", ""), options.pop("action", "")]
        words += [f'{key}="{value}"' for key, value in options.items()]
        return await self._type(f"/{name} {' '.join(words)}")

    async def press(self, verb: Verb, number: int = 0, reason: str = "") -> Seen:
        return await self._type(f"/{verb} {number + 1 if verb is Verb.CONTEXT else reason}")

    async def edit(self, text: str) -> Seen:
        return await self._type(f"/edit {text}")

    async def delete(self) -> Seen:
        return await self._type("/delete")

    async def upload(self, name: str, files: Mapping[str, bytes], /, **options: str) -> Seen:
        await self._go(room=True)
        folder = self._home / "disk"
        folder.mkdir(exist_ok=True)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        named = " ".join(shlex.quote(str(folder / file)) for file in files)
        action = options.pop("action", "")
        rest = " ".join(f'{key}="{value}"' for key, value in options.items())
        return await self._type(f"/{name} {action} {named} {rest}")

    async def look(self) -> Seen:
        return seen(self._out.getvalue()[self._from :])

    def promote(self) -> None:
        self._trusted = frozenset({PLATFORM})  # as the program trusts whoever sits at its terminal
        self._rights._trusted = self._trusted

    async def restart(self) -> None:
        actions = self._terminal._actions
        await self.stop()
        await self.start()
        # What stays on the screen stays pressable: a restart of the bot does not clear it.
        self._terminal._actions = actions
        in_room, self._in_room = self._in_room, False
        await self._go(room=in_room)

    async def stop(self) -> None:
        self.engine.open.set()
        await self._stack.aclose()
        self._answering.close()
        self._state.close()


def seen(printed: str) -> Seen:
    """Quotes are the lines behind a bar, each block decoded; the words are all other lines."""
    quotes: list[list[str]] = []
    words = []
    for line in printed.splitlines():
        if line[2:3] == "│":
            if line[:1] != " ":
                quotes.append([])
            quotes[-1].append(line[4:])
        else:
            words.append(line.strip())
    return Seen(" ".join(words), tuple(map(decode, quotes)))


@pytest.fixture
async def player(tmp_path: Path) -> AsyncIterator[TerminalPlayer]:
    made = TerminalPlayer(tmp_path)
    await made.start()
    yield made
    await made.stop()


@pytest.mark.parametrize("feature", Feature)
async def test_the_terminal_has_every_feature(tmp_path: Path, feature: Feature) -> None:
    player = TerminalPlayer(tmp_path, kept=feature in UPKEEP)
    await player.start()
    try:
        await SCRIPTS[feature](player)
    finally:
        await player.stop()


async def test_a_reason_is_kept_with_the_feedback(player: TerminalPlayer) -> None:
    await player.ask("Where was the treaty signed?")
    exchange = player._terminal._actions[0].exchange
    await player.press(Verb.NOT_USEFUL, reason="it is the wrong city")
    assert player._state.feedback.of(exchange) == [("you", False, "it is the wrong city")]


async def test_what_cannot_be_done_is_said(player: TerminalPlayer) -> None:
    assert "nothing to do /more with" in (await player.press(Verb.MORE)).words
    assert "There is no command /dance" in (await player._type("/dance")).words
    assert "/quit" in (await player._type("/help")).words


async def test_a_question_with_an_apostrophe_is_a_question(player: TerminalPlayer) -> None:
    await player._type("/ask Who's the treaty's author? since=2021")
    (_, question) = player.engine.asked[-1]
    assert question.text == "Who's the treaty's author?"
    assert str(question.since) == "2021-01-01"


async def test_the_chat_ends_with_its_lines(player: TerminalPlayer) -> None:
    lines = iter(["", "Where was the treaty signed?", None])
    await player._terminal.chat(lambda: next(lines))
    assert "Vienna" in player._out.getvalue()


async def test_the_chat_ends_where_standard_input_is_closed(player: TerminalPlayer) -> None:
    def closed() -> str:
        raise ValueError("I/O operation on closed file")

    await player._terminal.chat(closed)
    assert player._out.getvalue() == ""
