"""The command about where something that somebody wrote comes from."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.access import Access
from bot.answering import Answering
from bot.conversation.events import Command, Responder
from bot.reply import source_reply
from index.errors import UsageError

LONGEST = 4000
"""Characters of a text whose source is looked for: the longest message of any platform."""


async def find_source(
    command: Command, responder: Responder, answering: Answering, access: Access, ahead: int
) -> None:
    """Say where the command's text stands in the story, word for word or nearly.

    Raises:
        UsageError: there is no text, or too much; else as `Access.story` and `Answering.find`.
    """
    text = command.options.get("question", "").strip()
    if not any(character.isalnum() for character in text):
        raise UsageError("there is no text to look for; choose a message that has words")
    if len(text) > LONGEST:
        raise UsageError(f"the text has {len(text):,} characters; look for at most {LONGEST:,} at once")
    story = await asyncio.to_thread(access.story, command.place, command.options.get("story", ""))
    await responder.working(ahead)
    sources = await answering.find(story, text)
    reply = replace(source_reply(sources.quotes, identical=sources.identical), story=story)
    display = await answering.read(sources, reply)
    await responder.say(replace(display, reply=replace(display.reply, private=command.private)))
