"""What every handler needs: the conversation, a way to answer, and a count of what is under way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Conversation, Person, Place
from bot.reply import Links
from bot.slack.persons import Persons
from bot.slack.respond import SlackResponder

Body = dict[str, Any]  # JSON from Slack


class Desk:
    """Shared by the handlers of one app. `links` lead to where sources can be read."""

    def __init__(
        self, conversation: Conversation, links: Links | None = None, persons: Persons | None = None
    ) -> None:
        self.conversation = conversation
        self.persons = persons or Persons()
        self.links = links
        self._count, self._idle = 0, asyncio.Event()
        self._idle.set()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Around everything that a person waits for."""
        self._count += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    async def finish(self) -> None:
        """Wait until nothing is under way."""
        await self._idle.wait()

    def responder(
        self,
        client: AsyncWebClient,
        place: Place,
        person: Person,
        *,
        url: str = "",
        private: bool = False,
        asked: bool = False,
        in_thread: bool = True,
        answers: str = "",
        turning: bool = False,
    ) -> SlackResponder:
        return SlackResponder(
            client,
            place,
            person,
            response_url=url,
            private=private,
            asked=asked,
            in_thread=in_thread,
            links=self.links,
            answers=answers,
            turning=turning,
        )


def team(context: AsyncBoltContext) -> str:
    """The workspace, or the organisation where a payload of an org-wide installation names no workspace."""
    return context.team_id or context.enterprise_id or ""


async def acknowledge(ack: AsyncAck) -> None:
    """Nothing to do, and Slack should not ask again."""
    await ack()
