"""What a section is about stands in its heading, and need not be said again under it."""

from __future__ import annotations

from functools import partial

import pytest

from index.embedding import Embedder
from index.model import Question
from index.query.evidence import answer
from index.query.reader import MakeReader, WordReader
from index.query.reader_model import ReaderModel
from index.query.retrieval import retrieve
from index.query.trained_reader import TrainedReader
from index.store.snapshot import Snapshot
from tests.stories import built

SECTIONS = {
    "Dredging of the east basin": "The board decided by two votes to one to pay half the sum.",
    "The ferry to Holm": "The board decided unanimously to wait for the winter.",
    "Roof of the net loft": "The board decided after a long debate to sell it.",
}


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Snapshot:
    sections = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in SECTIONS.items())
    return built(tmp_path_factory.mktemp("minutes"), {"minutes.md": f"# Minutes\n\n{sections}\n"}, embedder)


@pytest.fixture(scope="module", params=["words", "trained"])
def make_reader(request: pytest.FixtureRequest) -> MakeReader:
    return WordReader if request.param == "words" else partial(TrainedReader, ReaderModel())


@pytest.mark.parametrize(
    ("topic", "heading"),
    [
        ("the dredging", "Dredging of the east basin"),
        ("the ferry", "The ferry to Holm"),
        ("the roof", "Roof of the net loft"),
    ],
)
def test_the_section_asked_about_is_quoted(
    minutes: Snapshot, embedder: Embedder, make_reader: MakeReader, topic: str, heading: str
) -> None:
    question = Question(f"What did the board decide about {topic}?")
    found = answer(minutes, embedder, question, top=1, threshold=0.0, make_reader=make_reader)
    assert SECTIONS[heading] in found.quotes[0].read(minutes)
    assert found.quotes[0].citation.section == heading


def test_a_section_is_found_by_the_words_of_its_heading(minutes: Snapshot, embedder: Embedder) -> None:
    hits = retrieve(minutes, Question("dredging basin"), embedder.question("dredging basin"), 3)
    words = {
        minutes.document(hit.passage.span.document).section_at(hit.passage.span.start): hit.words
        for hit in hits
    }
    assert max(words, key=lambda section: words[section]) == "Dredging of the east basin"
    assert words["The ferry to Holm"] == 0
