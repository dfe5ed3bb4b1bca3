"""Administration as the program wires it, over a library that hashes instead of embedding."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.access import Access
from bot.administration.rights import Rights
from bot.administration.upkeep import Upkeep
from bot.conversation import Boards, Handler, PressHandler
from bot.keeping import make_desk, means, ways
from bot.library import Library
from bot.reply import Verb
from bot.settings import Settings
from bot.state import State
from tests.hashing import HashingEmbedder
from tests.hashing_worker import COMMAND


@dataclass(frozen=True)
class Staff:
    """What the conversation is given of it."""

    handlers: Mapping[str, Handler]
    presses: Mapping[Verb, PressHandler]
    upkeep: Upkeep


def hashing_library(home: Path, **settings: str) -> tuple[Settings, Library]:
    """`settings` are variables beside the home."""
    # Hashes know no meaning: a reader that looks for it has nothing to order.
    made = Settings.of({"FOOTNOTE_HOME": str(home), "FOOTNOTE_READER": "words", **settings})
    library = Library(made)
    library._loaded = HashingEmbedder()
    return made, library


@asynccontextmanager
async def staffed(
    settings: Settings, library: Library, state: State, access: Access, boards: Boards
) -> AsyncIterator[Staff]:
    """Commands and buttons of administrators; builds run in processes of their own while this lasts."""
    rights = Rights(state.stories, access, settings.admins)
    way = replace(ways(settings, {"discord"}, alone=False), command=COMMAND)
    upkeep = Upkeep(state, access, rights, boards, means(settings, library), way)
    desk = make_desk(settings, library, state, access, rights, upkeep.builds)
    async with upkeep:
        yield Staff(
            {**desk.handlers, **upkeep.handlers},
            {**desk.presses, **upkeep.presses},
            upkeep,
        )
