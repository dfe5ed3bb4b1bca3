"""Where a pasted text comes from: word for word, nearly, or from nowhere."""

from __future__ import annotations

import pytest

from index.ingest.build import build
from index.query.source import find
from index.store.snapshot import Snapshot, Stories
from tests.hashing import HashingEmbedder

FERRY = "The ferry Aurora ran aground near Skagen on Sunday — nobody was “hurt”, the coast guard said."
TEXTS = {
    "a.txt": f"The weather was calm. {FERRY} It was late.\n\nA second paragraph speaks of bread.",
    "b.txt": f"A reprint. {FERRY} The end of it.",
    "c.txt": "The mayor of Skagen opened a new harbour on Monday, and many people came to see it.",
}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("source")
    (folder / "in").mkdir()
    for name, text in TEXTS.items():
        (folder / "in" / name).write_text(text, "utf-8")
    stories = Stories(folder / "home")
    build(stories, "small", [folder / "in"], HashingEmbedder())
    return stories.current("small")


@pytest.mark.parametrize(
    "pasted",
    [
        FERRY,
        f"> {FERRY}",
        f'"{FERRY}"',
        FERRY.replace(" ", "\n "),
        FERRY.replace("—", "-").replace("“", '"').replace("”", '"'),
        FERRY.replace("aground", "**aground**"),
    ],
)
def test_what_pasting_changes_does_not_make_it_another_text(story: Snapshot, pasted: str) -> None:
    identical, quotes = find(story, pasted, 3)
    assert identical
    assert [quote.read(story) for quote in quotes] == [FERRY]
    # The reprint is cited, not quoted a second time.
    assert len(quotes[0].also) == 1


def test_a_part_is_marked_in_its_whole_sentence(story: Snapshot) -> None:
    identical, (quote, *_) = find(story, "ran aground near Skagen", 3)
    assert identical
    assert quote.read(story) == FERRY
    text = story.text(quote.span.document)
    assert [text[start:end] for start, end in quote.highlights] == ["ran aground near Skagen"]


def test_another_wording_differs_and_says_where(story: Snapshot) -> None:
    identical, (quote, *_) = find(story, FERRY.replace("Sunday", "Friday"), 3)
    assert not identical
    assert quote.read(story) == FERRY
    text = story.text(quote.span.document)
    assert [text[start:end] for start, end in quote.highlights] == ["Sunday"]


@pytest.mark.parametrize("pasted", [FERRY.upper(), FERRY.replace("nobody", "somebody")])
def test_one_letter_is_a_difference(story: Snapshot, pasted: str) -> None:
    assert not find(story, pasted, 3)[0]


@pytest.mark.parametrize("pasted", ["Quantum chromodynamics binds quarks.", "on", "…", ""])
def test_no_source_is_made_up(story: Snapshot, pasted: str) -> None:
    identical, quotes = find(story, pasted, 3)
    assert not quotes or (identical and pasted == "on")
