"""Windows for what is clumsy to type: a story's name and description, a document's title and date."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.blocks import Block, label
from bot.slack.modals import MOST_OPTIONS, field

STORY, CORRECTION = "footnote_story", "footnote_correction"
LONGEST_NAME, LONGEST_LINE = 64, 300
LONGEST_OPTION, LONGEST_VALUE = 75, 150
"""Of what a menu shows, and what it sends (.../reference/block-kit/composition-objects/option-object)."""


def wanted(name: str, options: Mapping[str, str]) -> str:
    """The window that a command asks for by leaving out what it needs; empty for none."""
    action = options.get("action", "")
    if name == "stories" and action == "create" and not options.get("name"):
        return STORY
    given = options.get("document") and (options.get("text") or options.get("day"))
    return CORRECTION if name == "documents" and action in {"title", "date"} and not given else ""


def story(channel: str) -> Block:
    """A story to create. The command is given for `channel`."""
    name = {"type": "plain_text_input", "max_length": LONGEST_NAME}
    description = {"type": "plain_text_input", "max_length": LONGEST_LINE, "multiline": True}
    return _window(
        STORY,
        "Create a story",
        "Create",
        [channel, ""],
        [
            field("name", "Name: lower-case letters, digits, - and _", name),
            field("description", "What its documents are about", description, optional=True),
        ],
    )


def correction(titles: Sequence[str], channel: str, story_name: str) -> Block:
    """A document out of a story and what its title and date should be; some of `titles` are choices."""
    options = [{"text": label(title[:LONGEST_OPTION]), "value": title} for title in choices(titles)]
    choice = {"type": "static_select", "options": options, "initial_option": options[0]}
    return _window(
        CORRECTION,
        "Correct a document",
        "Correct",
        [channel, story_name],
        [
            field("document", "Document", choice),
            field("text", "Title", {"type": "plain_text_input", "max_length": LONGEST_LINE}, optional=True),
            field("day", "Published on", {"type": "datepicker"}, optional=True),
        ],
    )


def choices(titles: Sequence[str]) -> list[str]:
    """Titles that a menu can hold; other documents are corrected by command."""
    return [title for title in dict.fromkeys(titles) if len(title) <= LONGEST_VALUE][:MOST_OPTIONS]


def sent(view: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """(channel, story, what was filled in) of a window that was sent."""
    channel, story_name = json.loads(view["private_metadata"])
    values = {}
    for name, block in view["state"]["values"].items():
        element = block.get(name) or {}
        chosen = (element.get("selected_option") or {}).get("value")
        value = element.get("value") or element.get("selected_date") or chosen
        if value:
            values[name] = str(value)
    return channel, story_name, values


def _window(callback: str, title: str, submit: str, kept: list[str], blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": json.dumps(kept),
        "title": label(title),
        "submit": label(submit),
        "close": label("Cancel"),
        "blocks": blocks,
    }
