"""What is sent to Discord for each kind of reply; `FOOTNOTE_GOLDEN=1` writes the files anew."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from bot.discord.post import Style
from bot.discord.sending import Look
from bot.reply import Links, Verb
from tests.platform.discord.limits import Json
from tests.platform.discord.player import DiscordPlayer
from tests.platform.discord.server import DiscordServer

GOLDEN = Path(__file__).parents[2] / "golden" / "discord"
SHOWN = ("content", "embeds", "components", "flags", "attachments")
SNOWFLAKE = re.compile(r"\b\d{17,20}\b|(?<=:)[0-9a-f]{16}(?=:)")


async def scenes(player: DiscordPlayer) -> dict[str, list[Json]]:
    """The bot's messages after each thing a person does."""
    found: dict[str, list[Json]] = {}
    known: set[str] = set()

    def keep(name: str) -> None:
        found[name] = [one for one in player.messages() if one["id"] not in known]
        known.update(one["id"] for one in found[name])

    await player.mention("Which treaty was signed at the ceremony?")
    keep("answer")
    await player.press(Verb.MORE)
    keep("more")
    await player.press(Verb.CONTEXT, 1)
    keep("context")
    await player.press(Verb.VERIFY)
    keep("verified")
    await player.press(Verb.USEFUL)
    keep("feedback")
    await player.mention("Does a zebra whistle?")
    keep("declined")
    await player.press(Verb.NEAREST)
    keep("nearest")
    await player.command("check", question="The treaty was signed in Paris.")
    keep("claim")
    await player.command("source", question="Three ministers attended the dinner.")
    keep("source")
    await player.command("timeline", question="treaty")
    keep("timeline")
    await player.command("ask", question="Which treaty?", story="secrets")
    keep("refusal")
    player.engine.error = ZeroDivisionError("never shown")
    await player.command("ask", question="Which treaty?")
    keep("failure")
    return found


@pytest.mark.parametrize("style", Style)
async def test_payloads_are_as_they_were(server: DiscordServer, tmp_path: Path, style: Style) -> None:
    look = Look(style, Links("https://notes.example"), patience=0.0)
    async with DiscordPlayer(server, tmp_path, look=look) as player:
        shown = {
            name: [{key: one[key] for key in SHOWN if one[key]} for one in messages]
            for name, messages in (await scenes(player)).items()
        }
    text = json.dumps(shown, indent=1, ensure_ascii=False) + "\n"
    text = re.sub(r"reference [0-9a-f]{8}", "reference 00000000", SNOWFLAKE.sub("0", text))
    path = GOLDEN / f"{style}.json"
    if os.environ.get("FOOTNOTE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
