"""Which questions lean on the one before, and what they take from it."""

from __future__ import annotations

import pytest

from bot.followup import Before, carried, leans

BEFORE = Before(
    "Who made the calls to Beijing?",
    ("According to a new book, Mark Milley called twice.", "The Post reported it from Paris."),
)


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "Why did he make them?",
        "And the second one?",
        "When was this?",
        "What about Russia?",
        "And China?",
        "Who won?",
        "How much more pay does her union want?",
        "Why was Corrin against it?",
        "What else happened that year?",
        "Which one runs today?",
        "¿Por qué?",
        "Warum?",
        "What does the second quote say about Milley's deputy in Washington?",
    ],
)
def test_what_cannot_stand_alone_leans(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who painted The Grey Heron?",
        "Did Helen Strand leave the company that she founded?",
        "How long does it take to walk from the harbour to the castle?",
        "Is there a ban on heavy lorries on the bridge?",
        "Is it true that the mayor resigned on Tuesday?",
        "Microsoft retired its browser this week. What year did it debut?",
        "Why did the government change its policy on old houses?",
        "Wer hat im Oktober die Wahl in Tarnow Bay gewonnen?",
        "Quelle équipe a gagné la coupe à Redmoor en mai?",
        "Which former president lost the vote in Hexley?",
    ],
)
def test_what_stands_alone_is_left_alone(question: str) -> None:
    assert not leans(question)


def test_words_of_the_question_before_are_carried_and_names_of_its_answer() -> None:
    assert carried("Why did he do so?", BEFORE) == "calls Beijing"
    nameless = Before("Who made the secret calls?", BEFORE.quotes)
    assert carried("Why did he do so?", nameless) == "secret calls Mark Milley"


def test_what_the_question_says_itself_is_not_carried() -> None:
    assert carried("When were the calls?", BEFORE) == "Beijing"


def test_a_new_name_takes_the_place_of_the_old_one() -> None:
    before = Before("How did China react to the treaty of Vienna?")
    assert carried("What about Russia?", before) == "react treaty Vienna"
    assert carried("And Russia?", before) == "react treaty Vienna"


def test_a_quote_asked_for_by_its_number_lends_its_names() -> None:
    assert carried("What does the second quote mean?", BEFORE) == "calls Beijing Post Paris"


def test_what_is_carried_stays_short() -> None:
    long = Before(" ".join(f"word{number}" for number in range(50)))
    assert len(carried("Why?", long).split()) == 12


@pytest.mark.parametrize("question", ["", "?", "  ", "\n", "?!" * 500, "it " * 500])
def test_odd_questions_do_no_harm(question: str) -> None:
    assert isinstance(leans(question), bool)
    assert isinstance(carried(question, BEFORE), str)
