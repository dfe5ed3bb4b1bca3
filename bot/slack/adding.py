"""Files dropped into a conversation with the word "add": Slack's commands carry none, its messages do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Change, Command, Message
from bot.slack.commands import to_administer
from bot.slack.files import files_of
from bot.slack.text import exact

WORDS = re.compile(r"\W*(?:(?P<set>questions\s+set)|(?:documents\s+)?add)\b(?P<rest>[^?]*)", re.IGNORECASE)
ADD_FILES = (
    "Slack's commands carry no files: choose `Add to story` in the menu of a message that has them, send "
    "them to me in a direct message with the word `add`, or give the address of a page, as in "
    "/documents add https://example.org/page"
)
SET_FILE = (
    "Slack's commands carry no files: send them to me in a direct message, with the words `questions set`"
)


def command(message: Message, event: Mapping[str, Any], client: AsyncWebClient) -> Command | None:
    """What a message with files asks to be done with them, if anything: "add story=war", "questions set"."""
    files = files_of(client, event)
    meant = message.place.direct or message.mentions
    if not (files and meant) or message.change is not Change.NEW or message.person.bot:
        return None
    text = event.get("text") or ""
    for mention in message.mentions:
        text = text.replace(mention, " ")
    found = WORDS.fullmatch(" ".join(exact(text).split()))
    if found is None:
        return None
    name, action = ("questions", "set") if found["set"] else ("documents", "add")
    options = to_administer(name, f"{action} {found['rest']}")
    options.pop("file", None)
    return Command(message.place, message.person, message.id, name, options, files=files)


def no_files(name: str, options: Mapping[str, str]) -> str:
    """How to hand over the files that a slash command cannot; empty where it needs none."""
    if name == "documents" and options.get("action") == "add" and not options.get("url"):
        return ADD_FILES
    return SET_FILE if name == "questions" and options.get("action") == "set" else ""
