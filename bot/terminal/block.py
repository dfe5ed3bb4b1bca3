r"""A quote as the lines of a block, wrapped to a width, so that the lines decode back to the quote.

A line of the source ends a line of the block. Where a long one is wrapped, the space before the break
stays at the end of the printed line; a word longer than a line is cut with a backslash, as a shell
continues a line. A space that ends a line of the source is spelled out (`\x20`), so that the three kinds
of end can be told apart. In a pipe there is no width: one line of the source is one line out.

A tab stands between the cells of a table's row, and is shown as a thin bar (`┊`) where the output's encoding
has one; a bar of the document itself is spelled out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from bot.terminal.escape import escape, spell, unescape

Piece = tuple[str, bool]
"""Some text, and whether it is highlighted."""

NARROWEST = 12

CELL = " ┊ "
"""What a tab is shown as."""


def block(pieces: Iterable[Piece], width: int | None, *, cells: bool = True) -> Iterator[list[Piece]]:
    r"""Lines of escaped pieces, each at most `width` terminal cells wide; unwrapped when `width` is None.

    Without `cells` a tab is spelled `\t`.
    """
    for source in _lines(pieces):
        line = [(_shown(character, cells=cells), marked) for character, marked in source]
        if line and line[-1][0].endswith(" "):
            line[-1] = (_END[line[-1][0]], line[-1][1])
        for wrapped in _wrap(line, max(NARROWEST, width)) if width else [line]:
            yield _joined(wrapped)


def decode(lines: Iterable[str]) -> str:
    """The text of a block's lines: what a reader of the terminal can get back exactly."""
    text = ""
    separator = ""
    for line in lines:
        text += separator
        cut = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        text += plain(line[:-1] if cut else line)
        separator = "" if cut or line.endswith(" ") else "\n"
    return text


def plain(shown: str) -> str:
    """The text of a line, less the backslash that cuts it."""
    return unescape(_CELL.sub("\t", shown))


_CELL = re.compile(f"{CELL}|{CELL.rstrip()}$")
_END = {" ": spell(" "), CELL: CELL.rstrip()}
"""How a character with a space after it is spelled at the end of a line of the source."""


def _shown(character: str, *, cells: bool) -> str:
    if character == CELL.strip():
        return spell(character)
    return CELL if cells and character == "\t" else escape(character)


def _lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for text, marked in pieces:
        for character in text:
            if character == "\n":
                yield line
                line = []
            else:
                line.append((character, marked))
    yield line


def _wrap(line: Sequence[Piece], width: int) -> Iterator[list[Piece]]:
    """Parts of one source line; `line` holds escaped characters."""
    start = used = 0
    after_space = 0
    for position, (shown, _) in enumerate(line):
        cells = cell_len(shown)
        if used + cells > width - 1:
            # The last cell is kept free for the backslash, unless the rest fits.
            if _fits(itertools.islice(line, position, None), width - used):
                break
            if after_space > start:
                yield list(line[start:after_space])
                start = after_space
            else:
                yield [*line[start:position], ("\\", False)]
                start = position
            used = sum(cell_len(text) for text, _ in line[start:position])
        used += cells
        if shown.endswith(" "):
            after_space = position + 1
    yield list(line[start:])


def _fits(line: Iterable[Piece], room: int) -> bool:
    for shown, _ in line:
        room -= cell_len(shown)
        if room < 0:
            return False
    return True


def _joined(line: Iterable[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for text, marked in line:
        if joined and joined[-1][1] == marked:
            joined[-1] = (joined[-1][0] + text, marked)
        else:
            joined.append((text, marked))
    return joined
