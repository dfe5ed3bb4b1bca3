"""The administration page: reports of the same commands that every chat has, and forms that give them.

It decides no right: each report is asked for as its visitor, who sees what they may, and reads why not.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.conversation import Command, Conversation, Place
from bot.conversation.typed import GRAMMAR
from bot.reply import Display
from bot.web.asking import Asking
from bot.web.entrance import Entrance, Refusal, Visitor
from bot.web.forms import refused
from bot.web.pages import page
from bot.web.turns import Turns

REPORTS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("Stories", "stories", {"action": "list"}),
    ("Documents", "documents", {"action": "list"}),
    ("Builds", "documents", {"action": "history"}),
    ("Questions and feedback", "insights", {}),
    ("Audit", "audit", {}),
)
"""Heading, command and options of each report."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A report on the page."""

    title: str
    displays: Sequence[Display]


class _Collecting:
    """A responder that keeps what is said, for one page."""

    def __init__(self) -> None:
        self.said: list[Display] = []

    async def working(self, ahead: int) -> None:
        """Nothing to show: the page comes when all of it is there."""

    async def say(self, display: Display) -> Sequence[str]:
        self.said.append(display)
        return (str(len(self.said)),)

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        del self.said[-len(messages) :]
        return await self.say(display)

    async def remove(self, messages: Sequence[str]) -> None:
        del self.said[-len(messages) :]


class Administration:
    """Serves `/admin`. `stories` are those that may be asked from a place."""

    def __init__(
        self,
        conversation: Conversation,
        entrance: Entrance,
        asking: Asking,
        turns: Turns,
        stories: Callable[[Place], Awaitable[Sequence[str]]],
    ) -> None:
        self._conversation, self._entrance = conversation, entrance
        self._asking, self._turns, self._stories = asking, turns, stories

    def routes(self) -> list[Route]:
        return [Route("/admin", self.show)]

    async def show(self, request: Request) -> Response:
        visitor = self._entrance.admit(request)
        if isinstance(visitor, Refusal):
            return refused(visitor)
        transcript = self._asking.transcript("", visitor)
        stories = await self._stories(transcript.place)
        story = request.query_params.get("story", "")
        story = story if story in stories else ""
        reports = await asyncio.gather(
            *(self._report(visitor, transcript.place, story, *one) for one in REPORTS)
        )
        recent = [turn for turn in transcript.turns.values() if turn.command in GRAMMAR][-5:]
        response = page(
            "admin.html",
            visitor=visitor,
            here="admin",
            reports=reports,
            turns=[self._turns.draw(transcript, turn, visitor) for turn in recent],
            waiting=any(turn.pending for turn in recent),
            version=transcript.version,
            stories=stories,
            story=story,
            ids=(secrets.token_hex(8) for _ in range(20)),
        )
        if visitor.session:
            self._entrance.remember(response, visitor.session)
        return response

    async def _report(
        self, visitor: Visitor, place: Place, story: str, title: str, name: str, options: Mapping[str, str]
    ) -> Reported:
        collecting = _Collecting()
        # Of an export, or a page further on, a form asks; the reports are where one starts.
        chosen = {**options, "story": story} if story and name == "documents" else options
        command = Command(place, visitor.person, secrets.token_hex(8), name, chosen)
        if name in self._conversation.commands:
            await self._conversation.command(command, collecting)
        return Reported(title, collecting.said)
