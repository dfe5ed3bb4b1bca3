"""Slack's payloads as the conversation's events. Pure.

Shapes: https://docs.slack.dev/reference/events/message, .../reference/interaction-payloads
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation import Change, Message, Person, Place
from bot.slack.text import mentions, plain, to_all

Json = Mapping[str, Any]  # a payload as Slack sends it

PLATFORM = "slack"
WRITTEN = frozenset({None, "file_share", "thread_broadcast", "me_message", "bot_message"})
"""Subtypes of messages that say something; the others tell of joins, topics and the like."""
TOMBSTONE = "tombstone"
"""What Slack leaves of a deleted message that has replies."""


def is_direct(channel: str) -> bool:
    """Whether a channel's id is that of a conversation with the bot alone; a group's starts with G or C."""
    return channel.startswith("D")


def place(team: str, channel: str, thread: str = "") -> Place:
    return Place(PLATFORM, team, channel, thread, direct=is_direct(channel))


def message(event: Json, *, team: str, bot: str) -> Message | None:
    """A `message` or `app_mention` event; None where nobody said anything.

    `bot` is the user id of the bot. Both events of one mention give the same message.
    """
    channel, subtype = event.get("channel", ""), event.get("subtype")
    if subtype == "message_deleted":
        gone = event.get("previous_message") or {}
        return _removed(team, channel, gone | {"ts": event.get("deleted_ts", "")})
    if subtype == "message_changed":
        now = event.get("message") or {}
        if now.get("subtype") == TOMBSTONE:
            return _removed(team, channel, now)
        if now.get("subtype") not in WRITTEN:
            return None
        return _written(now, team, channel, bot, Change.EDITED)
    return _written(event, team, channel, bot, Change.NEW) if subtype in WRITTEN else None


def _removed(team: str, channel: str, gone: Json) -> Message:
    where = place(team, channel, gone.get("thread_ts") or gone["ts"])
    return Message(where, _author(gone), gone["ts"], "", change=Change.DELETED)


def _written(said: Json, team: str, channel: str, bot: str, change: Change) -> Message | None:
    text, ts = said.get("text") or "", said.get("ts")
    if not ts:
        return None
    named = mentions(text, bot)
    return Message(
        place=place(team, channel, said.get("thread_ts") or ts),
        person=_author(said),
        id=ts,
        text=plain(text, frozenset(named)),
        mentions=named,
        to_all=to_all(text),
        change=change,
    )


def _author(said: Json) -> Person:
    bot = bool(said.get("bot_id")) or said.get("subtype") == "bot_message"
    return Person(said.get("user", ""), bot=bot)


def is_for_us(event: Json, heard: Message) -> bool:
    """False for what people say among themselves outside threads: nothing is looked up for it."""
    return (
        heard.change is not Change.NEW
        or heard.place.direct
        or bool(heard.mentions)
        or bool(event.get("thread_ts"))
    )


def pressed_at(body: Json, team: str) -> Place:
    """Where a button stands; a new reply to it goes into the thread of its message."""
    container, said = body.get("container") or {}, body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
    thread = said.get("thread_ts") or container.get("thread_ts") or said.get("ts") or ""
    return place(team, channel, thread)
