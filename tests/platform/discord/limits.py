"""What Discord refuses in a message or command, with its error codes and shape.

Figures: https://discord.com/developers/docs/resources/message (content, embeds),
https://discord.com/developers/docs/components/reference (components),
https://discord.com/developers/docs/interactions/application-commands (commands). Lengths are taken in
UTF-16 units, the stricter of the two ways to count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from aiohttp import web

Json = dict[str, Any]
CONTENT, EMBEDS, EMBED_TOTAL = 2000, 10, 6000
EMBED = {"title": 256, "description": 4096}
EMBED_NAMES = {"author": ("name", 256), "footer": ("text", 2048)}
ROWS, BUTTONS, CUSTOM_ID, LABEL, URL = 5, 5, 100, 80, 512
UPLOAD = 10 * 1024 * 1024
FILES = 10
SUPPORTED_FLAGS = 1 << 2 | 1 << 6 | 1 << 12 | 1 << 15
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


class Refusal(Exception):  # noqa: N818 -- an answer of the API, not an error of the server
    """An answer with an error status in Discord's shape."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, "code": code} | ({"errors": errors} if errors else {})


def answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON as Discord sends it: without a charset, which clients compare for."""
    data = json.dumps(body).encode()
    return web.Response(body=data, status=status, content_type="application/json", headers=headers)


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_message(payload: Json, files: dict[str, bytes], *, new: bool = True) -> None:
    """Raises `Refusal` as Discord would for this message."""
    wrong = dict(_message_errors(payload))
    if wrong:
        raise Refusal(400, 50035, "Invalid Form Body", _nested(wrong))
    if sum(map(len, files.values())) > UPLOAD:
        raise Refusal(413, 40005, "Request entity too large")
    if len(files) > FILES:
        raise Refusal(400, 50035, "Invalid Form Body")
    empty = not (payload.get("content") or "").strip() and not payload.get("embeds") and not files
    if empty and (new or "content" in payload):
        raise Refusal(400, 50006, "Cannot send an empty message")


def _message_errors(payload: Json) -> Iterator[tuple[str, str]]:  # noqa: C901 -- a list of rules
    if length(payload.get("content") or "") > CONTENT:
        yield "content", f"Must be {CONTENT} or fewer in length."
    if payload.get("flags", 0) & ~SUPPORTED_FLAGS:
        yield "flags", "Unsupported flag."
    if len(str(payload.get("nonce") or "")) > 25:
        yield "nonce", "Must be 25 or fewer in length."
    embeds = payload.get("embeds") or []
    if len(embeds) > EMBEDS:
        yield "embeds", f"Must be {EMBEDS} or fewer in length."
    total = 0
    for number, embed in enumerate(embeds):
        texts = {name: (embed.get(name) or "", limit) for name, limit in EMBED.items()}
        for name, (key, limit) in EMBED_NAMES.items():
            texts[f"{name}.{key}"] = ((embed.get(name) or {}).get(key) or "", limit)
        for name, (text, limit) in texts.items():
            total += length(text)
            if length(text) > limit:
                yield f"embeds.{number}.{name}", f"Must be {limit} or fewer in length."
        if embed.get("fields") or embed.get("image"):
            yield f"embeds.{number}", "This server does not check fields and images; extend it."
    if total > EMBED_TOTAL:
        yield "embeds", f"Embed size exceeds maximum size of {EMBED_TOTAL}"
    yield from _component_errors(payload.get("components") or [])


def _component_errors(rows: list[Json]) -> Iterator[tuple[str, str]]:  # noqa: C901 -- a list of rules
    if len(rows) > ROWS:
        yield "components", f"Must be {ROWS} or fewer in length."
    seen: set[str] = set()
    for number, row in enumerate(rows):
        at = f"components.{number}.components"
        if row["type"] != 1 or not 1 <= len(row["components"]) <= BUTTONS:
            yield at, f"Must be between 1 and {BUTTONS} in length."
        for place, button in enumerate(row["components"]):
            label = button.get("label") or ""
            if button["type"] != 2:
                yield f"{at}.{place}.type", "This server knows buttons only."
            if not label and not button.get("emoji"):
                yield f"{at}.{place}", "A label or emoji is required."
            if length(label) > LABEL:
                yield f"{at}.{place}.label", f"Must be {LABEL} or fewer in length."
            if button["style"] == 5:
                url = button.get("url") or ""
                if length(url) > URL or not url.startswith(("http://", "https://", "discord://")):
                    yield f"{at}.{place}.url", "Not a well formed URL."
                continue
            custom_id = button.get("custom_id") or ""
            if not 1 <= length(custom_id) <= CUSTOM_ID:
                yield f"{at}.{place}.custom_id", f"Must be between 1 and {CUSTOM_ID} in length."
            if custom_id in seen:
                yield f"{at}.{place}.custom_id", "Component custom id cannot be duplicated"
            seen.add(custom_id)


def check_modal(data: Json) -> None:
    """Raises `Refusal` for a modal that Discord would not show."""
    inputs = [one for row in data["components"] for one in (row.get("components") or [row.get("component")])]
    fits = (
        1 <= length(data["custom_id"]) <= CUSTOM_ID
        and 1 <= length(data["title"]) <= 45
        and 1 <= len(data["components"]) <= 5
        and all(one["type"] == 4 and 1 <= length(one["custom_id"]) <= 100 for one in inputs)
        and all(one.get("max_length", 4000) <= 4000 for one in inputs)
        and all(length(one.get("placeholder") or "") <= 100 for one in inputs)
    )
    if not fits:
        raise Refusal(400, 50035, "Invalid Form Body")


def check_commands(commands: list[Json]) -> None:
    """Raises `Refusal` for a set of commands that Discord would not register."""
    wrong = {
        f"{number}.{name}": why
        for number, command in enumerate(commands)
        for name, why in _command_errors(command)
    }
    counts = [sum(command.get("type", 1) == kind for command in commands) for kind in (1, 3)]
    if counts[0] > 100 or counts[1] > 15:
        wrong["commands"] = "Maximum number of application commands reached"
    if wrong:
        raise Refusal(400, 50035, "Invalid Form Body", _nested(wrong))


def _command_errors(command: Json) -> Iterator[tuple[str, str]]:
    slash = command.get("type", 1) == 1
    yield from _named_errors(command, "", slash=slash)
    size = _size(command)
    if size > 8000:
        yield "description", f"Combined size {size} exceeds 8000."


def _named_errors(one: Json, at: str, *, slash: bool) -> Iterator[tuple[str, str]]:  # noqa: C901 -- rules
    """What is wrong with the names, descriptions, options and choices of a command, subcommand or option."""
    for name in (one["name"], *(one.get("name_localizations") or {}).values()):
        if not 1 <= length(name) <= 32:
            yield f"{at}name", "Must be between 1 and 32 in length."
        if slash and (not COMMAND_NAME.fullmatch(name) or name != name.lower()):
            yield f"{at}name", f"Name is invalid: {name}"
    for text in (one.get("description", ""), *(one.get("description_localizations") or {}).values()):
        if (slash and not 1 <= length(text) <= 100) or (not slash and text):
            yield f"{at}description", "Must be between 1 and 100 in length."
    choices = one.get("choices") or []
    if len(choices) > 25 or any(not 1 <= length(choice["name"]) <= 100 for choice in choices):
        yield f"{at}choices", "Must be 25 or fewer, each between 1 and 100 in length."
    options = one.get("options") or []
    if len(options) > 25:
        yield f"{at}options", "Must be 25 or fewer in length."
    needed = [option.get("required", False) for option in options]
    if needed != sorted(needed, reverse=True):
        yield f"{at}options", "Required options must be placed before non-required options"
    locales = {locale for option in options for locale in option.get("name_localizations") or {}}
    for locale in ("", *locales):
        names = [(option.get("name_localizations") or {}).get(locale, option["name"]) for option in options]
        if len(set(names)) < len(names):
            yield f"{at}options", f"Option names must be unique: {sorted(names)}"
    for number, option in enumerate(options):
        yield from _named_errors(option, f"{at}options.{number}.", slash=slash)


def _size(one: Json) -> int:
    """Characters that count towards a command's 8000: of each text the longest translation."""
    texts = [
        max(map(length, (one.get(key, ""), *(one.get(f"{key}_localizations") or {}).values())))
        for key in ("name", "description")
    ]
    values = [length(str(choice["value"])) for choice in one.get("choices") or []]
    inside = [_size(option) for option in (*(one.get("options") or []), *(one.get("choices") or []))]
    return sum(texts) + sum(values) + sum(inside)


def check_choices(choices: list[Json]) -> None:
    """Raises `Refusal` for an autocompletion that Discord would not show."""
    fits = len(choices) <= 25 and all(
        1 <= length(one["name"]) <= 100 and 1 <= length(str(one["value"])) <= 100 for one in choices
    )
    if not fits:
        raise Refusal(400, 50035, "Invalid Form Body")


def _nested(wrong: dict[str, str]) -> Json:
    errors: Json = {}
    for path, message in wrong.items():
        at = errors
        for part in path.split("."):
            at = at.setdefault(part, {})
        at.setdefault("_errors", []).append({"code": "BASE_TYPE_BAD", "message": message})
    return errors
