r"""Text made safe for Discord's markdown, which shows exactly what it was given.

A backslash before any character that is neither letter, digit nor space shows that character and nothing
else (https://discord.com/developers/docs/reference#message-formatting; the client's parser goes by
`\\([^0-9A-Za-z\s])`). What would start emphasis, code, a spoiler, a link, a mention, a timestamp, an emoji,
a heading, a list or a quote is escaped so. Nothing is inserted that would be seen or copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# A colon starts an emoji (:name:) and, in "https:", a link; one before a space does neither.
INLINE = re.compile(r"[\\*_~`|<>\[\]@#]|:(?=\S)")
# The last character of each match makes the line a list item or a subtext.
LINE_START = re.compile(r"^[^\S\n]*(?:[-+]|[0-9]+[.)])", re.MULTILINE)

Piece = tuple[str, bool]
"""Some text, and whether it is highlighted."""


def length(text: str) -> int:
    """Length in UTF-16 units, never less than what Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escape(text: str) -> str:
    """The markdown that shows `text`."""
    return _escaped(text, _marks(text))


def quote(pieces: Iterable[Piece]) -> str:
    """A block quote of the pieces, those highlighted in bold; each line of it is one line of the text.

    White space at the very end is left out: Discord trims what it is sent, which would turn the mark of a
    last empty line into a visible ">".
    """
    pieces = list(pieces)
    whole = "".join(text for text, _ in pieces).rstrip()
    marks = _marks(whole)
    shown = []
    start = 0
    for piece, highlighted in pieces:
        text = piece[: max(0, len(whole) - start)]
        local = {mark - start for mark in marks if start <= mark < start + len(text)}
        start += len(text)
        shown.append("".join(_bold(text, local)) if highlighted else _escaped(text, local))
    return "\n".join(f"> {line}" for line in "".join(shown).split("\n"))


def _marks(text: str) -> set[int]:
    """Offsets of the characters that need a backslash."""
    inline = {match.start() for match in INLINE.finditer(text)}
    return inline | {match.end() - 1 for match in LINE_START.finditer(text)}


def _escaped(text: str, marks: set[int]) -> str:
    return "".join(f"\\{char}" if at in marks else char for at, char in enumerate(text))


def _bold(text: str, marks: set[int]) -> Iterator[str]:
    """Bold line by line, without the white space at either end, where the asterisks would stay visible."""
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        first = start + line.index(words)
        last = first + len(words)
        for begin, end, bold in (
            (start, first, False),
            (first, last, bool(words)),
            (last, start + len(line), False),
        ):
            part = _escaped(text[begin:end], {mark - begin for mark in marks if begin <= mark < end})
            yield f"**{part}**" if bold else part
        start += len(line)
