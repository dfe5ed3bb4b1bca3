"""The trained reader behind the seam: offsets of the document come back."""

from __future__ import annotations

from index.model import Document, Passage, Span
from index.query.reader import Reading
from index.query.reader_model import ReaderModel
from index.query.trained_reader import TrainedReader, confidence

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


def test_confidence_grows_with_every_signal() -> None:
    low, high = Reading(0.2, (0.1,), ()), Reading(0.8, (0.1,), ())
    base = confidence(0.0, 0.5, 0.5, [low])
    assert 0 < base < 1
    assert confidence(1.0, 0.5, 0.5, [low]) > base
    assert confidence(0.0, 0.9, 0.5, [low]) > base
    assert confidence(0.0, 0.5, 0.9, [low]) > base
    assert confidence(0.0, 0.5, 0.5, [low, high]) > base
