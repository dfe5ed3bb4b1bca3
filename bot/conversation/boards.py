"""Messages that no event asked for, or that outlive the one that did: progress of a build, announcements."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from bot.place import Place
from bot.reply import Display

log = logging.getLogger(__name__)


class Board(Protocol):
    """Where a platform posts on its own account, with the bot's token and not an interaction's."""

    async def post(self, place: Place, display: Display) -> Sequence[str]:
        """Post in a place, in its thread where it names one; the ids of the messages it took."""
        ...

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> Sequence[str]:
        """Put a display in the place of messages posted before; the ids of the messages it takes now."""
        ...


class Boards:
    """Every platform's board by the platform's name, which is `Place.platform`.

    What a platform raises (a deleted channel, a lost connection) is logged and goes no further: whoever
    posts here has work to finish. A platform that is not running has no board, and nothing is posted there.
    """

    def __init__(self) -> None:
        self._boards: dict[str, Board] = {}

    def register(self, platform: str, board: Board) -> None:
        """A platform calls this once it can post."""
        self._boards[platform] = board

    def __contains__(self, platform: str) -> bool:
        return platform in self._boards

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> tuple[str, ...]:
        """As `Board.replace`, or `Board.post` without messages; else `messages`."""
        board = self._boards.get(place.platform)
        if board is None:
            return tuple(messages)
        try:
            if messages:
                return tuple(await board.replace(place, messages, display))
            return tuple(await board.post(place, display))
        except Exception:
            log.exception("%s did not take a post", place.platform)
            return tuple(messages)
