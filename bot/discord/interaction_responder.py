"""Answers to an interaction: a command, a button, a modal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import aiohttp
import discord

from bot.discord.post import Post
from bot.discord.sending import NOBODY, Look, edited, new, posts, waiting_note
from bot.reply import Display

if TYPE_CHECKING:
    from bot.discord.client import Client

Promise = Callable[[str], Awaitable[None]]
GONE = frozenset({10062, 10015, 50027})
"""Discord's codes for an interaction that was answered too late, or whose fifteen minutes are over."""
DEFER = 0.5
"""Seconds after which an interaction is deferred, whatever is being done: Discord gives up after three."""


class InteractionResponder:
    """Answers an interaction; `private` answers only the person who started it sees.

    With `turning`, a list that is said takes the place of the one whose button was pressed. `promise` is told
    the interaction's token once Discord shows that an answer is coming.
    Used as a context manager: it defers by itself when nothing was said soon enough.
    """

    def __init__(
        self,
        interaction: discord.Interaction[Client],
        look: Look,
        *,
        private: bool,
        turning: bool = False,
        promise: Promise | None = None,
    ) -> None:
        self._interaction = interaction
        self._look = look
        self._private = private
        self._turning = turning
        self._promise = promise
        self._deferred = False
        # The first response decides everything after it: one at a time.
        self._first = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks.append(asyncio.create_task(self._later(DEFER)))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()

    async def _later(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        # Shielded: a response that Discord has taken must be known to have been given.
        await asyncio.shield(asyncio.ensure_future(self._defer()))

    async def _defer(self) -> None:
        async with self._first:
            if not self._interaction.response.is_done():
                with suppress(discord.HTTPException, aiohttp.ClientError):  # too late, or a repeated delivery
                    if self._turning:
                        await self._interaction.response.defer()
                        return
                    await self._interaction.response.defer(ephemeral=self._private, thinking=True)
                    self._deferred = True
        if self._deferred and self._promise:
            promise, self._promise = self._promise, None
            await promise(self._interaction.token)

    async def working(self, ahead: int) -> None:
        await self._defer()
        if ahead:
            self._tasks.append(asyncio.create_task(self._tell_place(ahead)))

    async def _tell_place(self, ahead: int) -> None:
        await asyncio.sleep(self._look.patience)
        async with self._first:
            if self._deferred:
                text = waiting_note(ahead)
                with suppress(discord.HTTPException, aiohttp.ClientError):
                    await self._interaction.edit_original_response(content=text, allowed_mentions=NOBODY)

    async def say(self, display: Display) -> Sequence[str]:
        private = self._private or display.reply.private
        embeds = self._interaction.app_permissions.embed_links
        # Of a slash command the others see its name; of a message the bot's reply shows what was asked.
        shown = posts(display, self._look, embeds=embeds, asked=not private)
        try:
            if self._turning and display.reply.sheet:
                return await self._turn(shown)
            return await self._respond(shown, private=private)
        except discord.HTTPException as error:
            if error.code not in GONE:
                raise
            return await self._elsewhere(shown, private=private)

    async def _elsewhere(self, shown: Sequence[Post], *, private: bool) -> list[str]:
        """The answer as messages of the bot's own, when the interaction can take none any more."""
        channel: discord.abc.Messageable = self._interaction.user
        if not private and isinstance(self._interaction.channel, discord.abc.Messageable):
            channel = self._interaction.channel
        return [str((await channel.send(**new(post))).id) for post in shown]

    async def _respond(self, shown: Sequence[Post], *, private: bool) -> list[str]:
        first, *rest = shown
        async with self._first:
            deferred, self._deferred = self._deferred, False
            if not self._interaction.response.is_done():
                given = await self._interaction.response.send_message(**new(first), ephemeral=private)
                ids = [str(given.message_id)]
            elif deferred and private and not self._private:
                ids = [await self._in_private(first)]
            elif deferred:
                ids = [str((await self._interaction.edit_original_response(**edited(first))).id)]
            else:
                ids = [await self._follow(first, private=private)]
        return ids + [await self._follow(post, private=private) for post in rest]

    async def _turn(self, shown: Sequence[Post]) -> list[str]:
        """Put a list where the pressed one stood."""
        first, *rest = shown
        async with self._first:
            if self._interaction.response.is_done():
                await self._interaction.edit_original_response(**edited(first))
            else:
                await self._interaction.response.edit_message(**edited(first))
        pressed = [str(self._interaction.message.id)] if self._interaction.message else []
        return pressed + [await self._follow(post, private=True) for post in rest]

    async def _in_private(self, post: Post) -> str:
        """A private answer to what was deferred in public: the deferral must be an answer, then can go."""
        await self._interaction.edit_original_response(content="…", allowed_mentions=NOBODY)
        id_ = await self._follow(post, private=True)
        await self._interaction.delete_original_response()
        return id_

    async def _follow(self, post: Post, *, private: bool) -> str:
        sent = await self._interaction.followup.send(**new(post), ephemeral=private, wait=True)
        return str(sent.id)

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        shown = posts(display, self._look, embeds=self._interaction.app_permissions.embed_links)
        ids = list(messages[: len(shown)])
        for id_, post in zip(ids, shown, strict=False):
            await self._interaction.followup.edit_message(int(id_), **edited(post))
        ids += [await self._follow(post, private=self._private) for post in shown[len(ids) :]]
        await self.remove(messages[len(shown) :])
        return ids

    async def remove(self, messages: Sequence[str]) -> None:
        for message in messages:
            with suppress(discord.NotFound):
                await self._interaction.followup.delete_message(int(message))
