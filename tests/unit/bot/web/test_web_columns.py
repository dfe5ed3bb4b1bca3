"""Cells of a table under each other, as far as a class can put them there."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.web
from bot.web.columns import WIDTHS, column_class, column_classes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No table at all.", ""),
        ("", ""),
        ("Name\tAge", "columns-6"),
        ("Name\tFate\n\nHarald Sørvik\tsunk off Skerry Point in 1911", "columns-16"),
        ("a" * 80 + "\tb", f"columns-{WIDTHS[-1]}"),
        ("\t\t", "columns-6"),
    ],
)
def test_tabs_go_as_far_as_the_longest_cell_before_one(text: str, expected: str) -> None:
    assert column_class(text) == expected


def test_rows_that_follow_each_other_are_one_table() -> None:
    texts = ["Text.", "\n\n", "Name\tAge", "\n", "Harald Sørvik\t52", "\n", "Text.", "\n", "Ship\tBuilt"]
    table, other = "columns-16", "columns-6"
    assert column_classes(texts) == ["", table, table, table, table, table, "", other, other]


def test_every_class_has_its_width() -> None:
    css = (Path(bot.web.__file__).parent / "static" / "footnote.css").read_text("utf-8")
    assert [width for width in WIDTHS[1:] if f".columns-{width} {{ tab-size: {width}ch; }}" not in css] == []
    assert "tab-size: 6ch" in css
