"""The bot at its desk: the unmodified client, connected to the loopback server, over a small engine."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Self

import discord
import yarl

from bot.access import Access
from bot.admission import Admission
from bot.answering import Answering
from bot.conversation import Boards, Conversation, Handler, PressHandler
from bot.discord.client import Client
from bot.discord.sending import Look
from bot.engine import Engine
from bot.reply import Verb
from bot.state import State
from tests.platform.discord.office import hashing_library, staffed
from tests.platform.discord.server import TOKEN, DiscordServer, until


@contextmanager
def pointed_at(server: DiscordServer) -> Iterator[None]:
    """Let discord.py take the loopback server for Discord."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = server.url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


class Desk:
    """One process's worth of bot: leave and come back as often as the test restarts it."""

    def __init__(
        self,
        server: DiscordServer,
        home: Path,
        engine: Engine,
        *,
        look: Look | None = None,
        message_content: bool = False,
        user_install: bool = False,
        rate: int = 1000,
        channel_rate: int = 1000,
        presses: int = 1000,
        handlers: Mapping[str, Handler] | None = None,
        pressing: Mapping[Verb, PressHandler] | None = None,
        administered: Mapping[str, str] | None = None,
        foretold: bool = False,
    ) -> None:
        """With `administered`, settings, stories have administrators, and are asked unless `foretold`."""
        self.server, self.home, self.engine = server, home, engine
        self.look = look or Look(patience=0.0)
        self.message_content, self.user_install, self.rate = message_content, user_install, rate
        self.channel_rate, self.presses = channel_rate, presses
        self.handlers, self.pressing = handlers, pressing
        self.clock = itertools.count()
        self.administered = administered is not None
        if administered is not None:
            self.settings, self.library = hashing_library(home, **administered)
            self.engine = engine if foretold else self.library

    async def __aenter__(self) -> Self:
        self.stack = AsyncExitStack()
        self.state = State(self.home / "state.sqlite")
        self.answering = Answering(self.engine, top=2)
        admission = Admission(
            person_rate=self.rate,
            channel_rate=self.channel_rate,
            queue=100,
            press_rate=self.presses,
            clock=lambda: float(next(self.clock)) / 1000,
        )
        access, boards = Access(self.state.places, "seeds"), Boards()
        handlers, pressing = self.handlers, self.pressing
        if self.administered:
            staff = await self.stack.enter_async_context(
                staffed(self.settings, self.library, self.state, access, boards)
            )
            handlers, pressing, self.upkeep = staff.handlers, staff.presses, staff.upkeep
        conversation = Conversation(
            self.answering,
            access,
            admission,
            self.state,
            longest=2000,
            clock=time.time,
            handlers=handlers,
            presses=pressing,
            boards=boards,
        )
        self.client = Client(
            conversation, self.look, message_content=self.message_content, user_install=self.user_install
        )
        self.running = asyncio.create_task(self.client.start(TOKEN))
        await until(
            lambda: (
                self.running.done()
                or (
                    self.server.gateway.connected and len(self.client.guilds) == len(self.server.world.guilds)
                )
            )
        )
        if self.running.done():
            await self.running
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.finish()
        await self.running
        await self.stack.aclose()
        self.answering.close()
        self.state.close()

    async def heard(self, sent: dict[str, int]) -> None:
        """Wait until the client has taken in what was sent and everything it led to is done."""

        def taken(session: str, number: int) -> bool:
            # Looked up anew each time: after a new session the client swaps its sockets a moment later.
            sockets = [self.client._get_websocket(shard_id=shard) for shard in self.client.shards]
            return any(one.session_id == session and (one.sequence or 0) >= number for one in sockets)

        for session, number in sent.items():
            await until(lambda s=session, n=number: taken(s, n))  # type: ignore[misc]
        for _ in range(5):
            await asyncio.sleep(0)
        await self.client.idle()
