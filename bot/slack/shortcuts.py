"""Shortcuts: check or trace what somebody wrote, and a window to ask in with a story and dates."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Command, Person, Place
from bot.slack import forms, incoming, modals
from bot.slack.desk import Body, Desk, team
from bot.slack.files import files_of
from bot.slack.manifest import ADD, ASK, CHECK, FIND
from bot.slack.text import plain

log = logging.getLogger(__name__)

LOOKUPS = {CHECK: "check", FIND: "source"}


class Shortcuts:
    """What people find in the menus of Slack; the answers are for them alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def attach(self, app: AsyncApp) -> None:
        for callback in LOOKUPS:
            app.shortcut(callback)(self.looked_up)
        app.shortcut(ASK)(self.opened)
        app.view(modals.ASK)(self.asked)
        app.shortcut(ADD)(self.added)
        app.view(forms.STORY)(self.story_made)
        app.view(forms.CORRECTION)(self.corrected)

    async def looked_up(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        with self._desk.busy():
            await ack()
            said = body["message"]
            place = incoming.place(team(context), body["channel"]["id"], said.get("thread_ts") or "")
            options = {"question": plain(said.get("text") or "")}
            await self._command(
                client, place, body, LOOKUPS[body["callback_id"]], options, body["response_url"]
            )

    async def opened(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        stories = await self._desk.conversation.stories(Place(incoming.PLATFORM, team(context), ""))
        await client.views_open(trigger_id=body["trigger_id"], view=modals.ask(stories))

    async def asked(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        with self._desk.busy():
            await ack()
            (where,) = body["response_urls"]
            place = Place(incoming.PLATFORM, team(context), where["channel_id"])
            options = modals.asked(body["view"])
            await self._command(client, place, body, "ask", options, where["response_url"])

    async def added(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """The files of a message, or its text, for the story of its channel."""
        with self._desk.busy():
            await ack()
            said = body["message"]
            place = incoming.place(team(context), body["channel"]["id"], said.get("thread_ts") or "")
            files = files_of(client, said)
            options = {} if files else await self._quoted(client, place, said)
            person = await self._desk.persons.who(client, place.team, body["user"]["id"])
            responder = self._desk.responder(client, place, person, url=body["response_url"], private=True)
            command = Command(place, person, body["trigger_id"], "add", options, private=True, files=files)
            await self._desk.conversation.command(command, responder)

    async def _quoted(self, client: AsyncWebClient, place: Place, said: Body) -> dict[str, str]:
        """A message as a document: its text, and who wrote it when and where, as far as Slack tells."""
        options = {"text": plain(said.get("text") or "")}
        options["day"] = datetime.fromtimestamp(float(said["ts"]), UTC).date().isoformat()
        options["author"] = await self._desk.persons.name(client, said.get("user") or "")
        try:
            found = await client.chat_getPermalink(channel=place.channel, message_ts=said["ts"])
        except SlackApiError as error:
            log.info("no address of a message: %s", error.response["error"])
        else:
            options["link"] = found["permalink"]
        return options

    async def story_made(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        with self._desk.busy():
            await ack()
            channel, _, given = forms.sent(body["view"])
            await self._sent(client, team(context), body, channel, "stories", {"action": "create", **given})

    async def corrected(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Date and title are a change each; the date first, while the document still has its old title."""
        with self._desk.busy():
            await ack()
            channel, story, given = forms.sent(body["view"])
            which = {"document": given.get("document", ""), **({"story": story} if story else {})}
            for action, option in (("date", "day"), ("title", "text")):
                if option in given:
                    options = {"action": action, **which, option: given[option]}
                    await self._sent(client, team(context), body, channel, "documents", options)

    async def _sent(
        self,
        client: AsyncWebClient,
        team_id: str,
        body: Body,
        channel: str,
        name: str,
        options: dict[str, str],
    ) -> None:
        place = Place(incoming.PLATFORM, team_id, channel)
        person = await self._desk.persons.who(client, team_id, body["user"]["id"])
        responder = self._desk.responder(client, place, person, private=True)
        id_ = f"{body['trigger_id']}:{options['action']}"
        command = Command(place, person, id_, name, options, private=True)
        await self._desk.conversation.command(command, responder)

    async def _command(
        self, client: AsyncWebClient, place: Place, body: Body, name: str, options: dict[str, str], url: str
    ) -> None:
        person = Person(body["user"]["id"])
        responder = self._desk.responder(client, place, person, url=url, private=True, asked=True)
        command = Command(place, person, body["trigger_id"], name, options, private=True)
        await self._desk.conversation.command(command, responder)
