"""A row of a table is read with the headings of its columns, and quoted under them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Document
from index.query.pairs import LONGEST_PAIR, paired
from index.query.tables import Labels, first_row, labels
from index.sentences import paragraphs, sentences

SHIPS = "The ferries.\n\nShip\tBuilt\tFate\n\nStella\t1893\tscrapped\n\nAurora\t\tsunk\n\nNone is left."


def read(text: str, start: int = 0) -> str:
    return labels(text, start, len(text)).read(text[start:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            SHIPS,
            SHIPS.replace("Stella\t1893\tscrapped", "Ship: Stella;\tBuilt: 1893;\tFate: scrapped;").replace(
                "Aurora\t\tsunk", "Ship: Aurora;\t\tFate: sunk;"
            ),
        ),
        ("Owner\tH. Kroll\nBeam\t7 m", "Owner:\tH. Kroll\nBeam:\t7 m"),
        ("a\tb\tc\nd\te\tf\n\nx\ty", "a\tb\tc\na: d;\tb: e;\tc: f;\n\nx:\ty"),
        # Numbers are no headings; years are.
        ("1\t2.5\t3\n4\t5\t6", "1\t2.5\t3\n4\t5\t6"),
        ("Port\t1911\t1912\nWenlow\t4\t5", "Port\t1911\t1912\nPort: Wenlow;\t1911: 4;\t1912: 5;"),
        ("No table. Nothing to read.", "No table. Nothing to read."),
    ],
)
def test_cells_are_read_after_their_headings(text: str, expected: str) -> None:
    assert read(text) == expected


def test_a_row_far_below_its_headings_is_labelled_all_the_same() -> None:
    rows = "\n\n".join(f"Ship {number}\t{1800 + number}\tsunk" for number in range(60))
    text = f"Ship\tBuilt\tFate\n\n{rows}"
    assert read(text, text.index("Ship 59")) == "Ship: Ship 59;\tBuilt: 1859;\tFate: sunk;"


def test_what_was_found_in_a_labelled_row_is_found_in_the_text() -> None:
    labelled = labels(SHIPS, 0, len(SHIPS))
    shown = labelled.read(SHIPS)
    at = shown.index("1893")
    assert SHIPS[slice(*(labelled.source(at, at + 4) or ()))] == "1893"
    assert labelled.source(at - 7, at - 2) is None  # the label itself
    row = SHIPS.index("Stella"), SHIPS.index("scrapped") + len("scrapped")
    assert shown[slice(*labelled.placed(*row))] == "Ship: Stella;\tBuilt: 1893;\tFate: scrapped"


@given(
    st.text("abc \t\n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.text("XY", min_size=1, max_size=4)), max_size=6),
    st.integers(0, 60),
    st.integers(1, 60),
)
def test_every_range_comes_back_from_where_it_was_placed(
    text: str, inserted: list[tuple[int, str]], start: int, length: int
) -> None:
    labelled = Labels(tuple(sorted(((at, word) for at, word in inserted if at <= len(text)))))
    end = min(len(text), start + length)
    if start < end:
        first, last = labelled.placed(start, end)
        assert labelled.source(first, last) == (start, end)
        kept = [c for c in labelled.read(text)[first:last] if c not in "XY"]
        assert "".join(kept) == text[start:end]


def test_the_first_row_is_that_of_this_table() -> None:
    text = "a\tb\n1\t2\n\nx\ty\tz\n3\t4\t5"
    row = text.index("4"), len(text)
    assert text[slice(*first_row(text, row[0]))] == "x\ty\tz"


def quoted(text: str, said: str) -> str:
    document = Document(text, "A title", "a.txt", "text/plain", paragraphs=tuple(paragraphs(text)))
    held = sentences(text)
    at = next(number for number, (start, _) in enumerate(held) if text.startswith(said, start))
    first, last = paired(document, held, at, at)
    return text[held[first][0] : held[last][1]]


def test_a_row_is_quoted_under_its_headings_and_a_field_alone() -> None:
    assert quoted(SHIPS, "Stella") == "Ship\tBuilt\tFate\n\nStella\t1893\tscrapped"
    assert quoted(SHIPS, "Ship\t") == "Ship\tBuilt\tFate"
    assert quoted("Owner\tH. Kroll\n\nBeam\t7 m\n\nIt sank.", "Beam") == "Beam\t7 m"
    far = "Ship\tBuilt\tFate\n\n" + "Aurora\t1897\tsunk\n\n" * (LONGEST_PAIR // 18) + "Vega\t1902\tsold"
    assert quoted(far, "Vega") == "Vega\t1902\tsold"
