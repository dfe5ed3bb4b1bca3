"""What somebody says is quoted with who says it."""

from __future__ import annotations

import pytest

from index.query.speech import LONGEST, whole
from index.sentences import sentences

BELL = 'It cracked at once. Maud said: "Let it be cracked. A whole bell would lie about us." Then she left.'


def quoted(text: str, said: str) -> str:
    """What is quoted where the best sentence is the one that begins with `said`."""
    held = sentences(text)
    at = next(number for number, (start, _) in enumerate(held) if text.startswith(said, start))
    first, last = whole(text, (0, len(text)), held, at, at)
    return text[held[first][0] : held[last][1]]


@pytest.mark.parametrize("marks", ["“”", '""'])
@pytest.mark.parametrize("said", ["Maud", "A whole"])
def test_a_quote_that_cuts_through_speech_takes_the_rest_of_it(marks: str, said: str) -> None:
    text = BELL.replace('"', marks[0], 1).replace('"', marks[1])
    assert quoted(text, said) == text[text.index("Maud") : text.index(" Then")]


@pytest.mark.parametrize("said", ["It cracked", "Then she"])
def test_sentences_beside_speech_stand_alone(said: str) -> None:
    assert quoted(BELL, said) in {"It cracked at once.", "Then she left."}


def test_speech_begun_or_ended_elsewhere_is_left_as_it_is() -> None:
    text = "“The bell is lost. Nobody will find it. The river has it."
    assert quoted(text, "Nobody") == "Nobody will find it."
    held = sentences(BELL)[2:]
    assert whole(BELL, (0, len(BELL)), held, 0, 0) == (0, 0)


def test_what_is_too_long_to_quote_is_left_as_it_is() -> None:
    long = "He said: “It rang. " + "It rang again and again in the night. " * (LONGEST // 38) + "It broke.”"
    assert quoted(long, "It broke") == "It broke.”"


def test_inches_and_stray_marks_open_nothing() -> None:
    text = 'The plank was 12" long. It lay in the mill. The man who "cut it was tall. He left.'
    assert quoted(text, "It lay") == "It lay in the mill."
    assert quoted(text, "He left") == "He left."


def test_a_line_of_a_script_is_quoted_with_its_speaker() -> None:
    script = "MAUD: Let it be cracked. A whole bell would lie. It is mine.\nEDRIC: No. It was his."
    assert quoted(script, "A whole") == "MAUD: Let it be cracked. A whole bell would lie."
    assert quoted(script, "It was") == "EDRIC: No. It was his."
    assert quoted(script, "EDRIC") == "EDRIC: No."


CHAT = """14/03/2023, 10:35 - Per Lindqvist: He called the office. The engine stopped.
14/03/2023, 10:36 - Ruth Alder: Nobody is hurt
Nor is the ferry. She floats."""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The engine", "14/03/2023, 10:35 - Per Lindqvist: He called the office. The engine stopped."),
        ("14/03/2023, 10:35", "14/03/2023, 10:35 - Per Lindqvist: He called the office."),
        ("She floats", CHAT[CHAT.index("14/03/2023, 10:36") :]),
    ],
)
def test_a_message_of_a_chat_is_quoted_with_who_wrote_it_and_when(said: str, expected: str) -> None:
    assert quoted(CHAT, said) == expected
