from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from index.errors import QuoteMismatch
from index.model import Citation, Document, Heading, Question, Quote, Span


class Shelf:
    def __init__(self, *documents: Document) -> None:
        self.texts = {document.hash: document.text for document in documents}

    def text(self, document: str) -> str:
        if document not in self.texts:
            raise QuoteMismatch("gone")
        return self.texts[document]


DOCUMENT = Document(
    text="Title\n\nFirst one. Second.\n\nThird, on page two.",
    title="Title",
    origin="/a.txt",
    media_type="text/plain",
    published=date(2020, 2, 29),
    paragraphs=((0, 5), (7, 25), (27, 46)),
    headings=(Heading(0, 5, 1),),
    pages=(0, 27),
)


def test_quote_has_no_text_of_its_own() -> None:
    assert not {"text", "quote", "content"} & {field.name for field in fields(Quote)}


def test_quote_is_read_from_its_source() -> None:
    quote = Quote(Span(DOCUMENT.hash, 7, 17), Citation.of(DOCUMENT, 7), 1.0)
    assert quote.read(Shelf(DOCUMENT)) == "First one."


def test_quote_refuses_a_source_that_changed_or_is_gone() -> None:
    quote = Quote(Span(DOCUMENT.hash, 7, 17), Citation.of(DOCUMENT, 7), 1.0)
    shelf = Shelf(DOCUMENT)
    shelf.texts[DOCUMENT.hash] = DOCUMENT.text.replace("First", "Firth")
    with pytest.raises(QuoteMismatch):
        quote.read(shelf)
    with pytest.raises(QuoteMismatch):
        quote.read(Shelf())


def test_quote_past_the_end_is_refused() -> None:
    quote = Quote(Span(DOCUMENT.hash, 40, 400), Citation.of(DOCUMENT, 40), 1.0)
    with pytest.raises(QuoteMismatch):
        quote.read(Shelf(DOCUMENT))


def test_highlight_outside_the_quote_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        Quote(Span(DOCUMENT.hash, 7, 17), Citation.of(DOCUMENT, 7), 1.0, highlights=((5, 9),))


def test_citation_names_page_paragraph_and_line() -> None:
    citation = Citation.of(DOCUMENT, 33)
    assert (citation.page, citation.paragraph, citation.line) == (2, 3, 5)
    assert Citation.of(DOCUMENT, 0).paragraph == 1
    assert Citation.of(Document("x", "x", "x", "text/plain"), 0).page is None


def test_citation_names_the_section_that_a_quote_stands_under() -> None:
    text = "Title\n\nPreface.\n\nThe End\n=======\n\nIt ended.\n\nTitle\n\nAgain."
    headings = (Heading(0, 5, 1), Heading(17, 32, 1), Heading(45, 50, 1))
    document = Document(text, "Title", "/a.md", "text/markdown", headings=headings)
    found = {
        part: document.section_at(text.index(part)) for part in ("Title", "Preface", "The End", "It ended")
    }
    assert found == {"Title": None, "Preface": None, "The End": None, "It ended": "The End"}
    assert Citation.of(document, text.index("Again")).section is None
    assert Citation.of(document, text.index("It ended")).section == "The End"


def test_spans_are_ordered_and_named_by_content_and_place() -> None:
    span = Span("ab", 3, 9)
    assert span.id == "ab:3-9"
    assert span.overlaps(Span("ab", 8, 10))
    assert not span.overlaps(Span("ab", 9, 10))
    assert not span.overlaps(Span("cd", 3, 9))
    with pytest.raises(ValueError, match="start"):
        Span("ab", 4, 3)


def test_last_day_of_a_question_is_the_earlier_bound() -> None:
    early, late = date(2020, 1, 1), date(2021, 1, 1)
    assert Question("q", until=late, as_of=early).last == early
    assert Question("q", until=late).last == late
    assert Question("q").last is None
