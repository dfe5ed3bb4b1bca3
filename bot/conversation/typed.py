"""Commands of administrators as people type them in a line, where a platform has no form for their options.

/documents title "The Habour Log" The Harbour Log story=harbour
{"action": "title", "document": "The Habour Log", "text": "The Harbour Log", "story": "harbour"}
"""

from __future__ import annotations

import re
from collections.abc import Mapping

GRAMMAR: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "stories": {
        "list": ("page",),
        "create": ("name", "description"),
        "describe": ("story", "description"),
        "bind": ("story", "where"),
        "unbind": ("story", "where"),
        "archive": ("story",),
        "restore": ("story",),
        "admin": ("story", "person", "remove"),
    },
    "documents": {
        "list": ("story", "page"),
        "show": ("document",),
        "add": ("file",),
        "remove": ("document",),
        "title": ("document", "text"),
        "date": ("document", "day"),
        "undo": ("story", "to"),
        "history": ("story", "page"),
    },
    "questions": {"set": ("file",), "show": (), "clear": ()},
    "add": {"": ("text",)},
    "reindex": {"": ("story",), "full": ("story",)},
    "announcements": {"on": (), "off": ()},
    "insights": {"": ("days",), "export": ("days",)},
    "audit": {"": ("page",)},
    "forget-me": {"": ()},
}
"""The options of each action, in the order in which they are typed; the last one takes the rest of the line.

`file` is an address, or what a terminal finds on its disk; elsewhere files are attached.
"""

NAMES = frozenset(name for actions in GRAMMAR.values() for options in actions.values() for name in options)
_OPTION = re.compile(rf'(?<!\S)(?P<name>{"|".join(sorted(NAMES))})=(?P<value>"[^"]*"|\S+)')
_WORD = re.compile(r'"(?P<quoted>[^"]*)"(?!\S)|(?P<plain>\S+)')


def options(command: str, line: str) -> dict[str, str]:
    """The command's options out of what was typed behind its name; the first word may be its action.

    Every option can be named (`story=dossier`), and a value with spaces put in straight double quotes.
    """
    actions = GRAMMAR[command]
    found = {match["name"]: match["value"].strip('"') for match in _OPTION.finditer(line)}
    rest = " ".join(_OPTION.sub(" ", line).split())
    first, _, behind = rest.partition(" ")
    if first and first in actions:
        found["action"], rest = first, behind.strip()
    elif "" not in actions:
        found["action"] = first or next(iter(actions))
        rest = behind.strip()
    free = [name for name in actions.get(found.get("action", ""), ()) if name not in found]
    for name in free[:-1]:
        if not (match := _WORD.match(rest)):
            return found
        found[name] = match["plain"] if match["quoted"] is None else match["quoted"]
        rest = rest[match.end() :].strip()
    if free and rest:
        whole = _WORD.fullmatch(rest)
        found[free[-1]] = whole["quoted"] if whole and whole["quoted"] is not None else rest
    return found


def with_address(found: Mapping[str, str]) -> dict[str, str]:
    """The options with an address that stands in the place of files as their `url`."""
    if found.get("file", "").startswith(("http://", "https://")):
        return {("url" if name == "file" else name): value for name, value in found.items()}
    return dict(found)
