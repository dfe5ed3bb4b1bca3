"""What was written while a session was lost: a new session, unlike a resumed one, begins with nothing.

Only channels in which something was said to the bot before are looked at, from the last message heard on.
What was heard already is answered only once, as any repeated delivery.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator

import discord

CHANNELS = 500
"""Channels that are remembered, the latest ones."""
MESSAGES = 100
"""Messages of each that are looked at, the latest ones."""


class Catchup:
    """Remembers the last message heard in each channel."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()
        self._lost: dict[int, int] = {}

    def note(self, message: discord.Message) -> None:
        channel = message.channel.id
        self._last[channel] = max(message.id, self._last.get(channel, 0))
        self._last.move_to_end(channel)
        while len(self._last) > CHANNELS:
            self._last.popitem(last=False)

    def mark(self) -> None:
        """A new session begins: what is heard from now on is not what was missed before."""
        self._lost = dict(self._last)

    async def missed(self, client: discord.Client) -> AsyncIterator[discord.Message]:
        """Messages written before the new session, each channel's oldest first; closed channels have none."""
        lost, self._lost = self._lost, {}
        for id_, last in lost.items():
            channel = client.get_channel(id_) or client.get_partial_messageable(id_)
            if not isinstance(channel, discord.abc.Messageable):
                continue
            try:
                found = [one async for one in channel.history(after=discord.Object(last), limit=MESSAGES)]
            except discord.HTTPException:
                continue
            for message in sorted(found, key=lambda one: one.id):
                yield message
