"""What is sent to Discord for each kind of reply; `FOOTNOTE_GOLDEN=1` writes the files anew."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from bot.conversation import Place
from bot.discord.post import Style
from bot.discord.sending import Look
from bot.reply import Action, Display, Links, Sheet, Verb, report
from tests.golden.test_terminal_golden import SHEETS
from tests.platform.discord.limits import Json
from tests.platform.discord.player import DiscordPlayer
from tests.platform.discord.server import DiscordServer

GOLDEN = Path(__file__).parents[2] / "golden" / "discord"
SHOWN = ("content", "embeds", "components", "flags", "attachments")
SNOWFLAKE = re.compile(r"\b\d{17,20}\b|(?<=:)[0-9a-f]{16}(?=:)|(?<=answer=)[0-9a-f]{16}")


REPORTS = {
    "building": Display(
        report(
            "Building story harbour: embedding what is new",
            Sheet(("7 of 11 documents, 2 a second, 2 s left.",), done=0.58),
            actions=(Action(Verb.CANCEL, "f" * 16),),
            private=False,
        )
    ),
    "built": Display(
        report(
            "Story harbour is up to date: snapshot 8",
            Sheet(rows=(("added", "2: The Harbour Log; A *letter*"), ("new dates", "3"))),
            actions=(Action(Verb.UNDO, "f" * 16, 8),),
            private=False,
        )
    ),
    "listed": Display(
        report(
            "Story harbour: 11 documents, page 1 of 2",
            Sheet(
                rows=(
                    ("The Harbour Log", "9 May 1914 · 3 passages · added on 22 November 2026 by Anna"),
                    ("A *letter*", "without a date · 1 passage · added on 22 November 2026 by Ben"),
                )
            ),
            actions=(Action(Verb.PAGE, "f" * 16, 1),),
        )
    ),
}
"""What administrators see, as the commands say it."""


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
    # Where nothing was asked before that it could lean on.
    await player.ask("Does a zebra whistle?")
    keep("declined")
    await player.press(Verb.NEAREST)
    keep("nearest")
    await player.command("check", question="The treaty was signed in Paris.")
    keep("claim")
    await player.command("source", question="Three ministers attended the dinner.")
    keep("source")
    await player.command("timeline", question="treaty")
    keep("timeline")
    place = Place("discord", player.guild["id"], player.thread["parent_id"], player.thread["id"])
    for name, display in (SHEETS | REPORTS).items():
        await player.desk.client.board.post(place, display)
        keep(name)
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
