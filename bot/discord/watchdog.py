"""Notices a gateway that is connected and answers heartbeats, but brings nothing any more.

A quiet server looks the same from outside, so a silent connection is asked something that only its own
stream of events can answer: a member list of the bot alone, for which no privileged intent is needed
(https://discord.com/developers/docs/events/gateway-events#request-guild-members). Without an answer the
connection is closed as if it had broken, upon which discord.py resumes the session and what was missed
comes again.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.discord.client import Client

log = logging.getLogger(__name__)

SILENCE = 300.0
"""Seconds without any event after which a connection is asked."""
PATIENCE = 15.0
"""Seconds it has to answer in."""


async def watch(client: Client, silence: float = SILENCE, patience: float = PATIENCE) -> None:
    """Look after every shard until cancelled."""
    seen: dict[int, int | None] = {}
    while True:
        await asyncio.sleep(silence)
        for shard in client.shards if client.is_ready() else ():
            number = _socket(client, shard).sequence
            if seen.get(shard, -1) == number:
                await _ask(client, shard, patience)
            seen[shard] = _socket(client, shard).sequence


async def _ask(client: Client, shard: int, patience: float) -> None:
    guild = next((guild for guild in client.guilds if guild.shard_id == shard), None)
    if guild is None or client.user is None:
        return  # nothing can be asked of a shard without servers
    try:
        async with asyncio.timeout(patience):
            await guild.query_members(user_ids=[client.user.id], limit=1, cache=False)
    except TimeoutError:
        log.warning("shard %s is connected but silent: connecting anew", shard)
        # 4000: any code but 1000 keeps the session, so that it can be resumed.
        await _socket(client, shard).close(code=4000)
    except (discord.DiscordException, OSError):
        log.info("shard %s is connecting already", shard)


def _socket(client: Client, shard: int) -> discord.gateway.DiscordWebSocket:
    return client._get_websocket(shard_id=shard)  # noqa: SLF001 -- the public ShardInfo cannot resume
