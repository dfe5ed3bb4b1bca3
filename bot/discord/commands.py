"""What stands in Discord's menus: slash commands and, under a message's Apps, message commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord
from discord import app_commands

from bot.discord import administration, suggesting
from bot.discord.listen import said
from bot.discord.locales import Translations
from bot.discord.suggesting import Interaction
from bot.discord.sync import sync

if TYPE_CHECKING:
    from bot.discord.client import Client


class Tree(app_commands.CommandTree["Client"]):
    """The commands, known to Discord as they are defined here.

    They are offered in servers and in the direct conversation with the bot; with `user_install` also to
    whoever installs the bot for themselves, anywhere.
    """

    def __init__(self, client: discord.Client, *, user_install: bool) -> None:
        super().__init__(
            cast("Client", client),  # any client will do to look at the commands
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=user_install
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=user_install),
        )
        self.add_command(_ask)
        self.add_command(_timeline)
        self.add_command(_quiet)
        self.add_command(app_commands.ContextMenu(name="Check this claim", callback=_check))
        self.add_command(app_commands.ContextMenu(name="Find the source", callback=_find))
        for command in administration.COMMANDS:
            # Where the bot is no member there is no server to administer.
            command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
            command.allowed_contexts = app_commands.AppCommandContext(private_channel=False)
            self.add_command(command)
        self.add_command(administration.forget_me)

    async def register(self) -> bool:
        """Tell Discord when it knows other commands than these; whether it had to be told."""
        await self.set_translator(Translations())
        return await sync(self)


def _options(**given: str | None) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}


@app_commands.command(name="ask", description="Ask the documents; the answer is their own words")
@app_commands.describe(
    question="What you want to know",
    story="Which story to ask",
    since="Only documents published since this day, such as 2021-09 or last week",
    until="Only documents published until this day",
    as_of="As known on this day: only what was published by then",
    private="Show the answer to you alone",
)
@app_commands.autocomplete(story=suggesting.stories)
async def _ask(
    interaction: Interaction,
    question: app_commands.Range[str, 1, 2000],
    story: str | None = None,
    since: str | None = None,
    until: str | None = None,
    as_of: str | None = None,
    private: bool = False,
) -> None:
    options = _options(question=question, story=story, since=since, until=until, as_of=as_of)
    await interaction.client.commanded(interaction, "ask", options, private=private)


@app_commands.command(name="timeline", description="What happened when, each event quoted and dated")
@app_commands.rename(start="from", end="to")
@app_commands.describe(
    topic="What the events are about",
    start="The first day, such as 2021-09",
    end="The last day",
    story="Which story to read",
)
@app_commands.autocomplete(story=suggesting.stories, topic=suggesting.topics)
async def _timeline(
    interaction: Interaction,
    topic: str | None = None,
    start: str | None = None,
    end: str | None = None,
    story: str | None = None,
) -> None:
    options = _options(question=topic, since=start, until=end, story=story)
    await interaction.client.commanded(interaction, "timeline", options, private=False)


@app_commands.command(name="quiet", description="Stop answering here without being mentioned")
@app_commands.describe(off="Listen here again")
async def _quiet(interaction: Interaction, off: bool = False) -> None:
    options = _options(off="yes" if off else None)
    await interaction.client.commanded(interaction, "quiet", options, private=True)


async def _check(interaction: Interaction, message: discord.Message) -> None:
    await interaction.client.commanded(interaction, "check", {"question": said(message)}, private=True)


async def _find(interaction: Interaction, message: discord.Message) -> None:
    await interaction.client.commanded(interaction, "source", {"question": said(message)}, private=True)
