"""Commands, buttons and suggestions: what they reach, in time, and who sees what comes of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.conversation import Place
from bot.reply import Verb
from tests.platform.discord.person import Person, private
from tests.platform.discord.player import DiscordPlayer, seen
from tests.platform.discord.questions import QUESTION, VIENNA
from tests.platform.discord.server import DiscordServer
from tests.platform.playing import STORY
from tests.small_engine import PNG, Shelf, document


async def test_a_private_answer_is_seen_by_its_asker_alone(player: DiscordPlayer) -> None:
    _, sent = await player.person.slash(player.thread, "ask", question=QUESTION, private=True)
    await player.desk.heard(sent)
    (answer,) = player.messages()
    assert private(answer)
    assert seen([answer]).quotes[0] == VIENNA


async def test_further_pages_are_for_the_one_who_pressed(player: DiscordPlayer) -> None:
    await player.mention("Which treaty?")
    await player.press(Verb.MORE)
    first, second = player.messages()
    assert not private(first)
    assert private(second)


async def test_one_question_too_many_in_a_channel_is_refused_in_private(
    server: DiscordServer, tmp_path: Path
) -> None:
    async with DiscordPlayer(server, tmp_path, channel_rate=1) as player:
        await player.mention(QUESTION)
        other = Person(server, "Ben")
        _, sent = await other.slash(player.thread, "ask", question=QUESTION)
        await player.desk.heard(sent)
        refused = player.messages()[-1]
        assert "This channel has asked a lot just now; please ask again in" in refused["content"]
        assert private(refused)
        # Elsewhere one may go on.
        assert (await player.ask(QUESTION)).quotes[0] == VIENNA


async def test_every_option_of_the_command_reaches_the_question(player: DiscordPlayer) -> None:
    place = Place("discord", player.guild["id"], player.thread["parent_id"])
    for story in ("seeds", "war"):
        player.desk.state.places.bind(place, story)
    options = {"story": "war", "since": "2019", "until": "2020-06", "as_of": "2021-03-01"}
    shown = await player.command("ask", question="What came overnight?", **options)
    assert shown.quotes == ("War came overnight.",)
    story, asked = player.engine.asked[-1]
    days = [str(day) for day in (asked.since, asked.until, asked.as_of)]
    assert (story, days) == ("war", ["2019-01-01", "2020-06-30", "2021-03-01"])


async def test_a_refusal_that_comes_after_a_public_deferral_is_private_still(player: DiscordPlayer) -> None:
    player.engine.open.clear()
    player.engine.error = ValueError("secret internals")
    given, sent = await player.person.slash(player.thread, "ask", question=QUESTION)
    while not given.kind:
        await _tick()
    player.engine.open.set()
    await player.desk.heard(sent)
    (told,) = player.messages()
    assert private(told)
    assert "something went wrong on my side" in told["content"]
    assert "secret" not in told["content"]


async def test_a_slow_answer_is_deferred_in_time_and_takes_the_place_of_the_deferral(
    player: DiscordPlayer,
) -> None:
    player.engine.open.clear()
    given, sent = await player.person.slash(player.thread, "ask", question=QUESTION)
    while not given.kind:
        await _tick()
    player.engine.open.set()
    await player.desk.heard(sent)
    assert given.kind == 5
    (answer,) = player.messages()
    assert answer["id"] == given.original
    assert seen([answer]).quotes[0] == VIENNA


async def test_others_see_what_a_command_asked(player: DiscordPlayer) -> None:
    _, sent = await player.person.slash(player.thread, "ask", question="*Where* was the treaty signed?")
    await player.desk.heard(sent)
    (answer,) = player.messages()
    assert answer["content"].startswith("-# \\*Where\\* was the treaty signed?\n**Likely")
    await player.press(Verb.MORE)
    assert "Where" not in player.messages()[-1]["content"]


@pytest.mark.parametrize("late", [4.0, 16 * 60.0])
async def test_an_interaction_that_is_over_is_answered_in_the_channel(
    player: DiscordPlayer, late: float
) -> None:
    player.engine.open.clear()
    given, sent = await player.person.slash(player.thread, "ask", question=QUESTION)
    if late > 60:
        while not given.kind:
            await _tick()
    given.created -= late
    player.engine.open.set()
    await player.desk.heard(sent)
    answer = player.messages()[-1]
    assert answer["id"] not in given.messages
    assert seen([answer]).quotes[0] == VIENNA


@pytest.mark.parametrize(
    "custom_id",
    [
        "footnote:more:0000000000000000:1",
        "footnote:dance:0:0",
        "footnote:more:x:-1",
        "footnote:reason:0:7:8",
        "footnote:" + "x" * 90,
    ],
)
async def test_a_forged_button_is_refused_in_private(player: DiscordPlayer, custom_id: str) -> None:
    await player.mention(QUESTION)
    answer = player.messages()[-1]
    answer["components"][0]["components"][0]["custom_id"] = custom_id
    _, sent = await player.person.press(answer, custom_id)
    await player.desk.heard(sent)
    told = player.messages()[-1]
    assert private(told)
    assert "please ask again" in told["content"]


async def test_one_press_too_many_is_refused_in_private(server: DiscordServer, tmp_path: Path) -> None:
    async with DiscordPlayer(server, tmp_path, presses=1) as player:
        await player.mention("Which treaty?")
        assert (await player.press(Verb.VERIFY)).words
        await player.press(Verb.USEFUL)
        refused = player.messages()[-1]
        assert "You have pressed a lot just now; please press again in" in refused["content"]
        assert private(refused)


async def test_a_button_works_only_where_its_answer_was_given(player: DiscordPlayer) -> None:
    await player.mention("Which treaty?")
    answer = player.messages()[-1]
    elsewhere = player.server.world.channel(player.guild)
    custom_id = answer["components"][-1]["components"][0]["custom_id"]
    moved = player.server.world.message(
        elsewhere, player.server.world.bot, {"components": answer["components"]}
    )
    _, sent = await player.person.press(moved, custom_id)
    await player.desk.heard(sent)
    assert "no longer have that answer" in player.messages()[-1]["content"]


async def test_another_persons_opinion_is_their_own(player: DiscordPlayer) -> None:
    await player.mention(QUESTION)
    await player.press(Verb.USEFUL)
    answer = next(one for one in player.messages() if one["embeds"])
    buttons = [button["custom_id"] for row in answer["components"] for button in row["components"]]
    useless = next(one for one in buttons if ":not-useful:" in one)
    other = Person(player.server, "Ben")
    _, sent = await other.press(answer, useless)
    await player.desk.heard(sent)
    opinions = player.desk.state.feedback.of(useless.split(":")[2])
    assert sorted(opinions) == sorted([(player.person.user["id"], True, ""), (other.user["id"], False, "")])


async def test_autocompletion_offers_what_may_be_asked_here(player: DiscordPlayer) -> None:
    wall = document(
        "From the Great Wall, men saw the sea. All knew the Great Wall.", "A title of Great length"
    )
    player.engine.shelves["seeds"] = Shelf([STORY, wall])
    for option, typed, wanted in (
        ("story", "", ["seeds"]),
        ("story", "zzz", []),
        ("topic", "TREA", ["The treaty"]),
        ("topic", "gr", ["Great Wall", "A title of Great length"]),
    ):
        command = "ask" if option == "story" else "timeline"
        given, sent = await player.person.complete(player.thread, command, option, typed)
        await player.desk.heard(sent)
        while given.choices is None:
            await _tick()
        assert [choice["value"] for choice in given.choices] == wanted


async def test_a_timeline_brings_its_picture_with_words_for_those_who_do_not_see_it(
    player: DiscordPlayer,
) -> None:
    shown = await player.command("timeline", question="e")
    assert len(shown.quotes) == 5
    first = player.messages()[-1]
    (picture,) = first["attachments"]
    assert (picture["filename"], picture["size"]) == ("timeline.png", len(PNG))
    assert picture["description"] == "Timeline of e"
    await player.restart()
    shown = await player.press(Verb.MORE)
    assert "6 · In 1820" in shown.words
    assert player.messages()[-1]["attachments"] == []


async def test_a_timeline_that_ends_before_it_starts_is_refused(player: DiscordPlayer) -> None:
    shown = await player.command("timeline", question="treaty", since="2022", until="2021")
    assert "swap the days" in shown.words
    assert private(player.messages()[-1])


async def test_a_claim_of_another_bot_is_read_from_its_embeds(player: DiscordPlayer) -> None:
    other = player.server.world.user("Herald", bot=True)
    embeds = [{"description": "Three ministers attended the ceremony."}]
    said = player.server.world.message(player.thread, other, {"embeds": embeds})
    _, sent = await player.person.apps(said, "Find the source")
    await player.desk.heard(sent)
    (told,) = player.messages()
    assert "Identical" in told["content"]
    assert private(told)


async def test_a_person_who_installed_the_bot_may_ask_anywhere(server: DiscordServer, tmp_path: Path) -> None:
    async with DiscordPlayer(server, tmp_path, user_install=True) as player:
        await player.restart()
        friend = server.world.user("Friend")
        group = server.world._keep({"id": server.world.snowflake(), "type": 3, "recipients": [friend]})
        said = server.world.message(group, friend, {"content": "The treaty was signed in Paris."})
        _, sent = await player.person.apps(
            said, "Check this claim", installed={"1": player.person.user["id"]}
        )
        await player.desk.heard(sent)
        assert seen(player.messages()).quotes[0] == VIENNA


async def _tick() -> None:
    await asyncio.sleep(0.005)
