"""Tables of values between commas, semicolons, tabs or bars (RFC 4180): each row a paragraph of its own.

As in the tables of other formats the cells of a row stand apart by a tab; the quotation marks around values
are left out, and a line's end inside a value becomes a space.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import PurePosixPath

from index.errors import SourceError
from index.ingest.content import Blocks, Content
from index.ingest.decoding import decode
from index.ingest.files import Source

_SEPARATORS = ",;\t|"


def parse(source: Source) -> Iterator[Content]:
    lines = decode(source.data).splitlines(keepends=True)
    tabs = PurePosixPath(source.name).suffix.lower() == ".tsv"
    blocks = Blocks()
    try:
        separator = "\t" if tabs else max(_SEPARATORS, key=lambda one: _cells(lines, one))
        rows = csv.reader(lines, delimiter=separator)
        for row in rows:
            blocks.row([" ".join(cell.split()) for cell in row])
    except csv.Error as error:
        raise SourceError(f"It is no table of separated values ({error}); export it anew as CSV.") from None
    yield blocks.content()


def _cells(lines: list[str], separator: str) -> int:
    """Cells of the first row, which mostly holds the headings."""
    return len(next(csv.reader(lines, delimiter=separator), ()))
