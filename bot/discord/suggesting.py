"""What Discord suggests while somebody types an option: stories, topics, documents of this place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord import app_commands

from bot.discord.listen import asked_in
from bot.reply import short_id

if TYPE_CHECKING:
    from bot.discord.client import Client

CHOICES = 25
CHOICE_LENGTH = 100

Interaction: TypeAlias = "discord.Interaction[Client]"
Choices = list[app_commands.Choice[str]]


async def stories(interaction: Interaction, typed: str) -> Choices:
    """Stories that may be asked here."""
    return _fitting(await interaction.client.conversation.stories(asked_in(interaction)), typed)


async def topics(interaction: Interaction, typed: str) -> Choices:
    """Names in the documents, then their titles."""
    conversation = interaction.client.conversation
    return _fitting(await conversation.topics(asked_in(interaction), _story(interaction)), typed)


async def documents(interaction: Interaction, typed: str) -> Choices:
    """Documents by their titles; with its id one whose title is another's too, or too long for Discord."""
    conversation = interaction.client.conversation
    found = await conversation.documents(asked_in(interaction), _story(interaction))
    times = Counter(title.casefold() for title, _ in found)
    named = {
        title if times[title.casefold()] == 1 and len(title) <= CHOICE_LENGTH else _with_id(title, id_): id_
        for title, id_ in found
    }
    return [
        app_commands.Choice(name=choice.name, value=short_id(named[choice.name]))
        for choice in _fitting(named, typed)
    ]


def _with_id(title: str, hash_: str) -> str:
    id_ = f" · {short_id(hash_)}"
    rest = CHOICE_LENGTH - len(id_)
    return (title if len(title) <= rest else title[: rest - 1] + "…") + id_


def _story(interaction: Interaction) -> str:
    """The story chosen already in the same command."""
    return getattr(interaction.namespace, "story", None) or ""


def _fitting(names: Iterable[str], typed: str) -> Choices:
    """Names that hold what was typed, those that begin with it first; longer than Discord takes none."""
    wanted = typed.casefold()
    found = [name for name in names if len(name) <= CHOICE_LENGTH and wanted in name.casefold()]
    found.sort(key=lambda name: not name.casefold().startswith(wanted))
    return [app_commands.Choice(name=name, value=name) for name in found[:CHOICES]]
