"""/stories: create, describe, bind and archive."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord import suggesting
from bot.discord.administration.giving import MANAGERS, Page, give
from bot.discord.suggesting import Interaction

Name = app_commands.Range[str, 1, 64]
WHERE = [
    app_commands.Choice(name="this channel", value="channel"),
    app_commands.Choice(name="this server", value="team"),
    app_commands.Choice(name="direct messages", value="direct"),
]

stories = app_commands.Group(
    name="stories", description="The stories of this server", default_permissions=MANAGERS
)


@stories.command(name="list", description="Stories that can be asked or administered here")
@app_commands.describe(page="Which page of the list")
async def _stories_list(interaction: Interaction, page: Page | None = None) -> None:
    await give(interaction, "stories", action="list", page=page)


@stories.command(name="create", description="Begin a story of this server's own")
@app_commands.describe(name="Lower-case letters, digits, - and _", description="What the story is about")
async def _stories_create(
    interaction: Interaction, name: Name, description: app_commands.Range[str, 0, 500] | None = None
) -> None:
    await give(interaction, "stories", action="create", name=name, description=description)


@stories.command(name="describe", description="Say what a story is about")
@app_commands.describe(story="Which story", description="What the story is about")
@app_commands.autocomplete(story=suggesting.stories)
async def _stories_describe(
    interaction: Interaction, story: str, description: app_commands.Range[str, 1, 500]
) -> None:
    await give(interaction, "stories", action="describe", story=story, description=description)


@stories.command(name="bind", description="Let a story be asked in this channel, this server or directly")
@app_commands.describe(story="Which story", where="Where it can be asked")
@app_commands.choices(where=WHERE)
@app_commands.autocomplete(story=suggesting.stories)
async def _stories_bind(interaction: Interaction, story: str, where: str = "channel") -> None:
    await give(interaction, "stories", action="bind", story=story, where=where)


@stories.command(name="unbind", description="Let a story no longer be asked there")
@app_commands.describe(story="Which story", where="Where it can be asked")
@app_commands.choices(where=WHERE)
@app_commands.autocomplete(story=suggesting.stories)
async def _stories_unbind(interaction: Interaction, story: str, where: str = "channel") -> None:
    await give(interaction, "stories", action="unbind", story=story, where=where)


@stories.command(name="archive", description="Let a story rest: nobody asks it until it is restored")
@app_commands.describe(story="Which story")
@app_commands.autocomplete(story=suggesting.stories)
async def _stories_archive(interaction: Interaction, story: str) -> None:
    await give(interaction, "stories", action="archive", story=story)


@stories.command(name="restore", description="Bring an archived story back")
@app_commands.describe(story="Which story")
async def _stories_restore(interaction: Interaction, story: str) -> None:
    await give(interaction, "stories", action="restore", story=story)


@stories.command(name="admin", description="Let somebody look after a story's documents, or no longer")
@app_commands.describe(story="Which story", person="Who", remove="Take it from them again")
@app_commands.autocomplete(story=suggesting.stories)
async def _stories_admin(
    interaction: Interaction, story: str, person: discord.User, remove: bool = False
) -> None:
    await give(interaction, "stories", action="admin", story=story, person=str(person.id), remove=remove)
