"""Messages and slash commands, handed to the conversation. Acknowledged at once, then worked on.

Nothing here looks at retries: whatever is delivered twice is one message to the conversation, which
answers it once.
"""

from __future__ import annotations

from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Change, Command, Message, Person, Place
from bot.reply import Display, refusal
from bot.slack import adding, forms, incoming
from bot.slack.commands import administers, is_private, options, to_administer
from bot.slack.desk import Body, Desk, team

READING = {"response_type": "ephemeral", "text": "Reading…"}
WORKING = {"response_type": "ephemeral", "text": "One moment…"}
QUIET = "quiet"


class Listener:
    """`names` are the slash commands without their slash."""

    def __init__(self, desk: Desk, names: tuple[str, ...]) -> None:
        self._desk, self._names = desk, names

    def attach(self, app: AsyncApp) -> None:
        for event in ("app_mention", "message"):
            app.event(event)(self.heard)
        for name in self._names:
            app.command(f"/{name}")(self.command)

    async def heard(self, event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """A message was written, edited or deleted; a mention comes as two events with one `ts`."""
        await self.take(event, team(context), context.bot_user_id or "", client)

    async def take(self, event: Body, team_id: str, bot: str, client: AsyncWebClient) -> None:
        """Hear it, whether Slack delivered it or it was found later; `bot` is the bot's user id."""
        message = incoming.message(event, team=team_id, bot=bot)
        if message is None or not incoming.is_for_us(event, message):
            return
        with self._desk.busy():
            in_thread = message.place.thread != message.id
            responder = self._desk.responder(
                client, message.place, message.person, in_thread=in_thread, answers=message.id
            )
            if _asks_for_quiet(message):
                # Slack has no commands in threads, so there it is said: "@footnote quiet".
                quiet = Command(message.place, message.person, message.id, QUIET)
                await self._desk.conversation.command(quiet, responder)
            elif added := adding.command(message, event, client):
                person = await self._desk.persons.who(client, team_id, message.person.id)
                await self._desk.conversation.command(replace(added, person=person), responder)
            else:
                await self._desk.conversation.hear(message, responder)

    async def command(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        with self._desk.busy():
            name = body["command"].removeprefix("/")
            if administers(name):
                await self._administer(name, ack, body, team(context), client)
                return
            await (ack() if name == QUIET else ack(READING))
            chosen = options(body.get("text") or "")
            private = is_private(name, chosen)
            # It may be a channel that the bot is no member of, so it never counts as a direct message.
            place = Place(incoming.PLATFORM, team(context), body["channel_id"])
            person = Person(body["user_id"])
            responder = self._desk.responder(
                client, place, person, url=body["response_url"], private=private, asked=True
            )
            command = Command(place, person, body["trigger_id"], name, chosen, private)
            await self._desk.conversation.command(command, responder)

    async def _administer(
        self, name: str, ack: AsyncAck, body: Body, team_id: str, client: AsyncWebClient
    ) -> None:
        """A command of administrators: who gives it is looked up here, and checked by what carries it out."""
        chosen = to_administer(name, body.get("text") or "")
        form = forms.wanted(name, chosen)
        await (ack() if form else ack(WORKING))
        place = Place(incoming.PLATFORM, team_id, body["channel_id"])
        person = await self._desk.persons.who(client, team_id, body["user_id"])
        responder = self._desk.responder(client, place, person, url=body["response_url"], private=True)
        if form and await self._opened(form, place, chosen.get("story", ""), body["trigger_id"], client):
            return
        if missing := adding.no_files(name, chosen):
            await responder.say(Display(refusal(missing)))
            return
        command = Command(place, person, body["trigger_id"], name, chosen, private=True)
        await self._desk.conversation.command(command, responder)

    async def _opened(
        self, form: str, place: Place, story: str, trigger: str, client: AsyncWebClient
    ) -> bool:
        """Open a window for what the command left out; not where there is nothing to choose from."""
        view = forms.story(place.channel)
        if form == forms.CORRECTION:
            titles = await self._desk.conversation.titles(place, story)
            if not forms.choices(titles):
                return False
            view = forms.correction(titles, place.channel, story)
        await client.views_open(trigger_id=trigger, view=view)
        return True


def _asks_for_quiet(message: Message) -> bool:
    text = message.text
    for mention in message.mentions:
        text = text.replace(mention, "")
    said = bool(message.mentions) and message.change is Change.NEW and not message.person.bot
    return said and text.strip(" ,:.!").lower() == QUIET
