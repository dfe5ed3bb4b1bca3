"""What is meant for the bot, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Message, Person, Place
from bot.conversation.manners import is_question, sentence, sounds_asked, without_mentions

CHANNEL = Place("discord", "guild", "channel")
THREAD = replace(CHANNEL, thread="7")
HUMAN, BOT = Person("1"), Person("2", bot=True)


def message(
    text: str,
    place: Place = CHANNEL,
    person: Person = HUMAN,
    *mentions: str,
    to_all: bool = False,
    to_bot: bool = False,
) -> Message:
    return Message(place, person, "m", text, mentions, to_all=to_all, to_bot=to_bot)


def test_a_message_among_people_is_left_alone() -> None:
    assert not is_question(message("Who wrote Peril?"), listening=False)


def test_a_mention_a_reply_and_a_direct_message_are_for_the_bot() -> None:
    assert is_question(message("<@9> Peril", CHANNEL, HUMAN, "<@9>"), listening=False)
    assert is_question(message("Peril", to_bot=True), listening=False)
    assert is_question(message("Peril", replace(CHANNEL, direct=True)), listening=False)


def test_bots_are_never_answered() -> None:
    for place in (replace(CHANNEL, direct=True), THREAD):
        assert not is_question(message("<@9> Who?", place, BOT, "<@9>"), listening=True)


def test_a_call_to_everybody_is_not_a_question_to_the_bot() -> None:
    assert not is_question(message("@everyone Who?", THREAD, to_all=True), listening=True)


def test_in_a_thread_it_listens_to_questions_are_answered_and_remarks_are_not() -> None:
    assert is_question(message("And who called first?", THREAD), listening=True)
    assert not is_question(message("Thanks, that is great!", THREAD), listening=True)
    assert not is_question(message("And who called first?", THREAD), listening=False)


@pytest.mark.parametrize("text", ["Who was it", "when did he call", "他是谁？", "من هو؟", "Wer war es?"])
def test_what_sounds_asked(text: str) -> None:
    assert sounds_asked(text)


@pytest.mark.parametrize("text", ["thanks", "whoever it was, fine", "ok", "Island life"])
def test_what_does_not(text: str) -> None:
    assert not sounds_asked(text)


@pytest.mark.parametrize(
    ("text", "mentions", "left"),
    [
        ("<@9> Who wrote it?", ["<@9>"], "Who wrote it?"),
        ("<@9>, who wrote it?", ["<@9>"], "who wrote it?"),
        ("Who wrote it, <@!9>?", ["<@!9>"], "Who wrote it, ?"),
        ("Hey <@9> and <@8>: who?", ["<@9>"], "Hey and <@8>: who?"),
        ("<@9>", ["<@9>"], ""),
    ],
)
def test_the_bots_name_is_taken_out(text: str, mentions: list[str], left: str) -> None:
    assert without_mentions(text, mentions) == left


def test_an_error_becomes_a_sentence() -> None:
    assert sentence("the story is gone") == "The story is gone."
    assert sentence("Did you mean X?") == "Did you mean X?"
