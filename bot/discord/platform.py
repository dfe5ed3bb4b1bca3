"""Discord as one of the platforms that `footnote run` starts."""

from __future__ import annotations

import asyncio

import aiohttp
import discord

from bot.conversation import Conversation
from bot.discord.client import Client
from bot.discord.sending import Look
from bot.discord.watchdog import watch
from index.errors import FootnoteError, UsageError

TOKEN_REFUSED = "Discord refused the token; copy DISCORD_TOKEN anew from the developer portal, page Bot"  # noqa: S105
INTENT_REFUSED = (
    "Discord refused the message content intent; switch it on in the developer portal, page Bot, or unset "
    "FOOTNOTE_DISCORD_MESSAGE_CONTENT"
)


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

    async def run(self) -> None:
        """Raises `FootnoteError` when Discord refuses the token or intents, or cannot be reached at start."""
        watching = asyncio.create_task(watch(self.client))
        try:
            async with self.client:
                await self.client.start(self._token)
        except discord.LoginFailure:
            raise UsageError(TOKEN_REFUSED) from None
        except discord.PrivilegedIntentsRequired:
            raise UsageError(INTENT_REFUSED) from None
        except (discord.ConnectionClosed, discord.GatewayNotFound, discord.HTTPException) as error:
            raise FootnoteError(f"Discord ended the connection for good ({error}); start again") from error
        except (aiohttp.ClientError, OSError) as error:
            raise FootnoteError(f"Discord cannot be reached ({error}); check the network") from error
        finally:
            watching.cancel()

    async def stop(self) -> None:
        await self.client.finish()
