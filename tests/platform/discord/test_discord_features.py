"""Every feature of the conversation, played on Discord through the unmodified client."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.conversation import Feature
from bot.discord.post import Style
from bot.discord.sending import Look
from tests.platform.administering import ADMINISTRATION
from tests.platform.discord.player import DiscordPlayer
from tests.platform.discord.server import DiscordServer
from tests.platform.scripts import SCRIPTS

NEEDS_CONTENT = {Feature.FOLLOW_UP, Feature.LEAN, Feature.QUIET}


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("feature", Feature)
async def test_discord_has_every_feature(
    server: DiscordServer, tmp_path: Path, feature: Feature, style: Style
) -> None:
    content = feature in NEEDS_CONTENT
    # Administration is played over real stories, all else over an engine that can be foretold.
    administered: Mapping[str, str] | None = {} if feature in ADMINISTRATION else None
    if content:
        server.allow_message_content()
    look = Look(style, patience=0.0)
    foretold = feature in {Feature.INSIGHTS, Feature.FORGET_ME}
    async with DiscordPlayer(
        server,
        tmp_path,
        look=look,
        message_content=content,
        administered=administered,
        foretold=foretold,
    ) as player:
        await SCRIPTS[feature](player)
    assert server.pings == []
