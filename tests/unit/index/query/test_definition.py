from __future__ import annotations

import pytest

from index.query.definition import spelled_out


@pytest.mark.parametrize(
    "question",
    [
        "Maud",
        "Maud?",
        "Tell me about Maud",
        "please tell us more about Maud.",
        "What do you know about Maud?",
    ],
)
def test_a_name_asks_who_that_is(question: str) -> None:
    assert spelled_out(question) == "Who is Maud?"


@pytest.mark.parametrize(
    "question",
    [
        "Who is Maud?",
        "ferry times",
        "When did Maud die?",
        "Did she?",
        "Tell me about what Maud did with the store",
        "?",
        "",
        "Maud and her brother quarrelled over it",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert spelled_out(question) == question
