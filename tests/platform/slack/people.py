"""People in the loopback workspace: what they type and press, as Slack would tell the app."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from typing import Any

from bot.place import Place
from tests.platform.slack.install import Install
from tests.platform.slack.loopback import Slack
from tests.platform.slack.shown import Json, Shown

Deliver = Callable[..., Awaitable[Json]]
TRIGGERS = itertools.count()


class Workspace:
    """One workspace; `deliver` is how its payloads reach the app, Socket Mode unless told otherwise."""

    def __init__(self, slack: Slack, deliver: Deliver | None = None, install: Install | None = None) -> None:
        self.slack = slack
        self.deliver = deliver or slack.deliver
        self.install = install or slack.installs[slack.token]
        self.finish: Callable[[], Awaitable[None]] | None = None
        self.poster: Any = None  # in HTTP mode, what posts
        self.both = True  # Slack sends a mention in a channel twice: app_mention and message

    def place(self, channel: str) -> Place:
        return Place("slack", self.install.team, channel)

    @property
    def bot(self) -> str:
        return f"<@{self.install.bot_user}>"

    def event(self, event: Json, id_: str = "") -> Json:
        """The envelope's payload around an event."""
        return {
            "token": "gone",
            "team_id": self.install.team,
            "api_app_id": "A0APP",
            "event": event,
            "type": "event_callback",
            "event_id": id_ or f"Ev{event.get('ts', '')}{event['type']}",
            "event_time": 1_700_000_000,
            "authorizations": [
                {
                    "enterprise_id": self.install.enterprise,
                    "team_id": self.install.team,
                    "user_id": self.install.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
        }

    def said(self, text: str, channel: str, thread: str = "", user: str = "U1", ts: str = "") -> Json:
        """A message event."""
        if thread:
            self.slack.threads.add(thread)
        kind = {"D": "im", "G": "group"}.get(channel[0], "channel")
        event = {
            "type": "message",
            "user": user,
            "text": text,
            "ts": ts or self.slack.ts(),
            "channel": channel,
            "channel_type": kind,
            "team": self.install.team,
        }
        return event | {"event_ts": event["ts"]} | ({"thread_ts": thread} if thread else {})

    def write(self, text: str, channel: str = "C1", thread: str = "", user: str = "U1") -> Json:
        """Write a message that nobody delivers, as when the bot is not connected; its event."""
        event = self.said(text, channel, thread, user)
        self.slack.written[channel, event["ts"]] = event
        return event

    async def say(self, text: str, channel: str = "C1", thread: str = "", user: str = "U1") -> str:
        """Write a message; its `ts`."""
        event = self.write(text, channel, thread, user)
        if self.bot in text and not channel.startswith("D"):
            await self.deliver("events_api", self.event(event | {"type": "app_mention"}))
            if not self.both:
                return str(event["ts"])
        await self.deliver("events_api", self.event(event))
        return str(event["ts"])

    async def edit(self, ts: str, text: str, channel: str = "C1", thread: str = "", user: str = "U1") -> None:
        if (channel, ts) in self.slack.written:
            self.slack.written[channel, ts]["text"] = text
        now = {"type": "message", "user": user, "text": text, "ts": ts, "edited": {"user": user, "ts": ts}}
        now |= {"thread_ts": thread} if thread else {}
        await self.deliver("events_api", self.event(self._changed("message_changed", channel, message=now)))

    async def delete(self, ts: str, channel: str = "C1", *, has_replies: bool = False) -> None:
        """Delete a message; one with replies leaves a tombstone."""
        self.slack.written.pop((channel, ts), None)
        if has_replies:
            stone = {
                "type": "message",
                "subtype": "tombstone",
                "user": "USLACKBOT",
                "ts": ts,
                "thread_ts": ts,
            }
            event = self._changed("message_changed", channel, message=stone)
        else:
            event = self._changed("message_deleted", channel, deleted_ts=ts, previous_message={"ts": ts})
        await self.deliver("events_api", self.event(event))

    def _changed(self, subtype: str, channel: str, **rest: Any) -> Json:
        ts = self.slack.ts()
        return {"type": "message", "subtype": subtype, "channel": channel, "ts": ts, "event_ts": ts, **rest}

    def _who(self, user: str) -> Json:
        return {
            "user": {"id": user, "username": "ann", "team_id": self.install.team},
            "team": {"id": self.install.team, "domain": "loopback"},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": "A0APP",
            "trigger_id": f"trigger.{next(TRIGGERS)}",
        }

    def slash(self, text: str, name: str = "/ask", channel: str = "C1", user: str = "U1") -> Json:
        """The payload of a slash command."""
        return {
            "command": name,
            "text": text,
            "channel_id": channel,
            "channel_name": "general",
            "user_id": user,
            "user_name": "ann",
            "team_id": self.install.team,
            "team_domain": "loopback",
            "api_app_id": "A0APP",
            "is_enterprise_install": "false",
            "response_url": self.slack.response_url(channel, user),
            "trigger_id": f"trigger.{next(TRIGGERS)}",
        }

    async def command(self, text: str, name: str = "/ask", channel: str = "C1", user: str = "U1") -> Json:
        return await self.deliver("slash_commands", self.slash(text, name, channel, user))

    def pressed(self, shown: Shown, label: str, user: str = "U1") -> Json:
        """The payload of a button press on a message."""
        button = shown.buttons[label]
        hidden = bool(shown.to)
        message = {"ts": shown.ts, "text": shown.text} | ({"thread_ts": shown.thread} if shown.thread else {})
        return {
            "type": "block_actions",
            **self._who(user),
            "container": {
                "type": "message",
                "message_ts": shown.ts,
                "channel_id": shown.channel,
                "is_ephemeral": hidden,
                **({"thread_ts": shown.thread} if shown.thread else {}),
            },
            "channel": {"id": shown.channel, "name": "general"},
            **({} if hidden else {"message": message}),
            "response_url": self.slack.response_url(shown.channel, user),
            "actions": [
                {
                    "type": button["type"],
                    "action_id": button["action_id"],
                    "block_id": "b",
                    "value": button.get("value"),
                    "action_ts": self.slack.ts(),
                }
            ],
        }

    async def press(self, shown: Shown, label: str, user: str = "U1") -> Json:
        return await self.deliver("interactive", self.pressed(shown, label, user))

    async def submit(self, view: Json, values: Json, user: str = "U1", **rest: Any) -> Json:
        """Send a window with these values, as block -> element -> state."""
        sent = view | {"state": {"values": values}, "team_id": self.install.team, "hash": "1"}
        return await self.deliver(
            "interactive", {"type": "view_submission", **self._who(user), "view": sent, **rest}
        )

    async def shortcut(self, callback: str, said: Json | None = None, user: str = "U1") -> Json:
        """A global shortcut, or one on a message."""
        payload = {"type": "shortcut", **self._who(user), "callback_id": callback}
        if said:
            channel = said["channel"]
            payload |= {
                "type": "message_action",
                "channel": {"id": channel, "name": "general"},
                "message": said,
                "message_ts": said["ts"],
                "response_url": self.slack.response_url(channel, user),
            }
        return await self.deliver("interactive", payload)
