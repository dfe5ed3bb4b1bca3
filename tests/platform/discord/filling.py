"""What Discord's client sends for a slash command filled in, by the options that are registered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.platform.discord.limits import Json

SUBCOMMAND, STRING, INTEGER, BOOLEAN, USER, ATTACHMENT = 1, 3, 4, 5, 6, 11


def filled(command: Json, options: Mapping[str, Any], files: list[Json]) -> tuple[list[Json], Json]:
    """The options as an interaction has them, and what it resolves of them.

    The option "action" names a subcommand, or else an option to set (`full`); `files` go to the options that
    take attachments, in order.
    """
    options = dict(options)
    wanted = command.get("options") or []
    action = options.pop("action", "")
    if wanted and wanted[0]["type"] == SUBCOMMAND:
        chosen = next(one for one in wanted if one["name"] == (action or wanted[0]["name"]))
        inside, found = filled(chosen, options, files)
        return [{"type": SUBCOMMAND, "name": chosen["name"], "options": inside}], found
    if action:
        options[action] = True
    kinds = {one["name"]: one["type"] for one in wanted}
    slots = [name for name, kind in kinds.items() if kind == ATTACHMENT]
    options |= {name: file["id"] for name, file in zip(slots, files, strict=False)}
    given = [
        {"name": name, "type": kinds[name], "value": _value(kinds[name], value)}
        for name, value in options.items()
    ]
    resolved: Json = {"attachments": {file["id"]: file for file in files}} if files else {}
    users = [str(one["value"]) for one in given if one["type"] == USER]
    if users:
        resolved["users"] = {id_: {"id": id_} for id_ in users}
    return given, resolved


def _value(kind: int, value: Any) -> Any:
    if kind == INTEGER:
        return int(value)
    if kind == BOOLEAN:
        return value if isinstance(value, bool) else value in {"yes", "true"}
    return value
