"""Slack's events, commands and buttons, handed to the conversation. Acknowledged at once, then worked on.

Nothing here looks at retries: whatever is delivered twice is one message to the conversation, which
answers it once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Command, Conversation, Person, Place, Press, Responder
from bot.reply import Action, Display, Verb, refusal
from bot.slack import incoming, modals
from bot.slack.commands import is_private, options
from bot.slack.render import FEEDBACK, OPEN, SHARE, Link, no_link
from bot.slack.respond import SlackResponder
from index.errors import UsageError

Body = dict[str, Any]  # JSON from Slack

READING = {"response_type": "ephemeral", "text": "Reading…"}


class Listener:
    """The handlers of one app; `names` are the slash commands without their slash."""

    def __init__(self, conversation: Conversation, names: tuple[str, ...], link: Link = no_link) -> None:
        self._conversation = conversation
        self._names = names
        self._link = link
        self._working: set[asyncio.Task[None]] = set()

    def attach(self, app: AsyncApp) -> None:
        """Register every handler; what is subscribed to and needs nothing done is acknowledged too."""
        for event in ("app_mention", "message"):
            app.event(event)(self.heard)
        for name in self._names:
            app.command(f"/{name}")(self.command)
        app.action(re.compile(f"^(footnote:|{SHARE}|{FEEDBACK})"))(self.pressed)
        app.action(re.compile(f"^{OPEN}"))(acknowledge)
        app.view(modals.REASON)(self.reason)

    async def heard(self, event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """A message was written, edited or deleted; a mention comes as two events with one `ts`."""
        message = incoming.message(event, team=team(context), bot=context.bot_user_id or "")
        if message and incoming.is_for_us(event, message):
            responder = self._responder(client, message.place, message.person)
            await self._work(self._conversation.hear(message, responder))

    async def command(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack(READING)
        name = body["command"].removeprefix("/")
        chosen = options(name, body.get("text") or "")
        private = is_private(chosen)
        # The channel may be one that the bot is no member of, so it counts as no direct message.
        place = Place(incoming.PLATFORM, team(context), body["channel_id"])
        person = Person(body["user_id"])
        command = Command(place, person, body["trigger_id"], name, chosen, private)
        url = body["response_url"]
        responder = self._responder(client, place, person, url=url, private=private, asked=True)
        await self._work(self._conversation.command(command, responder))

    async def pressed(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        pressed = body["actions"][0]
        place = incoming.pressed_at(body, team(context))
        person = Person(body["user"]["id"])
        hidden = bool((body.get("container") or {}).get("is_ephemeral"))
        share = pressed["action_id"].startswith(SHARE)
        responder: Responder = self._responder(
            client, place, person, url=body.get("response_url", ""), private=hidden and not share, asked=share
        )
        try:
            action = Action.parse(pressed.get("value", ""))
        except UsageError as error:
            await responder.say(Display(refusal(str(error))))
            return
        press = Press(place, person, body["trigger_id"], action)
        if action.verb is Verb.NOT_USEFUL:
            # The reason is asked for first, since Slack gives three seconds to open a window.
            await client.views_open(trigger_id=body["trigger_id"], view=modals.reason(action, place))
            responder = modals.Quiet(responder)
        await self._work(self._conversation.press(press, responder))

    async def reason(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        action, place, text = modals.reason_given(body["view"], team(context))
        person = Person(body["user"]["id"])
        press = Press(place, person, body["trigger_id"], action, reason=text)
        await self._work(self._conversation.press(press, self._responder(client, place, person)))

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so long."""
        if self._working:
            await asyncio.wait(self._working, timeout=seconds)

    async def _work(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        await task

    def _responder(
        self,
        client: AsyncWebClient,
        place: Place,
        person: Person,
        *,
        url: str = "",
        private: bool = False,
        asked: bool = False,
    ) -> SlackResponder:
        return SlackResponder(
            client, place, person, response_url=url, private=private, asked=asked, link=self._link
        )


def team(context: AsyncBoltContext) -> str:
    """The workspace, or the organisation where a payload of an org-wide installation names no workspace."""
    return context.team_id or context.enterprise_id or ""


async def acknowledge(ack: AsyncAck) -> None:
    """Nothing to do, and Slack should not ask again."""
    await ack()
