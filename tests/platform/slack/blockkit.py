"""What Slack refuses: Block Kit's documented limits, with Slack's names for the errors."""

from __future__ import annotations

from typing import Any

LIMITS = {"section": 3000, "header": 150, "plain_text": 3000, "context": 2000}
KNOWN = {
    "section", "context", "actions", "header", "divider", "rich_text", "input", "context_actions", "image"
}  # fmt: skip


class Refused(Exception):  # noqa: N818
    """An error answer; `args[0]` is Slack's name for it."""


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def texts(value: Any) -> list[str]:
    """Every string in blocks but their types."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, part in value.items() if key != "type" for text in texts(part)]
    return [text for part in value for text in texts(part)] if isinstance(value, list) else []


def check_message(text: str, blocks: list[dict[str, Any]] | None) -> None:
    """Raises `Refused` as chat.postMessage would answer."""
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > 40_000:
        raise Refused("msg_too_long")
    if blocks is not None:
        check_blocks(blocks, most=50)
        if sum(map(utf16, texts(blocks))) > 12_000:
            raise Refused("msg_blocks_too_long")


def check_blocks(blocks: list[dict[str, Any]], most: int) -> None:
    if len(blocks) > most:
        raise Refused("invalid_blocks", f"no more than {most} items allowed")
    ids: list[str] = []
    for block in blocks:
        _check_block(block, ids)
    if len(ids) != len(set(ids)):
        raise Refused("invalid_blocks", "action_id must be unique")


def _need(right: bool, why: str) -> None:
    if not right:
        raise Refused("invalid_blocks", why)


def _check_block(block: dict[str, Any], ids: list[str]) -> None:  # noqa: C901, PLR0912 -- a table of kinds
    kind = block.get("type")
    _need(kind in KNOWN, f"unsupported type: {kind}")
    if kind == "section":
        _check_text(block["text"], 3000)
        if "accessory" in block:
            _check_button(block["accessory"], ids)
    elif kind == "header":
        _need(block["text"]["type"] == "plain_text", "header is plain text")
        _check_text(block["text"], 150)
    elif kind == "context":
        _need(1 <= len(block["elements"]) <= 10, "context has 1 to 10 elements")
        for element in block["elements"]:
            _check_text(element, 2000)
    elif kind == "actions":
        _need(1 <= len(block["elements"]) <= 25, "actions has 1 to 25 elements")
        for element in block["elements"]:
            _check_button(element, ids)
    elif kind == "context_actions":
        _need(1 <= len(block["elements"]) <= 5, "context_actions has 1 to 5 elements")
        for element in block["elements"]:
            _need(element["type"] in {"feedback_buttons", "icon_button"}, "unsupported element")
            ids.append(element["action_id"])
            for side in ("positive_button", "negative_button"):
                _check_text(element[side]["text"], 75)
                _need(len(element[side]["value"]) <= 2000, "value too long")
    elif kind == "rich_text":
        _need(bool(block["elements"]), "rich_text needs elements")
        for part in block["elements"]:
            _need(bool(part["elements"]), "rich_text needs elements")
            if part["type"] == "rich_text_list":
                _need(part["style"] in {"bullet", "ordered"}, "unsupported style")
                for row in part["elements"]:
                    _need(row["type"] == "rich_text_section", "a list holds sections")
                    _check_words(row)
                continue
            _need(part["type"] in {"rich_text_section", "rich_text_quote"}, "unsupported element")
            _check_words(part)
    elif kind == "input":
        _check_text(block["label"], 2000)
        if "options" in block["element"]:
            _check_options(block["element"]["options"])


def _check_options(options: list[dict[str, Any]]) -> None:
    _need(1 <= len(options) <= 100, "a menu has 1 to 100 options")
    for option in options:
        _check_text(option["text"], 75)
        _need(1 <= len(option["value"]) <= 150, "value must be 1 to 150 characters")


def _check_words(part: dict[str, Any]) -> None:
    _need(bool(part["elements"]), "rich_text needs elements")
    for element in part["elements"]:
        _need(element["type"] == "text" and bool(element["text"]), "text must not be empty")


def _check_text(text: dict[str, Any], longest: int) -> None:
    _need(text["type"] in {"plain_text", "mrkdwn"}, "unsupported text")
    _need(1 <= len(text["text"]) <= longest, f"text must be 1 to {longest} characters")


def _check_button(element: dict[str, Any], ids: list[str]) -> None:
    _need(element["type"] == "button", f"unsupported element {element['type']}")
    _check_text(element["text"], 75)
    _need(element["text"]["type"] == "plain_text", "buttons are plain text")
    _need(1 <= len(element["action_id"]) <= 255, "action_id has 1 to 255 characters")
    _need(len(element.get("value", "")) <= 2000, "value too long")
    _need(len(element.get("url", "")) <= 3000, "url too long")
    ids.append(element["action_id"])


def check_view(view: dict[str, Any]) -> None:
    check_blocks(view["blocks"], most=100)
    if view["type"] == "modal":
        _check_text(view["title"], 24)
        for name in ("submit", "close"):
            if name in view:
                _check_text(view[name], 24)
        _need(len(view.get("private_metadata", "")) <= 3000, "private_metadata too long")
        _need(len(view["callback_id"]) <= 255, "callback_id too long")
    else:
        _need(view["type"] == "home", "unsupported view")
