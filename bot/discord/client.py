"""The connection to Discord: discord.py's client, its events handed to the conversation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import discord

from bot.conversation import Attachment, Change, Command, Conversation, Press
from bot.discord import buttons
from bot.discord.board import DiscordBoard
from bot.discord.catchup import catch_up
from bot.discord.commands import Tree
from bot.discord.interaction_responder import InteractionResponder
from bot.discord.listen import PLATFORM, asked_by, asked_in, deleted, message_of
from bot.discord.message_responder import MessageResponder
from bot.discord.sending import NOBODY, Look
from bot.reply import Display, Verb, refusal
from index.errors import UsageError

log = logging.getLogger(__name__)

# Nobody is to be told at each start that voice needs further libraries.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class Client(discord.AutoShardedClient):
    """`message_content` asks for the privileged intent with which threads are followed without mentions."""

    def __init__(
        self,
        conversation: Conversation,
        look: Look,
        *,
        message_content: bool = False,
        user_install: bool = False,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = message_content
        super().__init__(
            intents=intents,
            allowed_mentions=NOBODY,
            max_messages=None,  # edits and deletions are heard raw; what was said is kept in the state
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.conversation = conversation
        self.board = DiscordBoard(self, look)
        self.look = look
        self.tree = Tree(self, user_install=user_install)
        self._under_way: set[asyncio.Task[object]] = set()
        self._stopping = False
        self._catching_up: set[asyncio.Task[None]] = set()
        self.caught_up = asyncio.Event()

    async def setup_hook(self) -> None:
        self.add_dynamic_items(buttons.ActionButton)
        await self.tree.register()
        # From now on there is a token to post with, whether or not the gateway is up.
        self.conversation.boards.register(PLATFORM, self.board)

    # -- what is under way ------------------------------------------------------------------------

    @asynccontextmanager
    async def under_way(self) -> AsyncIterator[bool]:
        """Count the current task as an answer that a stop waits for; false when it should not start."""
        task = asyncio.current_task()
        if self._stopping or task is None:
            yield False
            return
        self._under_way.add(task)
        try:
            yield True
        finally:
            self._under_way.discard(task)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def finish(self) -> None:
        """Start nothing new, finish what is under way, then disconnect."""
        self._stopping = True
        for task in self._catching_up:
            task.cancel()
        await asyncio.gather(*self._catching_up, return_exceptions=True)
        try:
            await self.idle()
        finally:
            await self.close()

    @property
    def me(self) -> discord.ClientUser:
        """The bot itself, once it is logged in."""
        if self.user is None:
            raise RuntimeError("the client is not logged in")
        return self.user

    async def on_ready(self) -> None:
        # At the start, and after a session that could not be resumed.
        if self._stopping:
            return
        task = asyncio.create_task(catch_up(self, self._hear_late))
        self._catching_up.add(task)
        task.add_done_callback(self._caught_up)

    async def _hear_late(self, message: discord.Message) -> None:
        # A task of its own, that a stop waits for; to wait for other messages' claims it does not.
        await asyncio.wait([asyncio.create_task(self._hear(message, Change.NEW))])

    def _caught_up(self, task: asyncio.Task[None]) -> None:
        self._catching_up.discard(task)
        self.caught_up.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("what was missed could not be read back", exc_info=error)

    # -- messages ---------------------------------------------------------------------------------

    async def on_message(self, message: discord.Message) -> None:
        await self._hear(message, Change.NEW)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        # Without a time of edit nobody edited: Discord added the preview of a link.
        if payload.message.edited_at:
            await self._hear(payload.message, Change.EDITED)

    async def _hear(self, message: discord.Message, change: Change) -> None:
        async with self.under_way() as go:
            if not go or self.user is None or message.author.id == self.user.id:
                return
            heard = message_of(message, self.user, change)
            if heard:
                responder = MessageResponder(message, self.look, fresh=change is Change.NEW)
                await self.conversation.hear(heard, responder)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        await self._gone(payload.channel_id, payload.guild_id, payload.message_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        for message in payload.message_ids:
            await self._gone(payload.channel_id, payload.guild_id, message)

    async def _gone(self, channel_id: int, guild_id: int | None, message_id: int) -> None:
        async with self.under_way() as go:
            channel = self.get_channel(channel_id) or self.get_partial_messageable(
                channel_id, guild_id=guild_id
            )
            if (
                go
                and isinstance(channel, discord.abc.Messageable)
                and hasattr(channel, "get_partial_message")
            ):
                responder = MessageResponder(channel.get_partial_message(message_id), self.look)
                await self.conversation.hear(deleted(channel, channel_id, guild_id, message_id), responder)

    # -- interactions -----------------------------------------------------------------------------

    async def commanded(
        self,
        interaction: discord.Interaction[Client],
        name: str,
        options: dict[str, str],
        *,
        private: bool,
        files: tuple[Attachment, ...] = (),
    ) -> None:
        """A slash or message command was given."""
        async with self.under_way() as go:
            if not go:
                return
            command = Command(
                asked_in(interaction),
                asked_by(interaction),
                str(interaction.id),
                name,
                options,
                private=private,
                files=files,
            )
            promise = partial(self.conversation.missed.promise, command.place, command.id)
            async with InteractionResponder(
                interaction, self.look, private=private, promise=promise
            ) as responder:
                await self.conversation.command(command, responder)

    async def pressed(
        self, interaction: discord.Interaction[Client], custom_id: str, reason: str = ""
    ) -> None:
        """A button was pressed, or the modal that it opened was sent."""
        async with self.under_way() as go:
            if not go:
                return
            place = asked_in(interaction)
            # What one person looks at further is not everybody's to scroll past.
            private = not place.direct
            turning = custom_id.startswith(f"footnote:{Verb.PAGE}:")
            async with InteractionResponder(
                interaction, self.look, private=private, turning=turning
            ) as responder:
                try:
                    action = buttons.action_of(custom_id)
                except UsageError as error:
                    await responder.say(Display(refusal(str(error))))
                    return
                if action.verb is Verb.REASON and not reason:
                    await interaction.response.send_modal(buttons.ReasonModal(action))
                    return
                press = Press(place, asked_by(interaction), str(interaction.id), action, reason)
                await self.conversation.press(press, responder)

    async def on_interaction(self, interaction: discord.Interaction[Client]) -> None:
        # Only modals: discord.py hands commands to the tree and buttons to `ActionButton`.
        if interaction.type is discord.InteractionType.modal_submit and interaction.data:
            custom_id = str(interaction.data.get("custom_id", ""))
            await self.pressed(interaction, custom_id, buttons.written(interaction))
