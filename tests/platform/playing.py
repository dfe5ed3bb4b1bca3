"""Who plays the scripts, what they see, and the small story that they ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.reply import Verb
from tests.small_engine import SmallEngine, document

STORY = document(
    "The treaty was signed in Vienna.\n"
    "Three ministers attended the ceremony. *Nobody* wore a <hat> & @everyone `saw` it.\n"
    "The treaty ended a long war. A second treaty followed. A third treaty failed. A fourth treaty held.\n"
    "The last line stands alone.",
    title="The treaty",
)


def engine() -> SmallEngine:
    """The engine that every player's platform asks."""
    return SmallEngine({"seeds": [STORY], "war": [document("War came overnight.", "War")]})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person sees in answer to one thing they did; `quotes` are exactly the quoted texts."""

    words: str
    quotes: tuple[str, ...]


class Player(Protocol):
    """A person on a platform, in a channel with a thread and in a conversation with the bot alone."""

    engine: SmallEngine

    async def ask(self, text: str) -> Seen:
        """Say it to the bot alone."""
        ...

    async def mention(self, text: str) -> Seen:
        """Say it in the channel's thread, naming the bot."""
        ...

    async def remark(self, text: str) -> Seen:
        """Say it in the thread without naming the bot."""
        ...

    async def command(self, name: str, /, **options: str) -> Seen:
        """Give a command in the thread."""
        ...

    async def press(self, verb: Verb, number: int = 0, reason: str = "") -> Seen:
        """Press the last answer's button, that of its quote `number` where each has one."""
        ...

    async def edit(self, text: str) -> Seen:
        """Change the last thing said."""
        ...

    async def delete(self) -> Seen:
        """Delete the last thing said."""
        ...

    async def upload(self, name: str, files: Mapping[str, bytes], /, **options: str) -> Seen:
        """Give a command in the thread with files attached."""
        ...

    async def look(self) -> Seen:
        """See what the bot posted on its own account since."""
        ...

    def promote(self) -> None:
        """Be an administrator of the server or workspace from now on; a player starts as none."""
        ...

    async def restart(self) -> None:
        """Stop the bot and start it again over the same state."""
        ...
