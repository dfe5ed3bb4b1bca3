"""Block Kit's parts, and how big they may be. Pure.

Limits from https://docs.slack.dev/reference/block-kit/blocks and
https://docs.slack.dev/reference/methods/chat.postMessage; the one over all blocks is not written down there
and was met in practice as `msg_blocks_too_long`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.slack.text import escape

Block = dict[str, Any]  # JSON; the shapes stand in the functions below

MOST_CHARACTERS = 12_000
"""Over all blocks of a message."""
LONGEST_TEXT = 3_000
"""Of a section; rich text has no limit of its own, and keeps to this one."""
LONGEST_CONTEXT = 2_000
LONGEST_FALLBACK = 4_000
"""Of `text`, beyond which Slack may cut what notifications show; it refuses 40,000."""
MOST_BUTTONS = 25
LONGEST_LABEL = 75
LONGEST_URL = 3_000
LONGEST_HEADER = 150


def units(text: str) -> int:
    """Length as Slack's clients count, in UTF-16 units: an emoji counts two."""
    return len(text) + sum(character > "\uffff" for character in text)


def label(text: str) -> Block:
    """A plain text object; colons stay colons."""
    return {"type": "plain_text", "text": text, "emoji": False}


def words(text: str, *, bold: bool = False) -> Block:
    """A rich text element: shown to the letter, with no markup to escape."""
    return {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}


def said(text: str, *, bold: bool = False) -> Block:
    """A line of our own."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [words(text, bold=bold)]}],
    }


def quoted(pieces: Iterable[tuple[str, bool]]) -> Block:
    """A quote; `pieces` are text and whether it is highlighted."""
    elements = [words(text, bold=marked) for text, marked in pieces]
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": elements}]}


def context(*texts: str) -> Block:
    """Small grey lines."""
    return {"type": "context", "elements": [label(text[:LONGEST_CONTEXT]) for text in texts]}


def section(text: str) -> Block:
    """A paragraph of our own words in mrkdwn, which the caller escapes where they are not ours."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def header(text: str) -> Block:
    return {"type": "header", "text": label(text[:LONGEST_HEADER])}


def button(text: str, action: str, value: str = "", url: str = "") -> Block:
    """A button; `action` is unique in its message, `url` opens in the browser."""
    return {
        "type": "button",
        "text": label(text[:LONGEST_LABEL]),
        "action_id": action,
        **({"value": value} if value else {}),
        **({"url": url} if url else {}),
    }


def actions(buttons: Sequence[Block]) -> list[Block]:
    """Rows of buttons, none for none."""
    return [
        {"type": "actions", "elements": list(buttons[start : start + MOST_BUTTONS])}
        for start in range(0, len(buttons), MOST_BUTTONS)
    ]


def feedback(action: str, useful: str, not_useful: str) -> Block:
    """The thumbs under an answer; the two values are what a press sends."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": action,
                "positive_button": {"text": label("Useful"), "value": useful},
                "negative_button": {"text": label("Not useful"), "value": not_useful},
            }
        ],
    }


def size(blocks: object) -> int:
    """Characters over all texts in blocks, what is shown and what is not."""
    if isinstance(blocks, str):
        return units(blocks)
    if isinstance(blocks, dict):
        return sum(size(value) for key, value in blocks.items() if key != "type")
    return sum(map(size, blocks)) if isinstance(blocks, list) else 0


def fallback(lines: Iterable[str]) -> str:
    """`text` beside blocks: whole lines, escaped, as many as fit; at least the first."""
    text = ""
    for line in lines:
        longer = f"{text}\n{escape(line)}" if text else escape(line)
        if text and units(longer) > LONGEST_FALLBACK:
            break
        text = longer
    return text
