"""Slack's text: three characters are escaped, and what people type arrives with links and mentions marked up.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re

MARK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
STRAIGHT = str.maketrans("“”„", '"""')
BROADCASTS = ("!channel", "!here", "!everyone")


def escape(text: str) -> str:
    """Text that Slack's mrkdwn shows as it is; `<!channel>` and `<@U…>` become words and ping nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text that `escape` was given."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str, keep: frozenset[str] = frozenset()) -> str:
    """What a person typed, out of what Slack delivers: links as their label, channels by name.

    Mentions spelled as in `keep` stay as they are, those of other people become their name or go.
    """

    def word(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        if match[0] in keep:
            return match[0]
        if target.startswith("@"):
            return label or ""
        if target.startswith("#"):
            return f"#{label}" if label else ""
        if target.startswith("!"):
            return label or ""
        return label or target.removeprefix("mailto:")

    return unescape(MARK.sub(word, text))


def exact(text: str) -> str:
    """What a person typed behind a command that changes something: ids of people, addresses in full.

    Quotation marks that a phone made curly are made straight, unless straight ones stand there too.
    """

    def word(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        if target.startswith(("@", "!", "#")):
            return target[1:] if target.startswith("@") else label or ""
        return target if target.startswith(("http://", "https://")) else label or target

    typed = unescape(MARK.sub(word, text))
    return typed if '"' in typed else typed.translate(STRAIGHT)


def mentions(text: str, user: str) -> tuple[str, ...]:
    """The spellings by which the text names this user."""
    return tuple(dict.fromkeys(match[0] for match in MARK.finditer(text) if match[1] == f"@{user}"))


def to_all(text: str) -> bool:
    return any(match[1] in BROADCASTS for match in MARK.finditer(text))
