"""What the commands of administrators share: the same acts as in a chat, done at once and printed."""

from __future__ import annotations

import getpass
from pathlib import Path

from bot.place import Person, Place
from bot.wiring import Session
from index.errors import UsageError


def administer(
    session: Session,
    command: str,
    action: str = "",
    *,
    files: tuple[Path, ...] = (),
    target: Place | None = None,
    **options: str | None,
) -> None:
    """Do one act and print what it says. Options that are None are not given."""
    import asyncio
    from dataclasses import replace

    from bot.administration.asked import Asked
    from bot.cli.console import console, show
    from bot.cli.progress import bars
    from bot.keeping import desk_now
    from bot.terminal.files import LocalFile

    given = {name: value for name, value in options.items() if value is not None}
    for file in files:
        if not file.exists():
            raise UsageError(f"there is no file {file}; check the path")
    attached = tuple(map(LocalFile, files))
    # The terminal's conversation is the default place; a bare name is who is logged in.
    place = Place("terminal", "", "command-line", direct=True)
    asked = Asked(place, Person(_user()), action, given, attached, target, prefix="footnote ")
    with bars() as tell, desk_now(session.settings, session.library, tell) as desk:
        display = asyncio.run(desk.act(command, asked))
    # Buttons are for chats: what they do has commands of its own here.
    shown = replace(display, reply=replace(display.reply, actions=()))
    show(console(), shown)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without an entry, as in some containers
        return "terminal"
