"""Tables of separated values, and the empty cells of tables in every format."""

from __future__ import annotations

import pytest

from index.ingest.files import Failure, Source
from index.ingest.formats import documents
from index.model import Document
from index.query.tables import labels


def source(name: str, data: bytes | str) -> Source:
    return Source(f"/in/{name}", "/in", name, data.encode() if isinstance(data, str) else data)


def read(name: str, data: bytes | str) -> Document:
    (document,) = documents(source(name, data))
    assert isinstance(document, Document), document
    return document


def rows(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.paragraphs]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ships.csv", "Ship,Built\nStella,1893\nAurora,1897\n"),
        ("ships.csv", "Ship;Built\r\nStella;1893\r\nAurora;1897\r\n"),
        ("ships.CSV", b"\xef\xbb\xbfShip|Built\nStella|1893\nAurora|1897"),
        ("ships.tsv", "Ship\tBuilt\nStella\t1893\n\nAurora\t1897\n"),
        ("ships.csv", '"Ship","Built"\n"Stella","1893"\n"Aurora", 1897\n'),
    ],
)
def test_each_row_is_a_paragraph_with_its_cells_a_tab_apart(name: str, data: bytes | str) -> None:
    document = read(name, data)
    assert rows(document) == ["Ship\tBuilt", "Stella\t1893", "Aurora\t1897"]
    assert document.title == "ships"


def test_values_may_hold_separators_quotes_and_line_ends() -> None:
    document = read("log.csv", 'Day,What\n"3 May 1902","He said ""no"",\nand left."\n')
    assert rows(document) == ["Day\tWhat", '3 May 1902\tHe said "no", and left.']


def test_a_list_of_single_values_is_read_as_lines() -> None:
    assert rows(read("names.csv", "Stella\nAurora\n")) == ["Stella", "Aurora"]


def test_what_is_no_table_is_refused_in_a_sentence() -> None:
    (failure,) = documents(source("odd.csv", 'Ship,Built\n"' + "x" * 200_000))
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("It is no table of separated values (")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.csv", ",1911,1912\nWenlow,,5\nTorr,3,\n"),
        ("t.md", "| | 1911 | 1912 |\n|-|-|-|\n| Wenlow | | 5 |\n| Torr | 3 | |\n"),
        (
            "t.html",
            """<html><body><p>Ferries of the two ports, by year.</p><table>
            <tr><td></td><td>1911</td><td>1912</td></tr><tr><td>Wenlow</td><td></td><td>5</td></tr>
            <tr><td>Torr</td><td>3</td><td></td></tr></table></body></html>""",
        ),
    ],
)
def test_empty_cells_keep_their_columns(name: str, data: str) -> None:
    document = read(name, data)
    assert rows(document)[-3:] == ["1911\t1912", "Wenlow\t\t5", "Torr\t3"]
    shown = labels(document.text, 0, len(document.text)).read(document.text)
    assert "Wenlow\t\t1912: 5;" in shown
    assert "Torr\t1911: 3;" in shown
