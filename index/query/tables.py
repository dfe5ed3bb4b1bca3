"""Rows of a table as a reader takes them: each cell after the heading of its column.

"Stella, 1893" says nothing of when the Stella was built; "Ship: Stella; Built: 1893" does. The labels are for
the reader alone: quotes are of the document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from index.model import Range

CELL = "\t"
"""What stands between the cells of a row, in the text of every format."""

FIELD = 2
"""Cells of a row that is a name and its value."""

LONGEST_HEADING = 40
"""Characters; a longer cell is no heading of a column."""

MOST_ROWS = 2000
"""Rows above one that are looked at for the first."""

_HEADING = re.compile(r"[12]\d{3}|.*[^\W\d_].*")


@dataclass(frozen=True, slots=True)
class Labels:
    """What is put into a stretch of text, and where: (position, words), in order."""

    inserted: tuple[tuple[int, str], ...] = ()

    def read(self, text: str) -> str:
        """The text with its labels."""
        pieces, last = list[str](), 0
        for position, label in self.inserted:
            pieces += [text[last:position], label]
            last = position
        return "".join([*pieces, text[last:]])

    def placed(self, start: int, end: int) -> Range:
        """Where a range of the text stands in what is read, with the labels inside it and at its start."""
        positions = [position for position, _ in self.inserted]
        shifts = [0, *accumulate(len(label) for _, label in self.inserted)]
        return start + shifts[bisect_left(positions, start)], end + shifts[bisect_left(positions, end)]

    def source(self, start: int, end: int) -> Range | None:
        """The range of the text that a range of what is read stands for; None where it is only labels."""
        first, last = self._source(start), self._source(end)
        return (first, last) if first < last else None

    def _source(self, at: int) -> int:
        shift = 0
        for position, label in self.inserted:
            if at < position + shift:
                break
            if at < position + shift + len(label):
                return position
            shift += len(label)
        return at - shift


def labels(text: str, start: int, end: int) -> Labels:
    """Labels for the rows of tables in `text[start:end]`, their positions counted from `start`."""
    if CELL not in text[start:end]:
        return Labels()
    return Labels(tuple((at - start, label) for at, label in _labels(text, start, end) if start <= at <= end))


def _labels(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    above: Range | None = None  # the row above, and the first row of its table
    first: Range | None = None
    for row in _lines(text, start, end):
        cells = cells_of(text, row)
        if len(cells) == 1:
            above = first = None
            continue
        if above is None or len(cells_of(text, above)) != len(cells):
            first = first_row(text, row[0])
        above = row
        headings = [text[a:b] for a, b in cells_of(text, first)] if first and first != row else []
        if len(cells) == FIELD:
            yield cells[0][1], ":"
        elif all(len(one) <= LONGEST_HEADING and (not one or _HEADING.match(one)) for one in headings):
            for heading, (left, right) in zip(headings, cells, strict=False):
                if left < right and heading:
                    yield left, f"{heading}: "
                    yield right, ";"


def cells_of(text: str, row: Range) -> list[Range]:
    """The cells of a line, without the space around them; one for a line that is no row."""
    found, at = [], row[0]
    for cell in text[slice(*row)].split(CELL):
        bare = cell.strip()
        left = at + len(cell) - len(cell.lstrip())
        found.append((left, left + len(bare)))
        at += len(cell) + len(CELL)
    return found


def line_at(text: str, at: int) -> Range:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def first_row(text: str, at: int) -> Range:
    """The first line of the table that position `at` stands in: as many cells in each, nothing between."""
    first = line_at(text, at)
    cells = text.count(CELL, *first)
    for _ in range(MOST_ROWS):
        end = first[0]
        while end and text[end - 1] in "\r\n ":
            end -= 1
        start = text.rfind("\n", 0, end) + 1
        if not end or text.count(CELL, start, end) != cells:
            break
        first = start, end
    return first


def _lines(text: str, start: int, end: int) -> Iterator[Range]:
    """The whole lines that a range touches, without those that are empty."""
    at = text.rfind("\n", 0, start) + 1
    while at < end:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        if text[at:stop].strip():
            yield at, stop
        at = stop + 1
