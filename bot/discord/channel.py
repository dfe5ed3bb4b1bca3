"""Messages of the bot's own in a channel: put there, changed in place, taken away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import discord

from bot.discord.post import Post
from bot.discord.sending import edited

ARCHIVED = 50083
"""Discord's code for a thread that was archived: its messages cannot be changed, but new ones wake it."""

Send = Callable[[Post, int], Awaitable[discord.Message]]
"""Sends a post; told how many stand above it."""


async def put(
    channel: discord.abc.MessageableChannel, shown: Sequence[Post], earlier: Sequence[str], send: Send
) -> list[str]:
    """Show posts in messages sent earlier, as far as they go, then in new ones; the ids of all."""
    ids: list[str] = []
    for number, post in enumerate(shown):
        if number < len(earlier) and await _change(message(channel, earlier[number]), post):
            ids.append(earlier[number])
        else:
            ids.append(str((await send(post, number)).id))
    await remove(channel, earlier[len(shown) :])
    return ids


async def remove(channel: discord.abc.MessageableChannel, messages: Sequence[str]) -> None:
    """Take messages back, those that are there still."""
    for one in messages:
        with suppress(discord.NotFound):
            await message(channel, one).delete()


def message(channel: discord.abc.MessageableChannel, id_: str) -> discord.PartialMessage:
    return discord.PartialMessage(channel=channel, id=int(id_))


def embeds_allowed(channel: discord.abc.MessageableChannel) -> bool:
    """Whether the bot may embed in a channel; true for what is not known of one."""
    guild = channel.guild
    if guild is None or isinstance(channel, discord.PartialMessageable):
        return True
    return channel.permissions_for(guild.me).embed_links


async def _change(message: discord.PartialMessage, post: Post) -> bool:
    """Whether the message could be changed; not when a moderator took it away or its thread was archived."""
    try:
        await message.edit(**edited(post))
    except discord.NotFound:
        return False
    except discord.HTTPException as error:
        if error.code == ARCHIVED:
            return False
        raise
    return True
