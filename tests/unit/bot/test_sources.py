"""What the viewer is given of a document: as it stands, replaced or withdrawn, by real builds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import Verdict
from bot.place import Place
from bot.reply import Passport, Standing
from bot.sources import Sources
from bot.state import Exchange, State
from index.errors import FootnoteError
from index.ingest.build import build
from index.model import Citation, Question, Quote, Span
from index.store.snapshot import KEEP, Stories
from tests.hashing import HashingEmbedder

TEXT = "It began in May 2021.\n\nThe treaty was signed in Vienna.\n"


class Shelf:
    """A story of one folder, built anew at will."""

    def __init__(self, folder: Path, hashing: HashingEmbedder) -> None:
        self.documents = folder / "in"
        self.documents.mkdir()
        self.stories = Stories(folder / "home")
        self.state = State(folder / "state.sqlite")
        self.sources = Sources(self.stories, self.state, lambda _, __: Verdict.IDENTICAL)
        self._hashing = hashing

    def put(self, **texts: str) -> None:
        for file in self.documents.iterdir():
            file.unlink()
        for name, text in texts.items():
            (self.documents / f"{name}.txt").write_text(text)
        build(self.stories, "war", [self.documents], self._hashing)

    def passport(self, answer: str = "") -> Passport:
        (document,) = [
            row.hash for row in self.stories.current("war").catalog.listing() if row.origin.endswith("a.txt")
        ]
        return Passport("war", Span(document, 0, 8), answer)


@pytest.fixture
def shelf(tmp_path: Path, hashing: HashingEmbedder) -> Iterator[Shelf]:
    made = Shelf(tmp_path, hashing)
    with closing(made.state):
        made.put(a=TEXT, b="Another text that stays.")
        yield made


def test_a_document_as_it_stands(shelf: Shelf) -> None:
    page = shelf.sources.page(shelf.passport())
    assert (page.standing, page.snapshot, page.file, page.newer) == (Standing.CURRENT, 1, "identical", None)
    assert page.original == shelf.documents / "a.txt"
    (date,) = page.dates
    assert page.document.text[date.start : date.end] == "May 2021"
    assert date.words == "in May 2021"


def test_a_document_that_was_replaced_is_read_from_an_older_snapshot(shelf: Shelf) -> None:
    old = shelf.passport()
    shelf.put(a=TEXT.replace("Vienna", "Paris"), b="Another text that stays.")
    page = shelf.sources.page(old)
    assert (page.standing, page.snapshot, page.file) == (Standing.REPLACED, 1, "")
    assert page.document.hash == old.span.document
    assert page.newer
    assert "Paris" in page.newer.text


def test_a_document_that_was_removed_is_read_from_an_older_snapshot(shelf: Shelf) -> None:
    old = shelf.passport()
    shelf.put(b="Another text that stays.")
    page = shelf.sources.page(old)
    assert (page.standing, page.newer, page.document.hash) == (Standing.WITHDRAWN, None, old.span.document)


def test_what_no_kept_snapshot_has_is_gone(shelf: Shelf) -> None:
    old = shelf.passport()
    for number in range(KEEP):
        shelf.put(b=f"Text number {number} alone.")
    with pytest.raises(FootnoteError):
        shelf.sources.page(old)


def test_a_story_that_is_not_there_is_an_error(shelf: Shelf) -> None:
    with pytest.raises(FootnoteError):
        shelf.sources.page(Passport("peace", Span("0" * 64, 0, 1)))
    with pytest.raises(FootnoteError):
        shelf.sources.page(Passport("../war", Span("0" * 64, 0, 1)))


def test_a_file_that_a_link_leads_elsewhere_to_is_not_handed_out(shelf: Shelf, tmp_path: Path) -> None:
    passport = shelf.passport()
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    (shelf.documents / "a.txt").unlink()
    (shelf.documents / "a.txt").symlink_to(outside)
    assert shelf.sources.page(passport).original is None


def exchange(id_: str, story: str, quotes: tuple[Quote, ...], leading: int | None = None) -> Exchange:
    return Exchange(
        id_,
        Place("web", "", "c"),
        "me",
        1.0,
        story,
        Question("What?"),
        1,
        answered=True,
        confidence=1.0,
        quotes=quotes,
        leading=leading,
    )


def test_the_answers_quotes_come_along_for_its_own_story_only(shelf: Shelf) -> None:
    document = shelf.stories.current("war").document(shelf.passport().span.document)
    quote = Quote(Span(document.hash, 0, 8), Citation.of(document, 0), 1.0)
    for id_, story in (("ours", "war"), ("other", "peace")):
        shelf.state.exchanges.put(exchange(id_, story, (quote,)))
    assert shelf.sources.page(shelf.passport("ours")).quotes == (quote,)
    assert shelf.sources.page(shelf.passport("other")).quotes == ()
    assert shelf.sources.page(shelf.passport("unknown")).quotes == ()


def test_the_quotes_that_lead_come_alone_unless_another_is_looked_at(shelf: Shelf) -> None:
    document = shelf.stories.current("war").document(shelf.passport().span.document)
    cited = Citation.of(document, 0)
    first, weak = (Quote(Span(document.hash, *at), cited, 1.0) for at in ((0, 8), (23, 31)))
    shelf.state.exchanges.put(exchange("ours", "war", (first, weak), leading=1))
    looked_at = shelf.passport("ours")
    assert shelf.sources.page(looked_at).quotes == (first,)
    assert shelf.sources.page(replace(looked_at, span=weak.span)).quotes == (first, weak)
