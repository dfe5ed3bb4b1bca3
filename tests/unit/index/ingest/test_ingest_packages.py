"""Word documents and EPUB books, made here part by part."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest

from index.ingest.files import Failure, Source
from index.ingest.formats import documents
from index.ingest.parsers import archive
from index.model import Document


def read(name: str, data: bytes) -> Document:
    (document,) = documents(Source(f"/in/{name}", "/in", name, data))
    assert isinstance(document, Document), document
    return document


def refused(name: str, data: bytes) -> str:
    (failure,) = documents(Source(f"/in/{name}", "/in", name, data))
    assert isinstance(failure, Failure)
    return failure.reason


def parts(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.paragraphs]


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return data.getvalue()


def members(data: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def word_document() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Report on the talks"
    document.core_properties.author = "Ann Lee"
    document.core_properties.created = datetime(2021, 9, 17, tzinfo=UTC)
    document.add_heading("Report", 0)
    document.add_paragraph("The generals spoke on Thursday. They agreed.")
    document.add_heading("Details", 1)
    paragraph = document.add_paragraph("Some ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run(" text\twith a tab.")
    document.add_paragraph("First item", style="List Bullet")
    table = document.add_table(2, 2)
    for row in range(2):
        for column in range(2):
            table.cell(row, column).text = f"cell {row}{column}"
    table.cell(1, 1).add_paragraph("and more")
    document.add_paragraph("After the table.")
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def changed(data: bytes, old: str, new: str) -> bytes:
    found = members(data)
    xml = found["word/document.xml"]
    assert isinstance(xml, bytes)
    assert old.encode() in xml
    return zipped({**found, "word/document.xml": xml.replace(old.encode(), new.encode())})


def test_a_word_document_reads_as_printed() -> None:
    document = read("a.docx", word_document())
    assert (document.title, document.author, document.published) == (
        "Report on the talks",
        "Ann Lee",
        date(2021, 9, 17),
    )
    assert [(one.level, document.text[one.start : one.end]) for one in document.headings] == [
        (1, "Report"),
        (1, "Details"),
    ]
    assert parts(document) == [
        "Report",
        "The generals spoke on Thursday. They agreed.",
        "Details",
        "Some bold text\twith a tab.",
        "First item",
        "cell 00\tcell 01",
        "cell 10\tcell 11 and more",
        "After the table.",
    ]


def test_the_day_of_a_programs_template_is_no_date() -> None:
    undated, data = docx.Document(), BytesIO()
    undated.add_paragraph("The generals spoke on Thursday.")
    undated.save(data)
    assert "2013-12-23" in str(members(data.getvalue())["docProps/core.xml"])  # as python-docx writes it
    assert read("a.docx", data.getvalue()).published is None


def test_a_header_or_name_is_believed_before_the_day_a_program_noted() -> None:
    assert read("talks-2020-01-02.docx", word_document()).published == date(2020, 1, 2)


def test_changes_notes_links_and_boxes_of_a_word_document() -> None:
    end = "<w:t>After the table.</w:t></w:r>"
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    data = changed(
        word_document(),
        end,
        f"{end}<w:ins><w:r><w:t xml:space='preserve'> Put in.</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Moved.</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t xml:space='preserve'> A link.</w:t></w:r></w:hyperlink>"
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>",
    )
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    notes = (
        f"<w:footnotes {space}>"
        "<w:footnote w:type='separator'><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='2'><w:p><w:r><w:t>The note says so.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    document = read("a.docx", zipped({**members(data), "word/footnotes.xml": notes}))
    assert parts(document)[-3:] == ["After the table. Put in. A link.", "In a box.", "The note says so."]


BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/c.opf"/></rootfiles></container>'
    ),
    "OEBPS/c.opf": (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>The Book</dc:title><dc:creator>Ann Lee</dc:creator><dc:creator>Bo Li</dc:creator>"
        "<dc:date>2021-09-17</dc:date></metadata><manifest>"
        '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="a" href="text/ch%201.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="i" href="map.svg" media-type="image/svg+xml"/>'
        '<item id="b" href="text/../two.xhtml" media-type="application/xhtml+xml"/></manifest><spine>'
        '<itemref idref="c"/><itemref idref="n"/><itemref idref="a"/><itemref idref="i"/>'
        '<itemref idref="none"/><itemref idref="b"/></spine></package>'
    ),
    "OEBPS/nav.xhtml": "<html><body><nav>Contents</nav></body></html>",
    "OEBPS/c.xhtml": "<html><body><p>Copyright © 2021 Ann Lee. All rights reserved.</p></body></html>",
    "OEBPS/text/ch 1.xhtml": (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
        "</head><body><section><h1>One<br/>The Call</h1><p>It was a <i>dark</i>\n night&#8212;very.</p>"
        "<ul><li>first</li><li><p>second</p></li></ul></section></body></html>"
    ),
    "OEBPS/two.xhtml": (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><h2>Two</h2>Loose words.<p>The end.</p>'
        '<!-- hidden --><p hidden="hidden">no</p></body></html>'
    ),
}


def test_a_book_is_its_chapters_in_reading_order() -> None:
    document = read("a.epub", zipped(BOOK))
    assert (document.title, document.author, document.published) == (
        "The Book",
        "Ann Lee, Bo Li",
        date(2021, 9, 17),
    )
    assert [(one.level, document.text[one.start : one.end]) for one in document.headings] == [
        (1, "One\nThe Call"),
        (2, "Two"),
    ]
    assert parts(document) == [
        "Copyright © 2021 Ann Lee. All rights reserved.",
        "One\nThe Call",
        "It was a dark night—very.",
        "first",
        "second",
        "Two",
        "Loose words.",
        "The end.",
    ]
    assert document.aside == (document.paragraphs[0],)


def encryption(method: str) -> str:
    return f"<encryption><EncryptedData><EncryptionMethod Algorithm='{method}'/></EncryptedData></encryption>"


def test_a_protected_book_is_refused_and_hidden_fonts_are_no_protection() -> None:
    protected = {**BOOK, "META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}
    assert "copy protection" in refused("a.epub", zipped(protected))
    fonts = {**BOOK, "META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding")}
    assert read("a.epub", zipped(fonts)).title == "The Book"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", word_document()[:2000], "It is a damaged Word, EPUB or zip file; get it again."),
        ("a.docx", zipped({"word/document.xml": "<w:not closed"}), "It is a damaged Word document"),
        ("a.docx", zipped({"xl/workbook.xml": "<x/>"}), "a zip file of another kind"),
        (
            "a.epub",
            zipped({"META-INF/container.xml": "<container/>"}),
            "It is a damaged EPUB book; get it again.",
        ),
        ("a.epub", zipped({**BOOK, "OEBPS/c.opf": "<package"}), "It is a damaged EPUB book; get it again."),
    ],
)
def test_damaged_packages_say_so(name: str, data: bytes, reason: str) -> None:
    assert reason in refused(name, data)


def test_a_missing_chapter_is_a_damaged_book() -> None:
    book = {name: content for name, content in BOOK.items() if name != "OEBPS/two.xhtml"}
    assert refused("a.epub", zipped(book)) == "It is a damaged EPUB book; get it again."


def test_a_word_document_without_words_holds_no_text() -> None:
    data = BytesIO()
    docx.Document().save(data)
    assert refused("a.docx", data.getvalue()) == "It holds no text."


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'><!ENTITY d SYSTEM 'file:///etc/hostname'>]>"
    data = word_document()
    xml = members(data)["word/document.xml"]
    assert isinstance(xml, bytes)
    inside = xml.replace(b"After the table.", b"&c;&d;").partition(b"?>")[2]
    document = read("a.docx", zipped({**members(data), "word/document.xml": bomb.encode() + inside}))
    assert "bbbb" not in document.text


def test_a_part_that_unpacks_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_LARGEST", 1_000_000)
    data = zipped({**members(word_document()), "word/document.xml": bytes(2_000_000)})
    assert refused("a.docx", data) == "It unpacks to more than 1 MB, which is not allowed."
