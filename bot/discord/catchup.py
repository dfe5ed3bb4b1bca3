"""Questions that nobody heard: written while the process was down, or being answered when it was killed.

Unlike a resumed session, a new one begins with nothing. So where something was written in the last minutes is
read back: Discord tells the last message of every channel and thread when a session begins, but no direct
conversations, which the state remembers. What was answered already stays so, by its claim. Of a command that
was cut off only its token is left, with which its asker is told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.conversation import Message
from bot.discord.listen import PLATFORM, message_of
from bot.discord.sending import is_waiting_note

if TYPE_CHECKING:
    from bot.discord.client import Client

log = logging.getLogger(__name__)

WINDOW = timedelta(minutes=10)
"""An answer that comes later than this is of little use where people have talked on."""
CHANNELS = 200
"""Channels and threads that are read back, the latest ones."""
DIRECT = 50
"""Direct conversations that are read back, those last spoken in."""
MESSAGES = 500
"""Messages of each that are looked at, the latest ones."""
MARGIN = 1.0
"""Seconds after which a claim that runs out has surely run out."""

READ = discord.Permissions(view_channel=True, read_message_history=True)

INTERRUPTED = "I was restarted before I could answer this; please ask again."

Spoken = discord.TextChannel | discord.VoiceChannel | discord.Thread
Hear = Callable[[discord.Message], Awaitable[None]]


async def catch_up(client: Client, hear: Hear) -> None:
    """Have everything heard that was missed; last, once their claims are free, answers that were cut off."""
    missed = client.conversation.missed
    cut_off: list[tuple[float, discord.Message, Message]] = []
    async for message in _recent(client):
        heard = message_of(message, client.me) if message.author.id != client.me.id else None
        if heard is None or not await missed.may_answer(heard, message.created_at.timestamp()):
            continue
        held = await missed.held_for(heard.place, heard.id)
        if held is None:
            await hear(message)
        else:
            cut_off.append((held, message, heard))
    promised = await missed.promised(PLATFORM)
    begin = asyncio.get_running_loop().time()
    for held, message, heard in sorted(cut_off, key=lambda one: one[0]):
        await _until(begin, held)
        answers = await _answers(client, message)
        if answers:
            await missed.answered(heard.place, heard.id, answers)
        else:
            await hear(message)
    for place, id_, token, held in promised:
        await _until(begin, held)
        await _end_promise(client, token)
        await missed.settle(place, id_)


async def _until(begin: float, held: float) -> None:
    """Wait for a claim that is held for so long after `begin`, by the event loop's clock."""
    if held:
        await asyncio.sleep(max(0.0, begin + held + MARGIN - asyncio.get_running_loop().time()))


async def _end_promise(client: Client, token: str) -> None:
    """Say that a command was cut off where Discord still shows that its answer is coming."""
    path = f"/webhooks/{client.application_id}/{token}/messages/@original"
    try:
        shown = await client.http.request(discord.http.Route("GET", path))
        if shown["flags"] & discord.MessageFlags.loading.flag:
            said = {"content": INTERRUPTED, "allowed_mentions": {"parse": []}}
            await client.http.request(discord.http.Route("PATCH", path), json=said)
    except discord.HTTPException as error:
        # The fifteen minutes are over: Discord has said itself that there was no answer.
        log.info("a command that was cut off cannot be told so: %s", error)


async def _recent(client: Client) -> AsyncIterator[discord.Message]:
    """What was written lately where the bot can read, each channel's oldest first."""
    since = discord.Object(discord.utils.time_snowflake(discord.utils.utcnow() - WINDOW))
    places: list[discord.abc.Messageable] = [
        *_spoken_in(client, since.id),
        *(
            client.get_partial_messageable(int(id_))
            for id_ in await client.conversation.missed.conversations(PLATFORM, DIRECT)
        ),
    ]
    for place in places:
        try:
            found = [one async for one in place.history(after=since, limit=MESSAGES, oldest_first=False)]
        except discord.HTTPException as error:
            log.info("cannot read back %s: %s", place, error)
            continue
        for message in reversed(found):
            yield message


def _spoken_in(client: Client, since: int) -> list[Spoken]:
    """Channels and threads that the bot may read and whose last message is newer, the latest first."""
    found = [
        place
        for guild in client.guilds
        for place in _places(guild)
        if (place.last_message_id or 0) > since and place.permissions_for(guild.me).is_superset(READ)
    ]
    found.sort(key=lambda channel: channel.last_message_id or 0, reverse=True)
    return found[:CHANNELS]


def _places(guild: discord.Guild) -> Iterator[Spoken]:
    yield from guild.text_channels
    yield from guild.voice_channels
    yield from guild.threads


async def _answers(client: Client, message: discord.Message) -> list[str]:
    """Ids of the bot's replies to a message; a note on the waiting line among them is taken away."""
    found = []
    async for one in message.channel.history(after=message, limit=MESSAGES):
        if one.author.id != client.me.id or one.reference is None or one.reference.message_id != message.id:
            continue
        if is_waiting_note(one.content):
            await one.delete()
        else:
            found.append(str(one.id))
    return found
