"""The terminal's board: what is posted is printed, and printed again only when it says something else.

Paper cannot be edited, so progress is told stage by stage.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.conversation import Place
from bot.reply import Display

Say = Callable[[Display], Awaitable[Sequence[str]]]


class TerminalBoard:
    """Prints by `say`."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._heads: dict[str, str] = {}

    async def post(self, place: Place, display: Display) -> Sequence[str]:  # noqa: ARG002 -- there is one place
        messages = await self._say(display)
        self._heads[messages[0]] = display.reply.notice
        return messages

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> Sequence[str]:  # noqa: ARG002
        head = display.reply.notice
        if self._heads.get(messages[0]) != head:
            self._heads[messages[0]] = head
            await self._say(display)
        return messages
