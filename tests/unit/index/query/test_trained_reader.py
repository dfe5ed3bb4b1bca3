"""The trained reader behind the seam: offsets of the document come back."""

from __future__ import annotations

from index.model import Document, Passage, Span
from index.query.reader_model import ReaderModel
from index.query.trained_reader import TrainedReader

TEXT = (
    "Heading\n\nThe mill burned down in 1911. It was rebuilt by Karin Holm, who sold it four years later.\n"
    "Visitors pay nothing."
)


def test_ranges_are_those_of_the_document() -> None:
    document = Document(TEXT, "The mill", "mill.txt", "text/plain")
    sentences = tuple(
        (TEXT.index(s), TEXT.index(s) + len(s))
        for s in (
            "The mill burned down in 1911.",
            "It was rebuilt by Karin Holm, who sold it four years later.",
        )
    )
    passage = Passage(Span(document.hash, sentences[0][0], sentences[1][1]), sentences)
    (reading,) = TrainedReader(ReaderModel()).read("Who rebuilt the mill?", [(document, passage)])
    assert reading.sentences[1] > reading.sentences[0]
    start, end = reading.highlights[0]
    assert "Karin Holm" in TEXT[start:end]
