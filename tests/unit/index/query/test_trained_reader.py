"""The trained reader behind the seam: offsets of the document come back."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from index.model import Document, Hit, Passage, Span
from index.query.reader_model import ReaderModel
from index.query.trained_reader import AGREEMENT_WEIGHT, TrainedReader, confidence
from index.store.words import Words, write

TEXT = (
    "Heading\n\nThe mill burned down in 1911. It was rebuilt by Karin Holm, who sold it four years later.\n"
    "Visitors pay nothing."
)


def test_ranges_are_those_of_the_document(tmp_path: Path) -> None:
    document = Document(TEXT, "The mill", "mill.txt", "text/plain")
    sentences = tuple(
        (TEXT.index(s), TEXT.index(s) + len(s))
        for s in (
            "The mill burned down in 1911.",
            "It was rebuilt by Karin Holm, who sold it four years later.",
        )
    )
    passage = Passage(Span(document.hash, sentences[0][0], sentences[1][1]), sentences)
    write([(TEXT, None)], tmp_path / "words")
    reader = TrainedReader(ReaderModel(), Words(tmp_path / "words"))
    (reading,) = reader.read("Who rebuilt the mill?", [(document, passage)])
    assert 0 < reading.covered <= 1
    assert reading.sentences[1] > reading.sentences[0]
    start, end = reading.highlights[0]
    assert "Karin Holm" in TEXT[start:end]
    hit = Hit(passage, 0, 0.6, 5.0, 0.7)
    (other,) = reader.read("What does the moon weigh?", [(document, passage)])
    assert reader.confidence([hit], [reading], 1) > reader.confidence([hit], [other], 1)


def test_what_two_documents_say_comes_before_what_one_says(tmp_path: Path) -> None:
    texts = [f"The mill was rebuilt by {name}." for name in ("Karin Holm", "Anders Lund", "Karin Holm")]
    documents = [
        Document(f"{text} {at}", "The mill", f"{at}.txt", "text/plain") for at, text in enumerate(texts)
    ]
    write([(document.text, None) for document in documents], tmp_path / "words")
    passages = [
        (document, Passage(Span(document.hash, 0, len(text)), ((0, len(text)),)))
        for document, text in zip(documents, texts, strict=True)
    ]
    reader = TrainedReader(ReaderModel(), Words(tmp_path / "words"))
    first, second, third = reader.read("Who rebuilt the mill?", passages)
    gain = AGREEMENT_WEIGHT * (math.log1p(2) - math.log1p(1))
    alone = first.alone - second.alone
    assert first.sentences[0] - second.sentences[0] == pytest.approx(gain + alone, abs=0.1)
    assert third.sentences[0] > second.sentences[0]


def test_confidence_grows_with_every_signal() -> None:
    base = confidence(0.5, 0.5)
    assert 0 < base < 1
    assert confidence(0.9, 0.5) > base
    assert confidence(0.5, 0.9) > base
