"""Replies hold spans; what is shown is re-read, and what no longer matches is left out."""

from __future__ import annotations

import logging

import pytest

from bot.reply import Action, Reply, Role, Verb, pages, show
from index.errors import UsageError
from index.model import Citation, Quote, Span
from tests.small_engine import Shelf, document

TEXT = document("One fox ran. Two dogs slept. Three owls sat.")


def quote(start: int, end: int, *highlights: tuple[int, int]) -> Quote:
    return Quote(Span(TEXT.hash, start, end), Citation.of(TEXT, start), 1.0, highlights)


def test_an_excerpt_is_the_slice_with_its_highlights() -> None:
    (excerpt,) = show(Reply(Role.ANSWER, quotes=(quote(13, 28, (17, 21), (13, 16)),)), Shelf([TEXT])).excerpts
    assert excerpt.text == "Two dogs slept."
    assert list(excerpt.pieces) == [("Two", True), (" ", False), ("dogs", True), (" slept.", False)]


def test_overlapping_highlights_are_joined() -> None:
    (excerpt,) = show(Reply(Role.ANSWER, quotes=(quote(13, 28, (13, 18), (16, 21)),)), Shelf([TEXT])).excerpts
    assert list(excerpt.pieces) == [("Two dogs", True), (" slept.", False)]


def test_a_quote_whose_document_is_gone_is_dropped_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    other = document("Another text.")
    lost = Quote(Span(other.hash, 0, 7), Citation.of(other, 0), 1.0)
    with caplog.at_level(logging.WARNING):
        display = show(Reply(Role.ANSWER, quotes=(lost, quote(0, 12))), Shelf([TEXT]))
    assert [excerpt.text for excerpt in display.excerpts] == ["One fox ran."]
    assert [excerpt.number for excerpt in display.excerpts] == [2]
    assert display.dropped == 1
    assert other.hash[:12] in caplog.text


def test_a_text_that_is_not_what_was_quoted_is_not_shown() -> None:
    class Changed:
        def text(self, document: str) -> str:  # noqa: ARG002 -- whatever is asked for
            return TEXT.text.replace("fox", "cat")

    display = show(Reply(Role.ANSWER, "Very likely:", (quote(0, 12),), confidence=0.9), Changed())
    assert display.excerpts == ()
    assert "no longer in the documents" in display.reply.notice
    assert display.reply.confidence is None


@pytest.mark.parametrize("verb", Verb)
def test_an_action_survives_as_its_id(verb: Verb) -> None:
    action = Action(verb, "0123456789abcdef", 999)
    assert Action.parse(action.id) == action
    assert len(action.id) <= 100


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "footnote",
        "other:more:0123456789abcdef:0",
        "footnote:drop:0123456789abcdef:0",
        "footnote:more:0123456789abcdef:-1",
        "footnote:more:0123456789abcdef:01",
        "footnote:more:0123456789abcdef:x",
        "footnote:more:0123456789abcdef:1:2",
    ],
)
def test_a_forged_action_is_refused(forged: str) -> None:
    with pytest.raises(UsageError, match="not one of mine"):
        Action.parse(forged)


def test_whole_quotes_go_to_a_page_as_long_as_they_fit() -> None:
    display = show(Reply(Role.ANSWER, quotes=(quote(0, 12), quote(13, 28), quote(29, 44))), Shelf([TEXT]))
    texts = [
        [part.text for part in page] for page in pages(display.excerpts, 27, lambda part: len(part.text))
    ]
    assert texts == [["One fox ran.", "Two dogs slept."], ["Three owls sat."]]


def test_a_quote_that_fits_exactly_is_not_cut_and_one_past_is_cut_between_sentences() -> None:
    display = show(Reply(Role.ANSWER, quotes=(quote(0, 44),)), Shelf([TEXT]))

    def cut(limit: int) -> list[str]:
        return [
            part.text for page in pages(display.excerpts, limit, lambda part: len(part.text)) for part in page
        ]

    assert cut(44) == [TEXT.text]
    assert cut(43) == ["One fox ran. Two dogs slept. ", "Three owls sat."]
    assert cut(10) == ["One fox ", "ran. ", "Two dogs ", "slept. ", "Three ", "owls sat."]
    assert cut(3)[:3] == ["One", " ", "fox"]
