"""Who is answered and who is not, where the answer goes, and who sees it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.conversation import Place
from bot.discord.platform import Discord
from bot.discord.sending import Look
from bot.reply import Links, Verb
from bot.reply.links import Passport
from index.errors import UsageError
from tests.platform.discord.limits import Json
from tests.platform.discord.person import Person, private
from tests.platform.discord.player import DiscordPlayer, seen
from tests.platform.discord.server import TOKEN, DiscordServer, Fault
from tests.platform.discord.world import EMBED, SEND
from tests.platform.scripts import STORY
from tests.small_engine import PNG, Shelf, document

VIENNA = "The treaty was signed in Vienna."
QUESTION = "Where was the treaty signed?"
LATER = "How many ministers attended?"


def bot(server: DiscordServer) -> str:
    return f"<@{server.world.bot['id']}>"


async def hear(player: DiscordPlayer, channel: Json, text: str, **more: Any) -> list[Json]:
    """Write something; the bot's messages that came of it."""
    before = {one["id"] for one in player.messages()}
    _, sent = await player.person.write(channel, text, **more)
    await player.desk.heard(sent)
    return [one for one in player.messages() if one["id"] not in before]


async def test_a_mention_is_answered_with_a_reply_after_a_sign_of_life(player: DiscordPlayer) -> None:
    question, sent = await player.person.write(player.thread, f"{bot(player.server)}, {QUESTION}")
    await player.desk.heard(sent)
    (answer,) = player.messages()
    assert answer["message_reference"]["message_id"] == question["id"]
    assert seen([answer]).quotes[0] == VIENNA
    names = [name for _, name, _ in player.server.requests]
    channel = f"/channels/{player.thread['id']}"
    assert names.index(f"POST {channel}/typing") < names.index(f"POST {channel}/messages")


async def test_a_reply_to_the_answer_needs_no_mention(player: DiscordPlayer) -> None:
    (answer,) = await hear(player, player.thread, f"{bot(player.server)} {QUESTION}")
    (second,) = await hear(player, player.thread, "How many ministers attended?", reply_to=answer)
    assert seen([second]).quotes[0] == "Three ministers attended the ceremony."
    # Without the ping Discord keeps the text from us: there is nothing to answer.
    assert await hear(player, player.thread, "Which treaty?", reply_to=answer, ping=False) == []


async def test_a_reply_leans_on_the_answer_it_replies_to(player: DiscordPlayer) -> None:
    channel = player.server.world.channels[player.thread["parent_id"]]
    (first,) = await hear(player, channel, f"{bot(player.server)} {QUESTION}")
    (later,) = await hear(player, channel, f"{bot(player.server)} {LATER}")
    (leaning,) = await hear(player, channel, "When was this?", reply_to=first)
    assert f"Read together with the question before ({QUESTION})" in seen([leaning]).words
    (other,) = await hear(player, channel, "When was this?", reply_to=later)
    assert f"Read together with the question before ({LATER})" in seen([other]).words
    # People in a channel talk across one another: without a reply nothing came before.
    (alone,) = await hear(player, channel, f"{bot(player.server)} When was this?")
    assert "Read together" not in seen([alone]).words


async def test_the_role_of_the_bot_is_its_name_too(player: DiscordPlayer) -> None:
    role = player.guild["roles"][1]["id"]
    # Discord gives the text because the reply pings; the role alone would not do.
    (answer,) = await hear(player, player.thread, f"{bot(player.server)} <@&{role}> {QUESTION}")
    assert player.engine.asked[-1][1].text == QUESTION
    assert seen([answer]).quotes


@pytest.mark.parametrize("kind", ["bot", "webhook", "system"])
async def test_bots_webhooks_and_notices_are_never_answered(player: DiscordPlayer, kind: str) -> None:
    kinds: dict[str, Json] = {"webhook": {"webhook_id": "7"}, "system": {"type": 6}}
    more = kinds.get(kind, {})
    player.person.user["bot"] = kind == "bot"
    assert await hear(player, player.thread, f"{bot(player.server)} {QUESTION}", **more) == []


