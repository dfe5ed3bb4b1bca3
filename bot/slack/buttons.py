"""Buttons under answers, and the window that asks why an answer was useful or not."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Person, Press
from bot.reply import Action, Display, Verb, refusal
from bot.slack import incoming, modals
from bot.slack.desk import Body, Desk, acknowledge, team
from bot.slack.render import FEEDBACK, OPEN, SHARE
from index.errors import UsageError

ADMINISTRATIVE = frozenset({Verb.PAGE, Verb.UNDO, Verb.CANCEL})


class Buttons:
    """Everything that a button needs stands in its value, so that it works after a restart."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def attach(self, app: AsyncApp) -> None:
        app.action(re.compile(f"^(footnote:|{SHARE}|{FEEDBACK})"))(self.pressed)
        app.action(re.compile(f"^{OPEN}"))(acknowledge)
        app.view(modals.REASON)(self.reason)

    async def pressed(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        with self._desk.busy():
            await ack()
            pressed = body["actions"][0]
            place = incoming.pressed_at(body, team(context))
            person = Person(body["user"]["id"])
            hidden = bool((body.get("container") or {}).get("is_ephemeral"))
            share = pressed["action_id"].startswith(SHARE)
            responder = self._desk.responder(
                client,
                place,
                person,
                url=body.get("response_url", ""),
                # Reading on is one person's business; what is worth it can be shared.
                private=not share and (hidden or not place.direct),
                asked=share,
                turning=hidden and pressed["action_id"].startswith(f"footnote:{Verb.PAGE}:"),
            )
            try:
                action = Action.parse(pressed.get("value") or "")
            except UsageError as error:
                await responder.say(Display(refusal(str(error))))
                return
            if action.verb is Verb.REASON:
                # Slack gives three seconds to open a window.
                await client.views_open(trigger_id=body["trigger_id"], view=modals.reason(action, place))
                return
            if action.verb in ADMINISTRATIVE:
                person = await self._desk.persons.who(client, place.team, person.id)
            await self._desk.conversation.press(Press(place, person, body["trigger_id"], action), responder)

    async def reason(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        with self._desk.busy():
            await ack()
            action, place, text = modals.reason_given(body["view"], team(context))
            person = Person(body["user"]["id"])
            press = Press(place, person, body["trigger_id"], action, reason=text)
            await self._desk.conversation.press(press, self._desk.responder(client, place, person))
