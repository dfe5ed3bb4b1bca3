"""Negations of questions and of texts; what they do to a reading."""

from __future__ import annotations

import pytest

from index.query.negation import WEIGHT, bare, negated
from index.query.reader_input import ReaderInput
from index.query.reader_model import ReaderModel


@pytest.mark.parametrize(
    "question",
    [
        "Which ferries did not sail on Tuesday?",
        "Who has never crossed the sound?",
        "What can’t be carried on deck?",
        "Why didnt the crew answer?",
        "Which boat had no radio?",
        "Nobody was hurt on which ship?",
        "What happened without a pilot?",
        "Who was neither a sailor nor a pilot?",
    ],
)
def test_negated(question: str) -> None:
    assert negated(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which ferries sailed on Tuesday?",
        "Who steered boat No. 2?",
        'Who wrote "Never Again"?',
        "Who said “I do not know”?",
        "Did the Alba sail or not?",
        "What did not only fishermen ask for?",
        "Who noted the notice at the knot?",
        "",
    ],
)
def test_not_negated(question: str) -> None:
    assert not negated(question)


TEXT = "The Alba sailed at noon. The Bute sailed at one. The Coll failed to start. The Dee sailed."
SENTENCES = ((0, 24), (25, 48), (49, 74), (75, 90))


@pytest.mark.parametrize(("number", "expected"), [(0, True), (1, False), (2, False), (3, False)])
def test_a_negation_may_stand_beside_the_sentence(number: int, expected: bool) -> None:
    assert bare(TEXT, SENTENCES, number) is expected


@pytest.mark.parametrize(
    "sentence", ["None of them sailed.", "She refused.", "It wasn’t there.", "All except one sailed."]
)
def test_what_a_question_may_put_as_a_negation(sentence: str) -> None:
    assert not bare(sentence, ((0, len(sentence)),), 0)


@pytest.mark.parametrize("sentence", ["She noted the importance of it.", "Another notion.", "Nowadays too."])
def test_words_that_only_look_like_one(sentence: str) -> None:
    assert bare(sentence, ((0, len(sentence)),), 0)


def test_a_negated_question_is_better_answered_by_a_negation() -> None:
    passages = [ReaderInput(TEXT[:48], SENTENCES[:2]), ReaderInput(TEXT[49:], ((0, 25), (26, 41)))]
    plain, negative = ReaderModel().logits("Which ferry did not sail?", passages)
    assert negative.answerable > plain.answerable


def test_only_the_answerable_logit_is_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    passage = ReaderInput(TEXT[:48], SENTENCES[:2])
    question = "Which ferry did not sail?"
    lowered = ReaderModel().logits(question, [passage])[0]
    monkeypatch.setattr("index.query.negation.negated", lambda _question: False)
    plain = ReaderModel().logits(question, [passage])[0]
    assert plain.answerable - lowered.answerable == pytest.approx(WEIGHT)
    assert lowered.sentences.tolist() == plain.sentences.tolist()
    assert lowered.highlights == plain.highlights


def test_a_negated_question_over_nothing() -> None:
    (found,) = ReaderModel().logits("Which ferry did not sail?", [ReaderInput("", ())])
    assert found.sentences.size == 0
