"""A document as parts, blocks and pieces: all of it is shown, and what is marked is what was meant."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.reply import DateMark
from bot.web.changes import changes
from bot.web.marking import Marks, marked
from bot.web.parts import HEAVIEST, PARAGRAPH, SLICE, part_at, parts
from index.model import Document, Heading
from tests.small_engine import document

TEXTS = st.text(st.characters(codec="utf-8") | st.just("\n"), max_size=200)


@given(TEXTS, st.lists(st.integers(0, 220), min_size=10, max_size=10))
def test_the_pieces_of_a_document_are_its_text(text: str, at: list[int]) -> None:
    one = document(text)
    ranges = [(min(pair), max(pair)) for pair in zip(at[::2], at[1::2], strict=True)]
    dates = tuple(DateMark(start, end, "a day") for start, end in ranges[3:] if start < end <= len(text))
    marks = Marks(ranges[0], words=(ranges[1],), others=(ranges[2],), dates=dates)
    found = [piece for part in parts(one) for block in marked(one, part, marks) for piece in block.pieces]
    assert "".join(piece.text for piece in found) == text
    start, end = ranges[0]
    assert "".join(piece.text for piece in found if piece.quote) == text[start:end]
    assert sum(piece.opens for piece in found) == (1 if text[start:end] else 0)


def test_a_large_document_comes_in_parts_of_bounded_weight() -> None:
    hostile = "\u202e<&>" * 9000
    one = document("\n".join(["A paragraph. " * 40] * 200 + [hostile] + ["x" * 300_000]))
    ranges = parts(one)
    assert "".join(one.text[start:end] for start, end in ranges) == one.text
    heaviest = max(
        sum(len(piece.text.encode()) for block in marked(one, part, Marks((0, 0))) for piece in block.pieces)
        for part in ranges
    )
    assert heaviest <= HEAVIEST
    assert len(ranges) > 10
    assert SLICE < HEAVIEST > PARAGRAPH
    middle = len(one.text) // 2
    start, end = ranges[part_at(ranges, middle)]
    assert start <= middle < end


def test_an_empty_document_has_one_empty_part() -> None:
    assert parts(document("")) == ((0, 0),)


def test_headings_pages_asides_and_numbers_are_kept() -> None:
    text = "By Nobody\nChapter one\nIt began."
    starts = [match.span() for match in re.finditer(r"[^\n]+", text)]
    one = Document(
        text,
        "A",
        "/a.txt",
        "text/plain",
        paragraphs=tuple(starts),
        headings=(Heading(*starts[1], 1),),
        pages=(0, starts[2][0]),
        aside=(starts[0],),
    )
    blocks = [block for block in marked(one, (0, len(text)), Marks((0, 0))) if not block.between]
    assert [(block.number, block.level, block.aside, block.page) for block in blocks] == [
        (1, 0, True, 1),
        (2, 2, False, 0),
        (3, 0, False, 2),
    ]


def test_changes_are_told_by_word_and_the_quote_is_found_again() -> None:
    old = document("It rained. The treaty was signed in Vienna.\nIt held.")
    new = document("It snowed.\nThe treaty was signed in Vienna in May.\nIt held.\nIt still holds.")
    quote = (old.text.index("The treaty was"), old.text.index(" in Vienna"))
    found = changes(old, new, quote)
    assert found.still is not None
    assert new.text[found.still.start : found.still.end] == "The treaty was signed"
    assert found.count == len(found.paragraphs) == 3
    assert [edit.kind for edit in found.paragraphs[-1]] == ["+"]
    assert changes(old, new, (0, len("It rained."))).still is None


@given(TEXTS, TEXTS)
def test_edits_make_the_old_paragraph_and_the_new(before: str, after: str) -> None:
    old, new = document(before.replace("\n", " ") or "x"), document(after.replace("\n", " ") or "y")
    found = changes(old, new, (0, 0))
    if old.text == new.text:
        assert found.count == 0
        return
    (edits,) = found.paragraphs
    assert "".join(edit.text for edit in edits if edit.kind != "+") == old.text
    assert "".join(edit.text for edit in edits if edit.kind != "-") == new.text
