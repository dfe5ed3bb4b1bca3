"""How a command of administrators is handed on, and who sees it."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord.attachments import attachments
from bot.discord.suggesting import Interaction

MANAGERS = discord.Permissions(manage_guild=True)
"""Who sees the commands, unless the server decides otherwise (Server Settings > Integrations)."""

Page = app_commands.Range[int, 1, 10_000]
File = discord.Attachment
Given = str | int | None


async def give(
    interaction: Interaction, command: str, /, *files: File | None, action: str = "", **given: Given
) -> None:
    """Hand a command on; `files` and options that were not given are left out."""
    options = {"action": action} | {key: _written(value) for key, value in given.items() if value is not None}
    options = {key: value for key, value in options.items() if value}
    await interaction.client.commanded(interaction, command, options, private=True, files=attachments(files))


def _written(value: str | int) -> str:
    return ("yes" if value else "") if isinstance(value, bool) else str(value)
