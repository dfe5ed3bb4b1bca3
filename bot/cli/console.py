"""Where commands print: a rich console that wraps on a terminal and leaves lines whole in a pipe."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from bot.reply import Display
from bot.terminal.render import render

WIDEST = 100
"""Cells; longer lines are hard to read, however wide the terminal."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to `app.start`, which ends the same way for every command."""
        raise BrokenPipeError


def console(*, error: bool = False) -> Console:
    """A console on standard output, or on standard error."""
    stream = sys.stderr if error else sys.stdout
    # What the terminal's encoding lacks is spelled out by number rather than ending in an exception.
    stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a real text stream has it
    return _Console(file=stream, highlight=False, markup=False, emoji=False)


def width(out: Console) -> int | None:
    return min(out.width, WIDEST) if out.is_terminal else None


def bar(out: Console) -> str:
    """A line beside a quote, in ASCII where the output has nothing else."""
    return "│" if out.encoding.lower().startswith("utf") else "|"


def show(out: Console, display: Display) -> None:
    for line in render(display, width(out), bar(out)):
        say(out, line)


def say(out: Console, line: Text | str) -> None:
    """Print one line as it stands, whatever its length."""
    out.print(line, soft_wrap=True)
