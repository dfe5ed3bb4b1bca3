"""What the buttons under an answer do, where, and how often."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation import Place, Press
from bot.engine import Verdict
from bot.reply import Action, Role, Verb
from tests.small_engine import Shelf, document
from tests.unit.bot.room import BEN, CHANNEL, STORY, Paper, Room


async def test_more_shows_the_next_quotes_also_after_a_restart(room: Room, tmp_path: Path) -> None:
    first = await room.mention("Which treaty?")
    again = Room(tmp_path)
    try:
        second = await again.press(first, Verb.MORE)
        assert second.texts == ["A second treaty followed.", "A third treaty failed."]
        assert [excerpt.number for excerpt in second.said[-1].excerpts] == [3, 4]
        third = await again.press(second, Verb.MORE)
        assert third.texts == ["A fourth treaty held."]
        assert Verb.MORE not in [action.verb for action in third.said[-1].reply.actions]
        assert again.engine.asked == []
    finally:
        again.close()


async def test_quotes_that_score_far_less_wait_for_more(room: Room) -> None:
    room.engine.leading = 1
    first = await room.mention("Which treaty?")
    assert first.texts == ["The treaty was signed in Vienna."]
    checked = await room.press(first, Verb.VERIFY)
    assert checked.notice == "Re-read the source: identical to what was quoted."
    second = await room.press(first, Verb.MORE)
    assert second.texts == ["The treaty ended a long war.", "A second treaty followed."]


async def test_more_leaves_out_what_is_no_longer_in_the_story(room: Room) -> None:
    first = await room.mention("Which treaty?")
    room.engine.shelves["seeds"] = Shelf([document("Everything was rewritten.")])
    second = await room.press(first, Verb.MORE)
    assert second.texts == []
    assert "no longer in the documents" in second.notice


async def test_context_adds_a_paragraph_before_and_after(room: Room) -> None:
    paper = await room.mention("How many ministers attended?")
    context = await room.press(paper, Verb.CONTEXT)
    assert context.texts == [STORY.text[: STORY.text.index("\nThe last line")]]
    (excerpt,) = context.said[-1].excerpts
    assert [text for text, marked in excerpt.pieces if marked] == ["Three ministers attended the ceremony."]


async def test_verify_reads_the_source_again(room: Room) -> None:
    paper = await room.mention("Where was the treaty signed?")
    assert (
        await room.press(paper, Verb.VERIFY)
    ).notice == "Re-read the source: identical to what was quoted."
    room.engine.verdicts[STORY.hash] = Verdict.CHANGED
    assert "changed since" in (await room.press(paper, Verb.VERIFY)).notice


async def test_feedback_is_kept_with_its_reason(room: Room) -> None:
    paper = await room.mention("Where was the treaty signed?")
    thanks = await room.press(paper, Verb.NOT_USEFUL, reason="too short")
    assert thanks.said[-1].reply.private
    exchange = paper.said[-1].reply.actions[0].exchange
    assert room.state.feedback.of(exchange) == [("ben", False, "too short")]


@pytest.mark.parametrize("place", [replace(CHANNEL, team="other"), replace(CHANNEL, channel="other")])
async def test_a_button_does_nothing_outside_its_channel(room: Room, place: Place) -> None:
    paper = await room.mention("Where was the treaty signed?")
    pressed = await room.press(paper, Verb.VERIFY, place=place)
    assert pressed.said[-1].reply.role is Role.REFUSAL


async def test_a_button_does_nothing_once_the_place_lost_the_story(room: Room) -> None:
    paper = await room.mention("Where was the treaty signed?")
    room.state.places.bind(CHANNEL, "war")
    assert (await room.press(paper, Verb.VERIFY)).said[-1].reply.role is Role.REFUSAL


@pytest.mark.parametrize(
    ("verb", "number"), [(Verb.MORE, 99), (Verb.CONTEXT, 99), (Verb.VERIFY, 99), (Verb.NEAREST, 0)]
)
async def test_a_forged_number_is_refused_in_private(room: Room, verb: Verb, number: int) -> None:
    paper = await room.mention("Which treaty?")
    exchange = paper.said[-1].reply.actions[0].exchange
    pressed = Paper()
    await room.conversation.press(Press(CHANNEL, BEN, "p", Action(verb, exchange, number)), pressed)
    assert pressed.said[-1].reply.role is Role.REFUSAL
    assert pressed.said[-1].reply.private


async def test_a_forged_more_does_not_turn_near_misses_into_an_answer(room: Room) -> None:
    paper = await room.mention("Does a zebra whistle?")
    exchange = paper.said[-1].reply.actions[0].exchange
    pressed = Paper()
    await room.conversation.press(Press(CHANNEL, BEN, "p", Action(Verb.MORE, exchange, 0)), pressed)
    assert pressed.said[-1].reply.role is Role.REFUSAL


async def test_too_many_presses_are_refused_in_private_and_do_nothing(tmp_path: Path) -> None:
    room = Room(tmp_path, press_rate=1)
    try:
        paper = await room.mention("Which treaty?")
        assert (await room.press(paper, Verb.MORE)).texts
        refused = await room.press(paper, Verb.MORE)
        assert refused.notice == "You have pressed a lot just now; please press again in 60 s."
        assert refused.said[-1].reply.private
        assert refused.texts == []
        room.now += 60
        assert (await room.press(paper, Verb.MORE)).texts
    finally:
        room.close()


async def test_a_press_delivered_twice_is_done_once(room: Room) -> None:
    paper = await room.mention("Which treaty?")
    (more,) = [one for one in paper.said[-1].reply.actions if one.verb is Verb.MORE]
    pressed = [Paper(), Paper()]
    for one in pressed:
        await room.conversation.press(Press(CHANNEL, BEN, "one press", more), one)
    assert [len(one.said) for one in pressed] == [1, 0]


async def test_who_gave_no_reason_is_offered_to(room: Room) -> None:
    paper = await room.mention("Where was the treaty signed?")
    thanked = await room.press(paper, Verb.NOT_USEFUL)
    (why,) = thanked.said[-1].reply.actions
    assert why == Action(Verb.REASON, paper.said[-1].reply.actions[0].exchange, 0)
    assert (await room.press(thanked, Verb.REASON)).said[-1].reply.role is Role.REFUSAL
    thanked = await room.press(thanked, Verb.REASON, reason="the wrong city")
    assert not thanked.said[-1].reply.actions
    assert room.state.feedback.of(why.exchange) == [(BEN.id, False, "the wrong city")]
