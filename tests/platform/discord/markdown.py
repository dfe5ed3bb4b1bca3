r"""How Discord shows markdown, written down from its client's rules and independent of the bot's escaping.

Rules in the order in which they are tried at each place; what matches none is text. Sources:
https://support.discord.com/hc/en-us/articles/210298617, the formats in
https://discord.com/developers/docs/reference#message-formatting, and the rules of the simple-markdown
library on which the client builds (`escape` is `\\([^0-9A-Za-z\s])`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
INLINE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("code", re.compile(r"```(?:\w+\n)?([\s\S]+?)```|(`+)([\s\S]*?[^`])\2(?!`)")),
    ("timestamp", re.compile(r"<t:-?\d+(?::\w)?>")),
    ("mention", re.compile(r"<(?:@[!&]?|#)\d+>|<id:\w+>|</[^:>]+:\d+>|@everyone|@here")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|:[\w+-]+:|¯\\_\(ツ\)_/¯")),
    ("link", re.compile(r"<(?:https?://|mailto:)[^ >]+>|https?://[^\s<]+[^<.,:;\"')\]\s]")),
    ("masked", re.compile(r"\[((?:\\.|[^\]\\])+)\]\(([^)\s]+)\)")),
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("strike", re.compile(r"~~((?:\\[\s\S]|[^\\])+?)~~(?!_)")),
    ("spoiler", re.compile(r"\|\|((?:\\[\s\S]|[^\\])+?)\|\|")),
    ("italic", re.compile(r"\*(?=\S)((?:\\[\s\S]|[^\\*])+?)(?<!\s)\*(?!\*)|\b_((?:\\[\s\S]|[^\\_])+?)_\b")),
)
BLOCKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("subtext", re.compile(r"-# +(?=\S)")),
    ("heading", re.compile(r"#{1,3} +(?=\S)")),
    ("list", re.compile(r" *(?:[-*]|\d+\.) +(?=\S)")),
)
QUOTE = re.compile(r" *> ([^\n]*)")


@dataclass(frozen=True, slots=True)
class Shown:
    """Some text as a person sees it; `styles` says how, from the outermost."""

    text: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind: quote, subtext, heading, list or text."""

    kind: str
    shown: tuple[Shown, ...]

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.shown)


def blocks(source: str) -> list[Block]:
    """What a message or an embed's description shows, from top to bottom."""
    lines = source.split("\n")
    found: list[Block] = []
    at = 0
    while at < len(lines):
        quoted = []
        while at < len(lines) and (match := QUOTE.fullmatch(lines[at])):
            quoted.append(match.group(1))
            at += 1
        if quoted:
            inner = [_line(line) for line in quoted]
            shown = [
                one
                for number, (_, line) in enumerate(inner)
                for one in ([Shown("\n")] if number else []) + line
            ]
            kinds = {kind for kind, _ in inner} - {"text"}
            found.append(Block("quote", tuple(Shown(one.text, (*one.styles, *kinds)) for one in shown)))
            continue
        kind, shown_line = _line(lines[at])
        found.append(Block(kind, tuple(shown_line)))
        at += 1
    return found


def _line(line: str) -> tuple[str, list[Shown]]:
    for kind, pattern in BLOCKS:
        if match := pattern.match(line):
            return kind, list(inline(line[match.end() :]))
    return "text", list(inline(line))


def inline(source: str, styles: tuple[str, ...] = ()) -> Iterator[Shown]:
    """Text with its styles; nothing that is escaped starts anything."""
    text = ""
    at = 0
    while at < len(source):
        if match := ESCAPE.match(source, at):
            text += match.group(1)
            at = match.end()
            continue
        kind, found = next(
            ((kind, match) for kind, pattern in INLINE if (match := pattern.match(source, at))), ("", None)
        )
        if found is None:
            text += source[at]
            at += 1
            continue
        if text:
            yield Shown(text, styles)
            text = ""
        inner = next((group for group in found.groups() if group), found.group())
        if kind in {"code", "timestamp", "mention", "emoji", "link"}:
            yield Shown(found.group(), (*styles, kind))
        else:
            yield from inline(inner, (*styles, kind))
        at = found.end()
    if text:
        yield Shown(text, styles)
