"""The words around the quotes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.reply import Role, Verb, answer_reply, cite, count, failure, in_words
from bot.reply.wording import source
from index.model import Citation, Quote, Span

HASH = "0" * 64


def quotes(number: int) -> list[Quote]:
    where = Citation(HASH, "A title", None, "/a.txt", 1, 1)
    return [Quote(Span(HASH, start, start + 1), where, 1.0) for start in range(number)]


def test_a_citation_says_title_date_place_and_source() -> None:
    citation = Citation(HASH, "Peril", date(2021, 9, 21), "/srv/books/peril.pdf", 9, 19, page=3)
    assert cite(citation) == ("Peril", "2021-09-21", "page 3, paragraph 9, line 19", "peril.pdf")
    undated = Citation(HASH, "Notes", None, "notes.txt", 1, 1)
    assert cite(undated) == ("Notes", "paragraph 1, line 1", "notes.txt")
    chapter = replace(citation, section="Chapter 2: " + "the siege " * 20)
    assert cite(chapter)[2] == "Chapter 2: the siege the siege the siege the siege the siege the siege the …"
    assert cite(replace(citation, section="Chapter 2"))[1:3] == ("2021-09-21", "Chapter 2")


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("https://example.org/a/b", "https://example.org/a/b"),
        ("/home/joe/secret/a.txt", "a.txt"),
        ("C:\\Users\\joe\\a.txt", "a.txt"),
        ("/home/joe/books.zip!novels/b.txt", "books.zip!novels/b.txt"),
    ],
)
def test_a_source_does_not_tell_where_it_lies(origin: str, shown: str) -> None:
    assert source(origin) == shown


def test_confidence_in_words_grows_with_the_number() -> None:
    assert [in_words(value) for value in (1.0, 0.95, 0.94, 0.5, 0.49, 0.0)] == [
        *["Very likely the answer"] * 2,
        *["Likely the answer"] * 2,
        *["Possibly the answer"] * 2,
    ]


def test_an_answer_offers_what_can_be_done_with_it() -> None:
    reply = answer_reply(quotes(5), answered=True, confidence=0.9, count=3, exchange="ab")
    assert len(reply.quotes) == 3
    assert [(action.verb, action.number) for action in reply.actions] == [
        (Verb.MORE, 3),
        (Verb.CONTEXT, 0),
        (Verb.CONTEXT, 1),
        (Verb.CONTEXT, 2),
        (Verb.VERIFY, 0),
        (Verb.USEFUL, 0),
        (Verb.NOT_USEFUL, 0),
    ]


def test_the_last_page_offers_no_more() -> None:
    reply = answer_reply(quotes(5), answered=True, confidence=0.9, first=3, count=3, exchange="ab")
    assert [quote.span.start for quote in reply.quotes] == [3, 4]
    assert Verb.MORE not in [action.verb for action in reply.actions]


def test_a_declined_question_shows_no_quote_and_offers_the_near_misses() -> None:
    reply = answer_reply(quotes(2), answered=False, confidence=0.1, count=3, exchange="ab")
    assert (reply.role, reply.quotes) == (Role.DECLINED, ())
    assert [action.verb for action in reply.actions] == [Verb.NEAREST]
    nothing_near = answer_reply([], answered=False, confidence=0.0, count=3, exchange="ab")
    assert nothing_near.actions == ()


def test_a_failure_is_private_and_names_its_reference() -> None:
    reply = failure("1a2b3c4d")
    assert reply.private
    assert "1a2b3c4d" in reply.notice


def test_counting() -> None:
    assert [count(number, "page") for number in (0, 1, 2000)] == ["0 pages", "1 page", "2,000 pages"]


def test_a_question_in_other_words_than_the_documents_is_told_so() -> None:
    declined = answer_reply((), answered=False, confidence=0.0, count=3, foreign=True)
    assert declined.notice.endswith("ask in their language, with the names they use.")
    assert "language" not in answer_reply((), answered=False, confidence=0.0, count=3).notice
