"""What is typed after a slash command: a question and options among its words, or what to change."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.conversation import typed_options, with_address
from bot.conversation.typed import GRAMMAR
from bot.slack.text import exact, plain

OPTIONS = ("story", "since", "until", "as_of", "from", "to", "private", "off")
ALIASES = {"from": "since", "to": "until"}
# A value is one word or stands in quotes, curly ones included, which phones type.
OPTION = re.compile(rf"(?:^|(?<=\s))({'|'.join(OPTIONS)})=(?:[\"“”]([^\"“”]*)[\"“”]|(\S+))", re.IGNORECASE)
NO = frozenset({"no", "false", "0", "off"})


def options(text: str) -> dict[str, str]:
    """`When did he call? since=2021 story=war` as options; the other words are the question."""
    found: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        name = match[1].lower()
        found[ALIASES.get(name, name)] = match[2] if match[2] is not None else match[3]
        return " "

    rest = " ".join(OPTION.sub(take, plain(text)).split())
    return {**found, "question": rest}


def is_private(name: str, chosen: Mapping[str, str]) -> bool:
    """Answers to a command are for the asker, who can share them, unless `private=no`.

    A timeline is for the channel unless `private=yes`: Slack shows no picture to one person alone.
    """
    usual = "no" if name == "timeline" else "yes"
    return chosen.get("private", usual).lower() not in NO


def administers(name: str) -> bool:
    """Whether a command changes or shows what only administrators may, and so needs to know who asks."""
    return name in GRAMMAR


def to_administer(name: str, text: str) -> dict[str, str]:
    """The options of such a command."""
    return with_address(typed_options(name, exact(text)))
