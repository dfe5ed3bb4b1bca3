"""Discord as one of the platforms that `footnote run` starts."""

from __future__ import annotations

import asyncio

from bot.conversation import Conversation
from bot.discord.client import Client
from bot.discord.errors import explained
from bot.discord.sending import Look
from bot.discord.watchdog import watch


class Discord:
    """A bot token's connection."""

    name = "Discord"

    def __init__(
        self,
        token: str,
        conversation: Conversation,
        look: Look,
        *,
        message_content: bool = False,
        user_install: bool = False,
    ) -> None:
        self._token = token
        self.client = Client(conversation, look, message_content=message_content, user_install=user_install)

    @property
    def ready(self) -> bool:
        client = self.client
        return client.is_ready() and not any(shard.is_closed() for shard in client.shards.values())

    async def run(self) -> None:
        """Raises `FootnoteError` when Discord refuses the token or intents, or cannot be reached at start."""
        watching = asyncio.create_task(watch(self.client))
        try:
            with explained():
                async with self.client:
                    await self.client.start(self._token)
        finally:
            watching.cancel()

    async def stop(self) -> None:
        await self.client.finish()
