"""A workspace on the loopback with the real bot in it, over Socket Mode and over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.slack_bot import Bot, connected


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as server:
        yield server


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    made = Bot(tmp_path)
    yield made
    await asyncio.sleep(0)
    made.close()


@pytest.fixture(params=["socket", "http"])
async def workspace(slack: Slack, bot: Bot, request: pytest.FixtureRequest) -> AsyncIterator[Workspace]:
    """A workspace that the bot is connected to, once in each mode."""
    async with connected(slack, bot, request.param) as made:
        yield made
