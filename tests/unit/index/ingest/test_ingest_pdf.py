"""PDF files made here: pages, columns, headings, hyphens, passwords and damage."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import product

import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod

from index.ingest.files import Failure, Source
from index.ingest.formats import documents
from index.model import Document

STORY = (
    "The two generals spoke on Thursday, according to a new book. They agreed to speak again soon,"
    " because relations between the two well-known countries had become difficult. "
)


class Report(FPDF):
    """A page with a running head and a page number."""

    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.cell(0, 5, "The Daily Footnote", align="C")
        self.ln(8)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("helvetica", size=8)
        self.cell(0, 5, f"Page {self.page_no()} of 3", align="C")


def made(write: Callable[[FPDF], None], kind: type[FPDF] = FPDF) -> bytes:
    pdf = kind()
    pdf.set_creation_date(datetime(2021, 9, 17, 12, tzinfo=UTC))
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    write(pdf)
    return bytes(pdf.output())


def read(data: bytes, name: str = "a.pdf") -> Document:
    (document,) = documents(Source(f"/in/{name}", "/in", name, data))
    assert isinstance(document, Document), document
    return document


def refused(data: bytes) -> str:
    (failure,) = documents(Source("/in/a.pdf", "/in", "a.pdf", data))
    assert isinstance(failure, Failure)
    return failure.reason


def parts(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.paragraphs]


def report(pdf: FPDF) -> None:
    pdf.set_title("Microsoft Word - report.docx")
    pdf.set_author("Ann Lee")
    pdf.set_font("helvetica", "B", 20)
    pdf.cell(0, 10, "Talks in Beijing", new_x="LMARGIN", new_y="NEXT")
    for section in range(4):
        pdf.ln(4)
        pdf.set_font("helvetica", "B", 12)
        pdf.cell(0, 8, f"Section {section}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", "", 11)
        for times in (2, 3, 4, 2, 3):
            pdf.multi_cell(0, 5, STORY * times)
            pdf.ln(3)


def test_a_report_has_paragraphs_headings_pages_and_no_running_heads_in_its_story() -> None:
    document = read(made(report, Report))
    assert document.media_type == "application/pdf"
    assert (document.title, document.author, document.published) == (
        "Talks in Beijing",
        "Ann Lee",
        date(2021, 9, 17),
    )
    assert [(one.level, document.text[one.start : one.end]) for one in document.headings] == [
        (1, "Talks in Beijing"),
        (2, "Section 0"),
        (2, "Section 1"),
        (2, "Section 2"),
        (2, "Section 3"),
    ]
    story = [part for part in parts(document) if part.startswith("The two")]
    assert sorted(story) == sorted((STORY * times).strip() for times in (2, 3, 4, 2, 3) * 4)
    asides = [document.text[start:end] for start, end in document.aside]
    assert sorted(asides) == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3", *["The Daily Footnote"] * 3]
    assert len(document.pages) == 3
    assert document.pages[0] == 0
    assert [document.page_at(one.start) for one in document.headings] == [1, 1, 1, 2, 2]


def test_columns_are_read_one_after_the_other() -> None:
    def write(pdf: FPDF) -> None:
        pdf.set_font("times", size=10)
        with pdf.text_columns(ncols=2, gutter=10, text_align="J") as columns:
            for number in range(14):
                columns.write(f"Number {number}. {STORY * 2}")
                columns.ln()
                columns.ln()

    document = read(made(write))
    assert parts(document) == [f"Number {number}. {STORY * 2}".strip() for number in range(14)]


def test_a_paragraph_runs_on_over_a_page_and_the_page_begins_inside_it() -> None:
    story = " ".join(map("".join, product("abcdefghij", repeat=3))) + " end."

    def write(pdf: FPDF) -> None:
        pdf.multi_cell(0, 5, f"{story} {story}")

    document = read(made(write, Report))
    assert f"{story} {story}" in parts(document)
    start = document.text.index(story)
    end = start + 2 * len(story)
    assert start < document.pages[1] < end
    assert document.text[document.pages[1] - 1] == " "


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["An exam-", "ple of this."], "An exam-ple of this."),
        (["An exam-", "ple. This example."], "An example. This example."),
        (["A well-", "known man is known."], "A well-known man is known."),
        (["From 1990-", "1995 it rained."], "From 1990- 1995 it rained."),
    ],
)
def test_a_hyphen_goes_only_where_the_word_is_known_without_it(lines: list[str], expected: str) -> None:
    def write(pdf: FPDF) -> None:
        for line in lines:
            pdf.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")

    assert read(made(write)).text == expected


def test_a_password_damage_and_pictures_are_told_apart() -> None:
    def lock(pdf: FPDF) -> None:
        pdf.cell(0, 5, "secret")
        pdf.set_encryption("owner", "user", EncryptionMethod.AES_128)

    assert refused(made(lock)) == "It is protected by a password; save it without one."
    assert refused(b"%PDF-1.7\nnothing more") == "It is a damaged PDF file; get it again or export it anew."
    assert refused(made(lambda pdf: pdf.rect(10, 10, 50, 50))).startswith("It holds no text, only pictures")


def test_a_truncated_file_is_read_or_refused_but_never_raises() -> None:
    data = made(report, Report)
    for size in range(9, len(data), len(data) // 40):
        list(documents(Source("/in/a.pdf", "/in", "a.pdf", data[:size])))


def test_a_title_that_its_author_gave_is_kept_and_a_text_name_does_not_matter() -> None:
    def write(pdf: FPDF) -> None:
        pdf.set_title("The talks")
        pdf.cell(0, 5, "Only words.")

    document = read(made(write), "a.txt")
    assert (document.title, document.text, document.media_type) == (
        "The talks",
        "Only words.",
        "application/pdf",
    )


def test_threads_may_read_at_once() -> None:
    data = made(report, Report)
    with ThreadPoolExecutor(4) as threads:
        assert len({document.hash for document in threads.map(read, [data] * 8)}) == 1


def test_numbered_headings_bullets_and_a_word_in_another_type() -> None:
    def write(pdf: FPDF) -> None:
        pdf.set_font("times", "B", 16)
        pdf.cell(0, 10, "1. Introduction", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("times", size=11)
        pdf.write(5, STORY.strip() + " They met under")
        pdf.set_font("courier", size=9)
        pdf.write(5, " the code name of the year")
        pdf.set_font("times", size=11)
        pdf.write(5, f" and parted as friends. {STORY}")
        pdf.ln(10)
        for item in ("- A first measure, " + "long " * 30 + "indeed.", "- A second one."):
            pdf.multi_cell(0, 5, item, new_x="LMARGIN", new_y="NEXT")

    document = read(made(write))
    assert [document.text[one.start : one.end] for one in document.headings] == ["1. Introduction"]
    assert parts(document)[1:] == [
        f"{STORY.strip()} They met under the code name of the year and parted as friends. {STORY.strip()}",
        "- A first measure, " + "long " * 30 + "indeed.",
        "- A second one.",
    ]
