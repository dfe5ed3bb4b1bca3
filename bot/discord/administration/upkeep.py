"""/reindex and what builds are judged by and told to; /insights, /audit and /forget-me."""

from __future__ import annotations

from discord import app_commands

from bot.discord import suggesting
from bot.discord.administration.giving import MANAGERS, File, Page, give
from bot.discord.suggesting import Interaction

questions = app_commands.Group(
    name="questions", description="Questions that each build is scored on", default_permissions=MANAGERS
)
announcements = app_commands.Group(
    name="announcements", description="Tell this channel what is new", default_permissions=MANAGERS
)


@app_commands.command(name="reindex", description="Bring a story up to date, and watch it")
@app_commands.default_permissions(MANAGERS)
@app_commands.describe(story="Which story", full="Read and embed everything anew")
@app_commands.autocomplete(story=suggesting.stories)
async def reindex(interaction: Interaction, story: str | None = None, full: bool = False) -> None:
    await give(interaction, "reindex", action="full" if full else "", story=story)


@questions.command(name="set", description="Keep a set of questions; each build is scored on it")
@app_commands.describe(file="JSON Lines, a question and its answers on each", story="Which story")
@app_commands.autocomplete(story=suggesting.stories)
async def _questions_set(interaction: Interaction, file: File, story: str | None = None) -> None:
    await give(interaction, "questions", file, action="set", story=story)


@questions.command(name="show", description="The questions that are kept, as a file")
@app_commands.describe(story="Which story")
@app_commands.autocomplete(story=suggesting.stories)
async def _questions_show(interaction: Interaction, story: str | None = None) -> None:
    await give(interaction, "questions", action="show", story=story)


@questions.command(name="clear", description="Keep no questions any more")
@app_commands.describe(story="Which story")
@app_commands.autocomplete(story=suggesting.stories)
async def _questions_clear(interaction: Interaction, story: str | None = None) -> None:
    await give(interaction, "questions", action="clear", story=story)


@announcements.command(name="on", description="Post new documents and events here after each build")
async def _announcements_on(interaction: Interaction) -> None:
    await give(interaction, "announcements", action="on")


@announcements.command(name="off", description="Post nothing here after a build")
async def _announcements_off(interaction: Interaction) -> None:
    await give(interaction, "announcements", action="off")


@app_commands.command(name="insights", description="What was asked, answered, declined and said of it")
@app_commands.default_permissions(MANAGERS)
@app_commands.describe(days="Of how many days, 30 by default", export="All of it as a CSV file")
async def insights(
    interaction: Interaction, days: app_commands.Range[int, 1, 3650] | None = None, export: bool = False
) -> None:
    await give(interaction, "insights", action="export" if export else "", days=days)


@app_commands.command(name="audit", description="Who changed what, and when")
@app_commands.default_permissions(MANAGERS)
@app_commands.describe(page="Which page of the list")
async def audit(interaction: Interaction, page: Page | None = None) -> None:
    await give(interaction, "audit", page=page)


@app_commands.command(name="forget-me", description="Delete what is kept about you")
async def forget_me(interaction: Interaction) -> None:
    await give(interaction, "forget-me")
