from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from matplotlib.image import imread

from index.model import Document
from index.sentences import sentences
from index.timeline.picture import LABELLED, alt_text, draw
from index.timeline.timeline import Timeline, build


class Shelf:
    """Canonical texts in memory."""

    def __init__(self, *documents: Document) -> None:
        self.texts = {document.hash: document.text for document in documents}

    def text(self, document: str) -> str:
        return self.texts[document]


def story(count: int) -> tuple[Document, Timeline]:
    days = [date(2019, 1, 1) + timedelta(days=5 * i) for i in range(count)]
    lines = [
        f"Ship number {i} of the fleet sank off the coast on {day:%B} {day.day}, {day.year}."
        for i, day in enumerate(days)
    ]
    document = Document("\n\n".join(lines), "Ships", "ships.txt", "text/plain", date(2023, 1, 1))
    return document, build([(document, sentences(document.text))], limit=count)


@pytest.mark.parametrize("count", [0, 1, 7, 40, 200])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_picture_of_any_number_of_events(tmp_path: Path, count: int, *, dark: bool) -> None:
    document, timeline = story(count)
    path = tmp_path / "timeline.png"
    draw(timeline, Shelf(document), path, title="Ships", dark=dark)
    pixels = imread(path)
    assert pixels.shape[1] == 1080
    assert len(timeline.entries) == count
    corner = float(pixels[2, 2, :3].mean())
    assert corner < 0.2 if dark else corner > 0.9
    assert float(pixels[:, :, :3].std()) > 0.01


def test_a_row_is_as_high_as_its_text(tmp_path: Path) -> None:
    heights = []
    for count in (1, 2, 3, LABELLED, LABELLED + 60):
        document, timeline = story(count)
        draw(timeline, Shelf(document), tmp_path / "timeline.png")
        heights.append(imread(tmp_path / "timeline.png").shape[0])
    assert heights == sorted(heights)
    assert heights[-1] < heights[-2] + 100, "beyond the labelled rows a picture does not grow"


@pytest.mark.parametrize(
    "sentence",
    [
        "It cost $5 and $6 on March 1, 2013.",
        "Ein Zug fuhr 北京 🚀 am March 1, 2013.",
        "A " + "w" * 400 + " was written on March 1, 2013.",
        "It broke\nin two on March 1, 2013.",
        r"\alpha_{x}^{2} was solved on March 1, 2013.",
    ],
)
def test_hostile_labels_are_drawn_without_a_warning(tmp_path: Path, sentence: str) -> None:
    document = Document(sentence, "", "", "text/plain", date(2021, 9, 17))
    timeline = build([(document, [(0, len(sentence))])])
    assert len(timeline.entries) == 1
    draw(timeline, Shelf(document), tmp_path / "timeline.png", title=sentence)


def test_the_alternative_text_tells_the_same_in_words() -> None:
    document, timeline = story(3)
    words = alt_text(timeline, Shelf(document), title="the fleet")
    assert words.startswith("Timeline of the fleet: 3 events, 2019 to 2019. 1 January 2019: Ship number 0")
    document, timeline = story(100)
    assert len(alt_text(timeline, Shelf(document), limit=300)) <= 300


def test_a_quote_whose_source_has_changed_is_not_drawn(tmp_path: Path) -> None:
    document, timeline = story(1)
    shelf = Shelf(document)
    shelf.texts[document.hash] = "Something else."
    assert alt_text(timeline, shelf) == "A timeline without dated events."
    draw(timeline, shelf, tmp_path / "timeline.png")
