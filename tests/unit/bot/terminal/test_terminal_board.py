"""What is posted in a terminal: printed, and not again for every step of a bar."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import Place
from bot.reply import Display, notice
from bot.terminal.board import TerminalBoard

HERE = Place("terminal", "", "chat")


async def test_it_is_printed_again_only_when_it_says_something_else() -> None:
    printed: list[str] = []

    async def say(display: Display) -> Sequence[str]:
        printed.append(display.reply.notice)
        return (str(len(printed)),)

    board = TerminalBoard(say)
    messages = await board.post(HERE, Display(notice("Waiting")))
    for words in ("Reading", "Reading", "Writing", "Writing", "Done"):
        assert await board.replace(HERE, messages, Display(notice(words))) == messages
    assert printed == ["Waiting", "Reading", "Writing", "Done"]


async def test_a_message_of_an_earlier_chat_is_printed_anew() -> None:
    printed: list[str] = []

    async def say(display: Display) -> Sequence[str]:
        printed.append(display.reply.notice)
        return ("9",)

    assert await TerminalBoard(say).replace(HERE, ("3",), Display(notice("Done"))) == ("3",)
    assert printed == ["Done"]
