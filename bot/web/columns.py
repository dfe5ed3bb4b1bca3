"""How far a tab goes: the cells of a table stand under each other, and the text keeps its tabs.

A class, for the page's policy allows no style of its own on an element.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

WIDTHS = (6, 9, 12, 16, 20, 26, 34)
"""Of the classes in footnote.css, in characters; what is longer moves its row out of line."""
MARGIN = 1


def column_class(text: str) -> str:
    """The class for text with tabs, by the longest cell that has one after it; empty without tabs."""
    cells = [cell for line in text.splitlines() for cell in line.split("\t")[:-1]]
    if not cells:
        return ""
    longest = max(map(len, cells)) + MARGIN
    return f"columns-{next((width for width in WIDTHS if width >= longest), WIDTHS[-1])}"


def column_classes(texts: Sequence[str]) -> list[str]:
    """The class of each of the texts that follow each other; rows of one table have the same."""
    found: list[str] = []
    for _, run in groupby(texts, key=lambda text: "\t" in text or not text.strip()):
        rows = list(run)
        found += [column_class("\n".join(rows))] * len(rows)
    return found