async def test_everyone_is_not_the_bot(server: DiscordServer, tmp_path: Path) -> None:
    server.allow_message_content()
    async with DiscordPlayer(server, tmp_path, message_content=True) as player:
        assert await hear(player, player.thread, f"{bot(server)} {QUESTION}") != []
        assert await hear(player, player.thread, f"@everyone {QUESTION}") == []
        assert await hear(player, player.thread, f"@here {QUESTION}") == []


async def test_without_the_intent_a_thread_is_not_followed_but_nothing_breaks(player: DiscordPlayer) -> None:
    assert await hear(player, player.thread, f"{bot(player.server)} {QUESTION}") != []
    assert await hear(player, player.thread, "How many ministers attended?") == []


async def test_the_intent_that_the_portal_refuses_is_said(server: DiscordServer, tmp_path: Path) -> None:
    async with DiscordPlayer(server, tmp_path) as player:
        conversation = player.desk.client.conversation
        platform = Discord(TOKEN, conversation, Look(), message_content=True)
        with pytest.raises(UsageError, match="Discord refused the message content intent; switch it on"):
            await platform.run()
        with pytest.raises(UsageError, match="Discord refused the token"):
            await Discord("another.token", conversation, Look()).run()


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


@pytest.mark.parametrize("route", ["slash", "direct", "closed", "channel"])
async def test_one_question_too_many_is_refused_in_private(
    server: DiscordServer, tmp_path: Path, route: str
) -> None:
    async with DiscordPlayer(server, tmp_path, rate=1) as player:
        await player.mention(QUESTION)
        if route == "closed":
            server.world.closed.add(player.person.user["id"])
        if route == "slash":
            await player.command("ask", question=QUESTION)
        elif route == "direct":
            await player.ask(QUESTION)
        else:
            await player.mention(QUESTION)
        refused = player.messages()[-1]
        assert "You have asked a lot just now; please ask again in" in refused["content"]
        if route == "slash":
            assert private(refused)
        else:
            direct = player.person.direct["id"]
            # Who takes no direct messages hears of it all the same.
            assert refused["channel_id"] == (player.thread["id"] if route == "closed" else direct)


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
    assert answer["content"].startswith("-# \\*Where\\* was the treaty signed?\n**Very likely")
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


async def test_a_preview_of_a_link_is_no_edit(player: DiscordPlayer) -> None:
    question, sent = await player.person.write(player.person.direct, f"{QUESTION} https://a.example")
    await player.desk.heard(sent)
    await player.desk.heard(await player.person.edit(question, "", preview=True))
    assert len(player.engine.asked) == 1


async def test_an_edited_question_keeps_its_answers_place(player: DiscordPlayer) -> None:
    await player.ask("Which treaty?")
    (before,) = player.messages()
    await player.edit("How many ministers attended?")
    (after,) = player.messages()
    assert before["id"] == after["id"]
    # The moderators took the answer away in between: it is posted anew.
    del player.server.world.messages[after["channel_id"]][after["id"]]
    await player.edit("Where was the treaty signed?")
    assert seen(player.messages()).quotes[0] == VIENNA


async def test_deleting_many_at_once_takes_every_answer_along(player: DiscordPlayer) -> None:
    questions = []
    for text in (QUESTION, "Which treaty?"):
        question, sent = await player.person.write(player.thread, f"{bot(player.server)} {text}")
        await player.desk.heard(sent)
        questions.append(question)
    assert len(player.messages()) == 2
    await player.desk.heard(await player.person.delete(*questions))
    assert player.messages() == []


async def test_where_embeds_are_not_allowed_the_answer_is_text(server: DiscordServer, tmp_path: Path) -> None:
    async with DiscordPlayer(server, tmp_path) as player:
        channel = server.world.channel(player.guild, denied=EMBED)
        await server.gateway.tell("CHANNEL_CREATE", channel, guild=player.guild["id"])
        (answer,) = await hear(player, channel, f"{bot(server)} {QUESTION}")
        assert answer["embeds"] == []
        assert seen([answer]).quotes[0] == VIENNA
        assert answer["flags"] & 4  # and no preview of what the text may link to


