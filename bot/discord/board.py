"""What the bot posts on its own account: with the bot's token, so past an interaction's 15 minutes.

A message is known by its channel and id alone, and so is changed by whichever process comes later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord

from bot.conversation import Place
from bot.discord.channel import embeds_allowed, put
from bot.discord.post import Post
from bot.discord.sending import Look, new, posts
from bot.reply import Display

if TYPE_CHECKING:
    from bot.discord.client import Client


KNOWN = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.Thread, discord.DMChannel)
"""Channels whose permissions can be told; any other is written to all the same."""


class DiscordBoard:
    """Posts in channels, threads and direct conversations."""

    def __init__(self, client: Client, look: Look) -> None:
        self._client, self._look = client, look

    async def post(self, place: Place, display: Display) -> Sequence[str]:
        return await self.replace(place, (), display)

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> Sequence[str]:
        channel = self._channel(place)

        async def send(post: Post, _: int) -> discord.Message:
            return await channel.send(**new(post))

        shown = posts(display, self._look, embeds=embeds_allowed(channel))
        return await put(channel, shown, messages, send)

    def _channel(self, place: Place) -> discord.abc.MessageableChannel:
        id_ = int(place.thread or place.channel)
        known = self._client.get_channel(id_)
        return known if isinstance(known, KNOWN) else self._client.get_partial_messageable(id_)
