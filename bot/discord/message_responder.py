"""Answers below a message somebody wrote."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import aiohttp
import discord

from bot.discord.channel import embeds_allowed, put, remove
from bot.discord.markdown import length
from bot.discord.post import Post
from bot.discord.render import CONTENT
from bot.discord.sending import NOBODY, Look, new, posts, waiting_note
from bot.reply import Display

log = logging.getLogger(__name__)

TROUBLE = (discord.HTTPException, aiohttp.ClientError)
"""What a sign of life may fail with, and the answer come all the same."""
TYPING = 8.0
"""Seconds; Discord shows typing for ten."""


class MessageResponder:
    """Answers a message in its channel; what is private goes to its author alone.

    There is nothing private in a channel, so a refusal is sent as a direct message, and where the author
    takes none, as a short reply.
    """

    def __init__(
        self, message: discord.Message | discord.PartialMessage, look: Look, *, fresh: bool = True
    ) -> None:
        self._message = message
        self._look = look
        # The same message gives the same nonces: Discord then drops what was sent twice. Not so for an
        # edited one, whose new answer must not be taken for the old.
        self._nonce = f"{message.id}" if fresh else None
        self._alive: asyncio.Task[None] | None = None
        self._note: asyncio.Task[discord.Message] | None = None

    async def working(self, ahead: int) -> None:
        self._alive = asyncio.create_task(self._signs_of_life(ahead))

    async def _signs_of_life(self, ahead: int) -> None:
        # Never awaited by the answer: Discord may make us wait for the right to say that we type.
        with suppress(*TROUBLE):
            await self._message.channel.typing()
            if ahead:
                await asyncio.sleep(self._look.patience)
                text = waiting_note(ahead)
                self._note = asyncio.create_task(self._reply(content=text, allowed_mentions=NOBODY))
                await asyncio.shield(self._note)
            while True:
                await asyncio.sleep(TYPING)
                await self._message.channel.typing()

    async def _still(self) -> discord.Message | None:
        """End the signs of life; the note on the waiting line, if one was posted."""
        if self._alive:
            self._alive.cancel()
        with suppress(*TROUBLE):
            return await self._note if self._note else None
        return None

    async def say(self, display: Display) -> Sequence[str]:
        note = await self._still()
        if display.reply.private and self._message.guild:
            if note:
                await note.delete()
            return await self._whisper(display)
        try:
            return await self._show(display, [str(note.id)] if note else [])
        except discord.Forbidden as error:
            log.info("not allowed to answer in channel %s: %s", self._message.channel.id, error.text)
            return await self._whisper(display)

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        note = await self._still()
        if note:
            await note.delete()
        return await self._show(display, messages)

    async def remove(self, messages: Sequence[str]) -> None:
        await remove(self._message.channel, messages)

    async def _show(self, display: Display, earlier: Sequence[str]) -> list[str]:
        """Show a display in messages sent earlier, as far as they go, then in new ones."""
        channel = self._message.channel
        shown = posts(display, self._look, embeds=embeds_allowed(channel))
        return await put(channel, shown, earlier, self._post)

    async def _post(self, post: Post, number: int) -> discord.Message:
        send = self._message.channel.send if number else self._reply
        if self._nonce is None:
            return await send(**new(post))
        nonce = f"{self._nonce}:{number}"
        try:
            return await send(**new(post), nonce=nonce)
        except aiohttp.ClientConnectionError:
            # Whether Discord has it nobody knows; the nonce makes saying it again harmless.
            return await send(**new(post), nonce=nonce)

    async def _reply(self, **arguments: Any) -> discord.Message:
        reference = self._message.to_reference(fail_if_not_exists=False)
        return await self._message.channel.send(**arguments, reference=reference)

    async def _whisper(self, display: Display) -> list[str]:
        if not isinstance(self._message, discord.Message):
            return []
        (post, *_) = posts(display, self._look, embeds=True)
        # Buttons belong to the channel where the question was asked, and would be refused elsewhere.
        post = replace(post, rows=())
        where = f"{post.content}\n-# {self._message.jump_url}"
        try:
            told = replace(post, content=where) if length(where) <= CONTENT else post
            sent = await self._message.author.send(**new(told))
        except discord.Forbidden:
            sent = await self._reply(**new(post))
        return [str(sent.id)]