async def test_where_the_bot_may_not_write_it_writes_to_the_asker(
    server: DiscordServer, tmp_path: Path
) -> None:
    async with DiscordPlayer(server, tmp_path) as player:
        channel = server.world.channel(player.guild, denied=SEND)
        await server.gateway.tell("CHANNEL_CREATE", channel, guild=player.guild["id"])
        (answer,) = await hear(player, channel, f"{bot(server)} {QUESTION}")
        assert answer["channel_id"] == player.person.direct["id"]
        assert channel["id"] in answer["content"]


@pytest.mark.parametrize("length", [2000, 2001])
async def test_a_question_of_two_thousand_characters_is_asked_and_one_more_refused(
    player: DiscordPlayer, length: int
) -> None:
    seen_ = await player.ask(QUESTION.ljust(length, "x"))
    assert (len(player.engine.asked) == 1) is (length == 2000)
    assert ("has 2,001 characters" in seen_.words) is (length == 2001)


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


async def test_the_button_to_the_source_is_a_signed_link_that_opens_this_quote(
    server: DiscordServer, tmp_path: Path
) -> None:
    links = Links("https://notes.example", b"a key of this bot's own", clock=lambda: 0.0)
    async with DiscordPlayer(server, tmp_path, look=Look(links=links, patience=0.0)) as player:
        await player.mention(QUESTION)
        (answer,) = player.messages()
        buttons = [one for row in answer["components"] for one in row["components"] if one["style"] == 5]
        assert [one["label"] for one in buttons] == ["Source 1", "Source 2"]
        address = urlsplit(buttons[0]["url"])
        _, _, story, document = address.path.split("/")
        query = dict(parse_qsl(address.query))
        passport = Passport.parse(story, document, query)
        assert passport is not None
        assert links.covers(passport, query["key"])
        assert STORY.text[passport.span.start : passport.span.end] == VIENNA
        assert answer["embeds"][0]["author"]["url"] == buttons[0]["url"]


async def test_a_channel_opts_out_as_a_whole(server: DiscordServer, tmp_path: Path) -> None:
    server.allow_message_content()
    async with DiscordPlayer(server, tmp_path, message_content=True) as player:
        await player.mention(QUESTION)
        channel = server.world.channels[player.thread["parent_id"]]
        _, sent = await player.person.slash(channel, "quiet")
        await player.desk.heard(sent)
        assert "no longer listen in this channel" in player.messages()[-1]["content"]
        assert (await player.remark(LATER)).quotes == ()
        assert (await player.mention(LATER)).quotes != ()


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


async def test_quiet_can_be_taken_back(server: DiscordServer, tmp_path: Path) -> None:
    server.allow_message_content()
    async with DiscordPlayer(server, tmp_path, message_content=True) as player:
        await player.mention(QUESTION)
        await player.command("quiet")
        assert (await player.remark("Which treaty?")).quotes == ()
        _, sent = await player.person.slash(player.thread, "quiet", off=True)
        await player.desk.heard(sent)
        assert (await player.remark("Which treaty?")).quotes != ()


async def test_a_claim_of_another_bot_is_read_from_its_embeds(player: DiscordPlayer) -> None:
    other = player.server.world.user("Herald", bot=True)
    embeds = [{"description": "Three ministers attended the ceremony."}]
    said = player.server.world.message(player.thread, other, {"embeds": embeds})
    _, sent = await player.person.apps(said, "Find the source")
    await player.desk.heard(sent)
    (told,) = player.messages()
    assert "Identical" in told["content"]
    assert private(told)


@pytest.mark.parametrize("kind", ["429", "500", "502 once done", "typing cut", "cut", "cut once done"])
async def test_discords_own_trouble_costs_no_answer_and_doubles_none(
    player: DiscordPlayer, kind: str
) -> None:
    fault = {
        "429": Fault("POST .*/messages$", status=429),
        "500": Fault("POST .*/messages$", status=500),
        "502 once done": Fault("POST .*/messages$", status=502, after=True),
        "typing cut": Fault("POST .*/typing$", drop=True),
        "cut": Fault("POST .*/messages$", drop=True),
        "cut once done": Fault("POST .*/messages$", drop=True, after=True),
    }[kind]
    player.server.faults.append(fault)
    shown = await player.ask(QUESTION)
    assert not fault.times
    assert shown.quotes[0] == VIENNA
    assert len(player.messages()) == 1


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
