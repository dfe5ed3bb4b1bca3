"""The conversation itself, over a small engine and a real state: once, in order, explained, followed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation import Change, Command, Message
from bot.reply import Role, Verb
from bot.state.database import Database, Row
from index.errors import SnapshotError
from tests.small_engine import off_the_loop
from tests.unit.bot.room import ANNA, BEN, CHANNEL, NAME, OFTEN, THREAD, Paper, Room


async def test_a_mention_is_answered_with_quotes(room: Room) -> None:
    paper = await room.mention("Where was the treaty signed?")
    assert paper.texts == ["The treaty was signed in Vienna.", "The treaty ended a long war."]
    assert paper.said[-1].reply.role is Role.ANSWER
    assert paper.ahead == [0]
    assert room.engine.asked[0][1].text == "Where was the treaty signed?"


async def test_a_declined_question_says_so_and_shows_near_misses_on_request(room: Room) -> None:
    paper = await room.mention("Does a zebra whistle?")
    assert paper.said[-1].reply.role is Role.DECLINED
    assert paper.texts == []
    nearest = await room.press(paper, Verb.NEAREST)
    assert nearest.said[-1].reply.role is Role.NEAREST
    assert len(nearest.texts) == 2


async def test_a_message_delivered_many_times_is_answered_once(room: Room) -> None:
    papers = await asyncio.gather(*(room.mention("Where was the treaty signed?") for _ in range(20)))
    assert sum(len(paper.said) for paper in papers) == 1


async def test_shuffled_repeats_over_two_connections_are_answered_once_each(
    room: Room, tmp_path: Path
) -> None:
    other = Room(tmp_path, queue=100)
    try:
        deliveries = [(one, str(id_)) for one in (room, other) for id_ in range(30) for _ in range(5)]
        random.Random(7).shuffle(deliveries)
        room.conversation._admission.line._longest = 100
        papers = await asyncio.gather(*(one.mention("Which treaty?", id_=id_) for one, id_ in deliveries))
        answered = Counter(
            id_ for (_, id_), paper in zip(deliveries, papers, strict=True) for _ in paper.said
        )
        assert answered == {str(id_): 1 for id_ in range(30)}
    finally:
        other.close()


async def test_a_restart_does_not_answer_again(room: Room, tmp_path: Path) -> None:
    await room.mention("Where was the treaty signed?")
    again = Room(tmp_path)
    try:
        assert (await again.mention("Where was the treaty signed?")).said == []
    finally:
        again.close()


async def test_what_a_killed_process_took_is_answered_when_delivered_later(room: Room) -> None:
    assert room.state.claims.take(CHANNEL, "1", room.now)
    assert (await room.mention("Where was the treaty signed?")).said == []
    room.now += 181
    assert len((await room.mention("Where was the treaty signed?")).said) == 1


async def test_a_thread_it_was_asked_in_needs_no_second_mention(room: Room) -> None:
    await room.mention("Where was the treaty signed?", place=THREAD)
    paper = Paper()
    await room.conversation.hear(Message(THREAD, BEN, "2", "How many ministers attended?"), paper)
    assert paper.texts[0] == "Three ministers attended the ceremony."
    await room.conversation.hear(Message(THREAD, BEN, "3", "Thanks, all of you"), paper)
    await room.conversation.hear(Message(CHANNEL, BEN, "4", "How many ministers attended?"), paper)
    assert len(paper.said) == 1


async def test_quiet_ends_the_listening(room: Room) -> None:
    await room.mention("Where was the treaty signed?", place=THREAD)
    paper = Paper()
    await room.conversation.command(Command(THREAD, BEN, "2", "quiet"), paper)
    assert paper.said[-1].reply.private
    await room.conversation.hear(Message(THREAD, BEN, "3", "How many ministers attended?"), paper)
    assert len(paper.said) == 1


async def test_a_channel_can_opt_out_and_in_again(room: Room) -> None:
    await room.mention("Where was the treaty signed?", place=THREAD)
    paper = Paper()
    question = Message(THREAD, BEN, "3", "How many ministers attended?")
    await room.conversation.command(Command(CHANNEL, BEN, "2", "quiet"), paper)
    await room.conversation.hear(question, paper)
    assert [display.excerpts for display in paper.said] == [()]
    await room.conversation.command(Command(CHANNEL, BEN, "4", "quiet", {"off": "yes"}), paper)
    await room.conversation.hear(question, paper)
    assert paper.texts[0] == "Three ministers attended the ceremony."


async def test_a_place_is_offered_its_own_stories(room: Room) -> None:
    assert await room.conversation.stories(CHANNEL) == ("seeds",)
    room.state.places.bind(CHANNEL, "war")
    assert await room.conversation.stories(CHANNEL) == ("war",)


async def test_a_command_asks_with_story_and_dates_and_in_private(room: Room) -> None:
    paper = Paper()
    options = {"question": "Which treaty?", "since": "2021", "until": "2022-03"}
    await room.conversation.command(Command(CHANNEL, ANNA, "1", "ask", options, private=True), paper)
    question = room.engine.asked[0][1]
    assert (str(question.since), str(question.until)) == ("2021-01-01", "2022-03-31")
    assert paper.said[-1].reply.private


async def test_a_story_of_another_place_is_refused_before_anything_is_searched(room: Room) -> None:
    paper = Paper()
    options = {"question": "Who came?", "story": "war"}
    await room.conversation.command(Command(CHANNEL, ANNA, "1", "ask", options), paper)
    assert paper.said[-1].reply.role is Role.REFUSAL
    assert room.engine.asked == []


@pytest.mark.parametrize(
    ("text", "words"), [("", "The question is empty"), ("x" * 201, "The question has 201 characters")]
)
async def test_a_question_that_cannot_be_asked_is_refused_in_private(
    room: Room, text: str, words: str
) -> None:
    paper = await room.mention(text)
    assert paper.notice.startswith(words)
    assert paper.said[-1].reply.private
    assert room.engine.asked == []


async def test_an_unknown_command_is_named(room: Room) -> None:
    paper = Paper()
    await room.conversation.command(Command(CHANNEL, ANNA, "1", "dance"), paper)
    assert paper.notice == "There is no command /dance."


async def test_what_the_engine_knows_to_be_wrong_is_told_in_its_words(room: Room) -> None:
    room.engine.error = SnapshotError("snapshot 3 is damaged: run `footnote index`")
    paper = await room.mention("Which treaty?")
    assert paper.notice == "Snapshot 3 is damaged: run `footnote index`."


async def test_what_nobody_expected_is_an_apology_whose_reference_is_in_the_log(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.engine.error = ZeroDivisionError("secret internals")
    with caplog.at_level(logging.ERROR):
        paper = await room.mention("Which treaty?")
    reply = paper.said[-1].reply
    assert reply.role is Role.FAILURE
    assert "secret" not in reply.notice
    assert reply.reference in reply.notice
    record = next(record for record in caplog.records if reply.reference in record.getMessage())
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


async def test_a_platform_that_is_away_ends_nothing(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    await room.mention("Which treaty?", paper=Paper(broken=True))
    assert "did not take a reply" in caplog.text
    assert len((await room.mention("Which treaty?", id_="2")).said) == 1


async def test_an_edited_question_has_its_answer_replaced(room: Room) -> None:
    first = await room.mention("Where was the treaty signed?")
    paper = Paper()
    edit = Message(CHANNEL, ANNA, "1", f"{NAME} How many ministers attended?", (NAME,), change=Change.EDITED)
    room.now += 59
    await room.conversation.hear(edit, paper)
    ((messages, display),) = paper.replaced
    assert messages == ("answer 1",)
    assert display.excerpts[0].text == "Three ministers attended the ceremony."
    pressed = await room.press(first, Verb.CONTEXT)
    assert "Three ministers" in pressed.texts[0]


async def test_an_edit_that_changes_nothing_or_comes_late_is_left_alone(room: Room) -> None:
    await room.mention("Where was the treaty signed?")
    paper = Paper()
    same = Message(CHANNEL, ANNA, "1", f"{NAME} Where was the treaty signed?", (NAME,), change=Change.EDITED)
    await room.conversation.hear(same, paper)
    room.now += 61
    await room.conversation.hear(replace(same, text=f"{NAME} Which?"), paper)
    assert (paper.said, paper.replaced) == ([], [])


async def test_an_edit_that_first_names_the_bot_is_a_question(room: Room) -> None:
    paper = Paper()
    edit = Message(CHANNEL, ANNA, "1", f"{NAME} Where was the treaty signed?", (NAME,), change=Change.EDITED)
    await room.conversation.hear(edit, paper)
    assert len(paper.said) == 1


async def test_a_deleted_question_takes_its_answer_along(room: Room) -> None:
    first = await room.mention("Where was the treaty signed?")
    paper = Paper()
    deletion = Message(CHANNEL, ANNA, "1", "", change=Change.DELETED)
    await room.conversation.hear(deletion, paper)
    assert paper.removed == [("answer 1",)]
    await room.conversation.hear(deletion, paper)
    assert len(paper.removed) == 1
    assert "no longer have that answer" in (await room.press(first, Verb.VERIFY)).notice


async def test_a_deletion_waits_for_the_answer_that_is_under_way(room: Room) -> None:
    room.engine.open.clear()
    asked = asyncio.create_task(room.mention("Where was the treaty signed?"))
    await asyncio.sleep(0.05)
    paper = Paper()
    deleted = asyncio.create_task(
        room.conversation.hear(Message(CHANNEL, ANNA, "1", "", change=Change.DELETED), paper)
    )
    await asyncio.sleep(0.05)
    room.engine.open.set()
    await asyncio.gather(asked, deleted)
    assert paper.removed == [("answer 1",)]


async def test_too_many_questions_are_refused_with_the_time_to_wait(tmp_path: Path) -> None:
    room = Room(tmp_path, person_rate=2)
    try:
        for id_ in ("1", "2"):
            await room.mention("Which treaty?", id_=id_)
        paper = await room.mention("Which treaty?", id_="3")
        assert paper.notice == "You have asked a lot just now; please ask again in 30 s."
        assert paper.said[-1].reply.private
        assert len(room.engine.asked) == 2
    finally:
        room.close()


async def test_those_who_wait_are_told_their_place_and_a_full_line_refuses(tmp_path: Path) -> None:
    room = Room(tmp_path, queue=2)
    try:
        room.engine.open.clear()
        tasks = []
        for number in range(4):
            tasks.append(asyncio.create_task(room.mention("Which treaty?", id_=str(number))))
            await asyncio.sleep(0.1)  # long enough to reach the line; the gate keeps it from leaving
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        room.engine.open.set()
        papers = await asyncio.gather(*tasks)
        assert [paper.ahead for paper in papers] == [[0], [1], [2], [3]]
        assert "2 questions are waiting already" in papers[3].notice
        assert [paper.said[-1].reply.role for paper in papers[:3]] == [Role.ANSWER] * 3
        assert room.engine.hurried == [False, True, False]  # only behind the second did one wait
    finally:
        room.close()


async def test_neither_the_engine_nor_the_state_is_touched_on_the_event_loop(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Database.rows

    def watched(self: Database, query: str, values: Sequence[object] = ()) -> list[Row]:
        off_the_loop()
        return rows(self, query, values)

    monkeypatch.setattr(Database, "rows", watched)
    paper = await room.mention("Which treaty?", place=THREAD)
    pressed = [await room.press(paper, verb) for verb in OFTEN]
    declined = await room.mention("Does a zebra whistle?", id_="2")
    pressed.append(await room.press(declined, Verb.NEAREST))
    edit = Message(CHANNEL, ANNA, "2", f"{NAME} Which treaty?", (NAME,), change=Change.EDITED)
    await room.conversation.hear(edit, edited := Paper())
    await room.conversation.hear(replace(edit, change=Change.DELETED), edited)
    await room.conversation.hear(Message(THREAD, BEN, "3", "Which treaty?"), followed := Paper())
    await room.conversation.command(Command(THREAD, BEN, "4", "quiet"), quiet := Paper())
    shown = [display for one in (paper, declined, *pressed, followed, quiet) for display in one.said]
    assert len(shown) == 10
    assert not [display for display in shown if display.reply.role in {Role.FAILURE, Role.REFUSAL}]
    assert (len(edited.replaced), len(edited.removed)) == (1, 1)


async def test_other_events_are_served_while_the_engine_works(room: Room) -> None:
    room.engine.open.clear()
    asked = asyncio.create_task(room.mention("Which treaty?"))
    paper = Paper()
    await room.conversation.command(Command(CHANNEL, BEN, "2", "quiet"), paper)
    assert paper.said
    assert not asked.done()
    room.engine.open.set()
    assert (await asked).said


@pytest.mark.parametrize(("command", "text"), [("source", " … "), ("source", "x" * 4001), ("check", "…")])
async def test_a_lookup_without_a_usable_text_is_refused(room: Room, command: str, text: str) -> None:
    paper = Paper()
    await room.conversation.command(Command(CHANNEL, ANNA, "c", command, {"question": text}), paper)
    assert paper.said[-1].reply.role is Role.REFUSAL


async def test_a_private_lookup_is_answered_in_private(room: Room) -> None:
    for number, name in enumerate(("check", "source")):
        paper = Paper()
        asked = Command(CHANNEL, ANNA, str(number), name, {"question": "The treaty was signed"}, private=True)
        await room.conversation.command(asked, paper)
        assert paper.said[-1].reply.private
        assert paper.texts[0] == "The treaty was signed in Vienna."


async def test_titles_are_offered_where_the_story_may_be_asked(room: Room) -> None:
    assert "The treaty" in await room.conversation.titles(CHANNEL)
    assert await room.conversation.titles(CHANNEL, "another") == ()


async def test_a_question_that_leans_is_asked_with_what_came_before(room: Room) -> None:
    await room.mention("Where was the treaty signed?", "1", THREAD)
    paper = await room.mention("When was this?", "2", THREAD, BEN)
    (_, question) = room.engine.asked[-1]
    assert (question.text, question.context) == ("When was this?", "treaty signed Vienna")
    assert paper.notice.startswith("Read together with the question before (Where was the treaty signed?). ")
    await room.mention("Why?", "3", THREAD)
    assert room.engine.asked[-1][1].context == "treaty signed Vienna"


async def test_a_question_that_stands_alone_is_asked_alone(room: Room) -> None:
    await room.mention("Where was the treaty signed?", "1", THREAD)
    paper = await room.mention("How many ministers attended the ceremony?", "2", THREAD)
    assert room.engine.asked[-1][1].context == ""
    assert "Read together" not in paper.notice
    # Outside threads people talk across one another.
    await room.mention("Where was the treaty signed?", "3", CHANNEL)
    await room.mention("When was this?", "4", CHANNEL)
    assert room.engine.asked[-1][1].context == ""


async def test_an_edited_question_leans_on_the_one_before_it_not_on_itself(room: Room) -> None:
    await room.mention("Where was the treaty signed?", "1", THREAD)
    await room.mention("How many ministers attended the ceremony?", "2", THREAD)
    edited = Message(THREAD, ANNA, "2", f"{NAME} And why?", (NAME,), change=Change.EDITED)
    await room.conversation.hear(edited, Paper())
    assert room.engine.asked[-1][1].context == "treaty signed Vienna"


async def test_a_question_put_in_private_lends_nothing_to_others(room: Room) -> None:
    options = {"question": "Where was the treaty signed?"}
    await room.conversation.command(Command(THREAD, ANNA, "1", "ask", options, private=True), Paper())
    await room.mention("When was this?", "2", THREAD, BEN)
    assert room.engine.asked[-1][1].context == ""


async def test_a_follow_up_stays_with_its_story_and_its_days(room: Room) -> None:
    for name in ("seeds", "war"):
        room.state.places.bind(THREAD.whole_channel, name)
    options = {"question": "When did the war come overnight?", "story": "war", "since": "2021"}
    await room.conversation.command(Command(THREAD, ANNA, "1", "ask", options), Paper())
    await room.mention("Why was that?", "2", THREAD)
    story, question = room.engine.asked[-1]
    assert (story, str(question.since)) == ("war", "2021-01-01")
