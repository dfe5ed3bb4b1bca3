"""/documents, and Add to story in a message's Apps menu."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord import suggesting
from bot.discord.administration.giving import MANAGERS, File, Page, give
from bot.discord.attachments import attachments
from bot.discord.listen import said
from bot.discord.suggesting import Interaction

documents = app_commands.Group(
    name="documents", description="The documents of a story", default_permissions=MANAGERS
)


@documents.command(name="list", description="Documents with title, date, passages, and who added them")
@app_commands.describe(story="Which story", page="Which page of the list")
@app_commands.autocomplete(story=suggesting.stories)
async def _documents_list(
    interaction: Interaction, story: str | None = None, page: Page | None = None
) -> None:
    await give(interaction, "documents", action="list", story=story, page=page)


@documents.command(name="show", description="What was read of a document: title, date, first lines, dates")
@app_commands.describe(document="Its title or id", story="Which story")
@app_commands.autocomplete(document=suggesting.documents, story=suggesting.stories)
async def _documents_show(interaction: Interaction, document: str, story: str | None = None) -> None:
    await give(interaction, "documents", action="show", document=document, story=story)


@documents.command(name="add", description="Add files, zips of them, or a page by its address")
@app_commands.describe(
    url="The address of a page, where the settings allow it",
    story="Which story",
    **{f"file{number or ''}": "A file, or a zip of files" for number in (0, *range(2, 11))},
)
@app_commands.autocomplete(story=suggesting.stories)
async def _documents_add(
    interaction: Interaction,
    file: File | None = None,
    file2: File | None = None,
    file3: File | None = None,
    file4: File | None = None,
    file5: File | None = None,
    file6: File | None = None,
    file7: File | None = None,
    file8: File | None = None,
    file9: File | None = None,
    file10: File | None = None,
    url: str | None = None,
    story: str | None = None,
) -> None:
    files = (file, file2, file3, file4, file5, file6, file7, file8, file9, file10)
    await give(interaction, "documents", *files, action="add", url=url, story=story)


@documents.command(name="remove", description="Take a document out; undo brings it back")
@app_commands.describe(document="Its title or id", story="Which story")
@app_commands.autocomplete(document=suggesting.documents, story=suggesting.stories)
async def _documents_remove(interaction: Interaction, document: str, story: str | None = None) -> None:
    await give(interaction, "documents", action="remove", document=document, story=story)


@documents.command(name="title", description="Correct a document's title")
@app_commands.describe(document="Its title or id", text="The right title", story="Which story")
@app_commands.autocomplete(document=suggesting.documents, story=suggesting.stories)
async def _documents_title(
    interaction: Interaction,
    document: str,
    text: app_commands.Range[str, 1, 500],
    story: str | None = None,
) -> None:
    await give(interaction, "documents", action="title", document=document, text=text, story=story)


@documents.command(name="date", description="Correct the day a document was published")
@app_commands.describe(
    document="Its title or id", day="The right day, such as 2021-09-14, or none", story="Which story"
)
@app_commands.autocomplete(document=suggesting.documents, story=suggesting.stories)
async def _documents_date(
    interaction: Interaction, document: str, day: str, story: str | None = None
) -> None:
    await give(interaction, "documents", action="date", document=document, day=day, story=story)


@documents.command(name="undo", description="Take the last change of a story back")
@app_commands.describe(story="Which story", to="A snapshot's number in the history; else the one before")
@app_commands.autocomplete(story=suggesting.stories)
async def _documents_undo(interaction: Interaction, story: str | None = None, to: Page | None = None) -> None:
    await give(interaction, "documents", action="undo", story=story, to=to)


@documents.command(name="history", description="What changed when, and by whom")
@app_commands.describe(story="Which story", page="Which page of the list")
@app_commands.autocomplete(story=suggesting.stories)
async def _documents_history(
    interaction: Interaction, story: str | None = None, page: Page | None = None
) -> None:
    await give(interaction, "documents", action="history", story=story, page=page)


async def _add(interaction: Interaction, message: discord.Message) -> None:
    options = {
        "text": said(message),
        "author": message.author.display_name,
        "day": message.created_at.date().isoformat(),
        "link": message.jump_url,
    }
    files = attachments(message.attachments)
    await interaction.client.commanded(interaction, "add", options, private=True, files=files)


add_to_story = app_commands.ContextMenu(name="Add to story", callback=_add)
add_to_story.default_permissions = MANAGERS
