"""The commands of administrators. Discord hides them from most; the code checks each of them again.

a command (stories.py, documents.py, upkeep.py) -> giving.py -> Client.commanded -> Conversation
"""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord.administration.documents import add_to_story, documents
from bot.discord.administration.stories import stories
from bot.discord.administration.upkeep import announcements, audit, forget_me, insights, questions, reindex

__all__ = ["COMMANDS", "forget_me"]

COMMANDS: tuple[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group, ...] = (
    stories,
    documents,
    add_to_story,
    reindex,
    questions,
    announcements,
    insights,
    audit,
)
