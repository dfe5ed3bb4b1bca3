"""A loopback Discord for each test, and the bot on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platform.discord.desk import pointed_at
from tests.platform.discord.player import DiscordPlayer
from tests.platform.discord.server import DiscordServer


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as made:
        with pointed_at(made):
            yield made


@pytest.fixture
async def player(server: DiscordServer, tmp_path: Path) -> AsyncIterator[DiscordPlayer]:
    async with DiscordPlayer(server, tmp_path) as made:
        yield made
    # Nothing that the bot ever wrote may have pinged anybody.
    assert server.pings == []
