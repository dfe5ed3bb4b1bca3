"""Who is answered and who is not, where the answer goes, and who sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.discord.platform import Discord
from bot.discord.sending import Look
from bot.reply import Links
from bot.reply.links import Passport
from index.errors import UsageError
from tests.platform.discord.limits import Json
from tests.platform.discord.person import private
from tests.platform.discord.player import DiscordPlayer, seen
from tests.platform.discord.questions import LATER, QUESTION, VIENNA
from tests.platform.discord.server import TOKEN, DiscordServer, Fault
from tests.platform.discord.world import EMBED, SEND
from tests.platform.playing import STORY


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


async def test_quiet_can_be_taken_back(server: DiscordServer, tmp_path: Path) -> None:
    server.allow_message_content()
    async with DiscordPlayer(server, tmp_path, message_content=True) as player:
        await player.mention(QUESTION)
        await player.command("quiet")
        assert (await player.remark("Which treaty?")).quotes == ()
        _, sent = await player.person.slash(player.thread, "quiet", off=True)
        await player.desk.heard(sent)
        assert (await player.remark("Which treaty?")).quotes != ()


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
