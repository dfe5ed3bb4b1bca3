"""A list or report as Discord markdown: a bar, sentences, and rows of a label and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.discord.markdown import escape, length
from bot.reply import File, Sheet, bar

LABEL = 150
UPLOAD = 10 * 1024 * 1024
"""Bytes of a file that every server takes (https://discord.com/developers/docs/reference#uploading-files)."""


def lines_of(sheet: Sheet) -> Iterator[str]:
    """The sheet's lines as markdown; a long label is cut short, what it says never is."""
    if sheet.done is not None:
        yield bar(sheet.done)
    yield from map(escape, sheet.lines)
    for label, value in sheet.rows:
        label = label if len(label) <= LABEL else label[: LABEL - 1] + "…"  # noqa: PLW2901 -- what fits of it
        yield " · ".join(filter(None, (f"**{escape(label)}**" if label.strip() else "", escape(value))))
    if sheet.file and not file_of(sheet):
        size = len(sheet.file.data) / 1e6
        yield f"The file has {size:,.0f} MB, more than Discord takes; the command line writes it as well."


def text_of(sheet: Sheet) -> list[str]:
    """The sheet's lines as they are, without markup."""
    return [*sheet.lines, *(": ".join(filter(None, row)) for row in sheet.rows)]


def file_of(sheet: Sheet) -> tuple[File, ...]:
    """The sheet's file, where there is one and Discord takes it."""
    return (sheet.file,) if sheet.file and len(sheet.file.data) <= UPLOAD else ()


def packed(lines: Iterable[str], limit: int) -> list[str]:
    """Texts of whole lines, each within `limit`; a longer line is cut, between words where it can be."""
    texts: list[str] = []
    for line in lines:
        for part in _cut(line, limit):
            if texts and length(texts[-1]) + 1 + length(part) <= limit and part == line:
                texts[-1] += f"\n{part}"
            else:
                texts.append(part)
    return texts or [""]


def _cut(line: str, limit: int) -> Iterator[str]:
    while length(line) > limit:
        # Characters outside the basic plane count twice: half of the limit always fits.
        at = line.rfind(" ", 0, limit // 2) + 1 or limit // 2
        # Never between a backslash and what it escapes.
        at -= (at - len(line[:at].rstrip("\\"))) % 2
        yield line[:at]
        line = line[at:]
    yield line
