from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.errors import UsageError
from index.model import Question
from index.query.question import LONGEST, Terms, check
from index.store.words import Words, write


@pytest.fixture
def words(tmp_path: Path) -> Words:
    write([("Milley called Li about the book", None), ("the book was long", None)], tmp_path / "words")
    return Words(tmp_path / "words")


def test_function_words_do_not_count(words: Words) -> None:
    assert set(Terms.of("When did the book say what?", words).weights) == {"book"}


def test_question_of_function_words_alone_keeps_them(words: Words) -> None:
    assert set(Terms.of("what was it about", words).weights) == {"what", "was", "it", "about"}


def test_weights_add_up_and_names_weigh_double(words: Words) -> None:
    plain, named = Terms.of("who wrote milley", words), Terms.of("Who wrote Milley", words)
    assert sum(named.weights.values()) == pytest.approx(1)
    assert plain.weights["milley"] == pytest.approx(plain.weights["wrote"])
    assert named.weights["milley"] == pytest.approx(2 * named.weights["wrote"])


def test_first_word_is_no_name_for_its_capital(words: Words) -> None:
    assert Terms.of("Book written", words).weights == Terms.of("book written", words).weights


def test_coverage_is_the_weight_of_what_is_held(words: Words) -> None:
    terms = Terms.of("milley wrote", words)
    assert terms.coverage({"milley", "wrote", "other"}) == pytest.approx(1)
    assert terms.coverage({"milley"}) == pytest.approx(0.5)
    assert terms.coverage(set()) == 0


def test_question_without_words_covers_nothing(words: Words) -> None:
    assert Terms.of("?!", words).coverage({"milley"}) == 0


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (Question("   \n"), "empty"),
        (Question("x" * (LONGEST + 1)), "at most 2,000"),
        (Question("q", since=date(2021, 2, 1), until=date(2021, 1, 1)), "since .* is after until"),
        (Question("q", since=date(2021, 2, 1), as_of=date(2021, 1, 1)), "since .* is after"),
    ],
)
def test_questions_that_cannot_be_asked(question: Question, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        check(question)


def test_white_space_around_a_question_is_dropped() -> None:
    assert check(Question(" who? \n", as_of=date(2021, 1, 1))) == Question("who?", as_of=date(2021, 1, 1))
