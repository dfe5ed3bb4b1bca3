"""Lists and reports as blocks. Pure: titles and names in them are rich text, shown to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.reply import Sheet, bar
from bot.slack import blocks
from bot.slack.blocks import Block

MOST = 4
"""Blocks of a sheet in one message: as big as they may be they nearly fill it, and quotes follow."""
LONGEST = 2_700
"""Of a block: what a single sentence or row is cut to, and what more of them are packed into."""


def sheet_blocks(sheet: Sheet) -> list[Block]:
    """A bar, sentences, rows; each block within Slack's limits."""
    found = [blocks.said(bar(sheet.done))] if sheet.done is not None else []
    sentences = [_section([blocks.words(part)]) for line in sheet.lines for part in cut(line)]
    found += [_rich(part) for part in _packed(sentences)]
    rows = [_section(row) for label, value in sheet.rows for row in _row(label, value)]
    return found + [
        _rich([{"type": "rich_text_list", "style": "bullet", "elements": part}]) for part in _packed(rows)
    ]


def sheet_lines(sheet: Sheet) -> Iterator[str]:
    """The same in words, for notifications and screen readers."""
    if sheet.done is not None:
        yield bar(sheet.done)
    yield from sheet.lines
    for label, value in sheet.rows:
        yield f"{label}: {value}" if label else value


def paged(parts: list[Block], room: int) -> list[list[Block]]:
    """Blocks for each message, at most `MOST` and `room` characters; one empty page for none."""
    pages: list[list[Block]] = [[]]
    for part in parts:
        if pages[-1] and (len(pages[-1]) >= MOST or blocks.size([*pages[-1], part]) > room):
            pages.append([])
        pages[-1].append(part)
    return pages


def cut(line: str) -> Iterator[str]:
    """A sentence that is too long for a block in parts, of which none is lost."""
    for start in range(0, len(line), LONGEST // 2):
        yield line[start : start + LONGEST // 2]


def _row(label: str, value: str) -> Iterator[list[Block]]:
    first, *rest = [*cut(f"{label}: " if label and value else label), *cut(value)] or [" "]
    # A label is short: it and the beginning of what it says stand on one line.
    if label and rest and len(label) + len(rest[0]) <= LONGEST:
        yield [blocks.words(first, bold=True), blocks.words(rest.pop(0))]
    else:
        yield [blocks.words(first, bold=bool(label))]
    for part in rest:
        yield [blocks.words(part)]


def _section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _rich(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": elements}


def _packed(elements: Iterable[Block]) -> Iterator[list[Block]]:
    pack: list[Block] = []
    for element in elements:
        if pack and blocks.size([*pack, element]) > LONGEST:
            yield pack
            pack = []
        pack.append(element)
    if pack:
        yield pack
