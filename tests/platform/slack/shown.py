"""A message as it stands in Slack, and what a reader sees of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Shown:
    """A message as it stands in Slack. `to` is the one person who sees it, empty for everybody."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread: str = ""
    to: str = ""
    sent: Json = field(default_factory=dict)
    token: str = ""

    @property
    def quotes(self) -> list[str]:
        return [
            "".join(element["text"] for element in part["elements"])
            for block in self.blocks
            if block["type"] == "rich_text"
            for part in block["elements"]
            if part["type"] == "rich_text_quote"
        ]

    @property
    def bold(self) -> list[str]:
        return [
            element["text"]
            for block in self.blocks
            if block["type"] == "rich_text"
            for part in block["elements"]
            if part["type"] == "rich_text_quote"
            for element in part["elements"]
            if element.get("style", {}).get("bold")
        ]

    @property
    def words(self) -> str:
        """Everything else a reader sees."""
        return "\n".join(_visible(self.blocks)) or self.text

    @property
    def buttons(self) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for block in self.blocks:
            for element in block.get("elements", []):
                if element["type"] == "button":
                    found.setdefault(element["text"]["text"], element)
                if element["type"] == "feedback_buttons":
                    for side in ("positive_button", "negative_button"):
                        label = element[side]["text"]["text"]
                        found[label] = element | {"value": element[side]["value"]}
        return found


def _visible(blocks: Any) -> list[str]:
    if isinstance(blocks, dict):
        if blocks.get("type") == "rich_text_quote":
            return []
        own = [blocks["text"]] if isinstance(blocks.get("text"), str) else []
        return own + [
            text for value in blocks.values() if not isinstance(value, str) for text in _visible(value)
        ]
    return [text for part in blocks for text in _visible(part)] if isinstance(blocks, list) else []
