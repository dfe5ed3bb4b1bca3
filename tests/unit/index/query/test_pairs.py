"""Headings are quoted with their text, questions with their answers."""

from __future__ import annotations

import pytest

from index.model import Document
from index.query.pairs import LONGEST_PAIR, paired
from index.sentences import paragraphs, sentences

INTERVIEW = """Interview with Tom Oduya

Q: Why did you vote against it?

A: Because nobody had looked at the soil. I asked for a survey.

Q: Will you resign?

A: No. I stay.

He went back to the harbour. Was it raining? It was."""


def quoted(text: str, said: str) -> str:
    """What is quoted where the best sentence is the one that begins with `said`."""
    document = Document(text, "A title", "a.txt", "text/plain", paragraphs=tuple(paragraphs(text)))
    held = sentences(text)
    at = next(number for number, (start, _) in enumerate(held) if text.startswith(said, start))
    first, last = paired(document, held, at, at)
    return text[held[first][0] : held[last][1]]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Q: Will", "Q: Will you resign?\n\nA: No. I stay."),
        ("A: No", "Q: Will you resign?\n\nA: No."),
        ("I stay", "I stay."),
        ("A: Because", "Q: Why did you vote against it?\n\nA: Because nobody had looked at the soil."),
        (
            "Interview",
            INTERVIEW[: INTERVIEW.index("\n\nQ: Will")],
        ),
        ("He went", "He went back to the harbour."),
        ("Was it", "Was it raining?"),
    ],
)
def test_what_stands_in_two_paragraphs_is_quoted_together(said: str, expected: str) -> None:
    assert quoted(INTERVIEW, said) == expected


def test_of_a_long_answer_the_first_sentence_is_quoted() -> None:
    long = "A: It rang " + "and rang " * (LONGEST_PAIR // 8) + "all night."
    text = f"Q: Did it ring?\n\n{long} It broke.\n\nNobody came."
    assert quoted(text, "Q:") == f"Q: Did it ring?\n\n{long}"
    assert quoted(text, "A:") == long


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("\n", "\n\n", "Anders Holm, baker"),
        ("\n\n", "\n\n", "Anders Holm, baker\n\nSir, let me explain."),
        ("\n\n", "\n", "Anders Holm, baker\nSir, let me explain."),
    ],
)
def test_a_name_nearer_to_the_letter_above_is_no_heading(above: str, below: str, expected: str) -> None:
    parts = ["There was none.", above, "Anders Holm, baker", below, "Sir, let me explain."]
    text = "".join(parts)
    places = [(text.index(part), text.index(part) + len(part)) for part in parts[::2]]
    document = Document(text, "A title", "a.txt", "text/plain", paragraphs=tuple(places))
    first, last = paired(document, places, 1, 1)
    assert text[places[first][0] : places[last][1]] == expected


def test_a_heading_over_nothing_stands_alone() -> None:
    text = "It rang.\n\nThe end"
    assert quoted(text, "The end") == "The end"
    assert quoted(text, "It rang") == "It rang."


def test_items_of_a_list_stand_alone() -> None:
    text = "The bell\n\nDoran – father\n\nIssa – mother\n\nIt rang."
    assert quoted(text, "The bell") == "The bell"
    assert quoted(text, "Doran") == "Doran – father"


def test_what_is_left_out_between_is_not_quoted() -> None:
    text = "The bell\n\nRead more: here.\n\nIt rang."
    document = Document(text, "A title", "a.txt", "text/plain", paragraphs=tuple(paragraphs(text)))
    held = [one for one in sentences(text) if not text.startswith("Read more", one[0])]
    assert paired(document, held, 0, 0) == (0, 0)


CHAT = """[2023-03-15 08:20] Ruth: The bill came. Who pays?
[2023-03-15 08:21] Tom: The insurance. I asked.
[2023-03-15 08:22] Ruth: Good."""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Who pays", "Who pays?\n[2023-03-15 08:21] Tom: The insurance."),
        ("[2023-03-15 08:21]", "Who pays?\n[2023-03-15 08:21] Tom: The insurance."),
        ("I asked", "I asked."),
        ("[2023-03-15 08:22]", "[2023-03-15 08:22] Ruth: Good."),
    ],
)
def test_a_question_of_a_chat_is_quoted_with_the_next_message(said: str, expected: str) -> None:
    assert quoted(CHAT, said) == expected


def test_a_long_message_is_not_quoted_with_the_question_above() -> None:
    long = f"[2023-03-15 08:21] Tom: It is {'very ' * (LONGEST_PAIR // 5)}dear."
    text = f"[2023-03-15 08:20] Ruth: How dear is it?\n{long}"
    assert quoted(text, "[2023-03-15 08:20]") == "[2023-03-15 08:20] Ruth: How dear is it?"
