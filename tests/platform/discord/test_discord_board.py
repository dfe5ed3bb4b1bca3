"""Lists, reports and posts of the bot's own: within the limits, turned in place, changed after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Command, Place, Press, Responder
from bot.discord.post import Post, Style
from bot.discord.render import CONTENT, render
from bot.discord.sheet import UPLOAD
from bot.reply import Action, Display, File, Sheet, Verb, report
from index.errors import UsageError
from tests.platform.discord.limits import Json, check_message
from tests.platform.discord.markdown import blocks
from tests.platform.discord.person import private
from tests.platform.discord.player import DiscordPlayer
from tests.platform.discord.server import DiscordServer
from tests.platform.discord.test_discord_rendering import NASTY, TEXTS
from tests.platform.discord.world import EMBED

ID = "f" * 16
ROWS = tuple((f"Document {number}", "9 May 1914, 3 passages") for number in range(3))


def progress(done: float, line: str = "Reading 7 of 11 documents.") -> Display:
    actions = (Action(Verb.CANCEL, ID),)
    return Display(report("Story harbour", Sheet((line,), done=done), actions=actions, private=False))


def place_of(channel: Json) -> Place:
    parent = channel.get("parent_id")
    return Place(
        "discord",
        channel.get("guild_id", ""),
        parent or channel["id"],
        channel["id"] if parent else "",
        direct="guild_id" not in channel,
    )


def shown(posts: list[Post]) -> str:
    return "\n".join(block.text for post in posts for block in blocks(post.content))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=40), st.lists(TEXTS, max_size=3))
def test_a_list_shows_its_words_and_nothing_of_them_acts(
    rows: list[tuple[str, str]], lines: list[str]
) -> None:
    rows = [(" ".join(label.split()), " ".join(value.split())) for label, value in rows]
    lines = [" ".join(line.split()) for line in lines]
    posts = render(Display(report("A list", Sheet(tuple(lines), tuple(rows)))), Style.EMBEDS)
    for post in posts:
        check_message({"content": post.content}, {})
        styles = {style for block in blocks(post.content) for one in block.shown for style in one.styles}
        assert styles <= {"bold"}
    words = [*lines, *(part for row in rows for part in row if part)]
    files = "".join(file.data.decode() for post in posts for file in post.files)
    where = "".join((shown(posts) + files).split())
    for word in words:
        assert "".join(word.split()) in where or len(word) > 150


@pytest.mark.parametrize("over", [0, 1])
def test_a_list_at_the_limit_is_one_message_and_one_past_it_two(over: int) -> None:
    rest = CONTENT - len("**A list**") - 1 + over
    for lines in (("x" * rest,), ("x" * 100,) * 18 + ("y" * (rest - 18 * 101),)):
        posts = render(Display(report("A list", Sheet(lines))), Style.EMBEDS)
        assert len(posts) == 1 + over
        assert shown(posts) == "\n".join(("A list", *lines))


def test_a_list_that_would_bury_the_channel_comes_as_a_file_beside_its_own() -> None:
    rows = tuple((f"Document {number}", "x" * 100) for number in range(200))
    sheet = Sheet(rows=rows, file=File("insights.csv", b"asked\r\n"))
    (post,) = render(Display(report("Questions", sheet)), Style.COMPACT)
    assert [file.name for file in post.files] == ["quotes.txt", "insights.csv"]
    assert b"Document 199: xxx" in post.files[0].data


@pytest.mark.parametrize("over", [0, 1])
def test_a_file_that_discord_would_refuse_is_told_of(over: int) -> None:
    sheet = Sheet(file=File("all.csv", b"x" * (UPLOAD + over)))
    (post,) = render(Display(report("Questions", sheet)), Style.EMBEDS)
    assert len(post.files) == 1 - over
    assert ("more than Discord takes" in post.content) is bool(over)


@pytest.mark.parametrize("done", [-0.5, 0.0, 0.58, 1.0, 7.0])
def test_the_bar_is_as_long_whatever_is_done(done: float) -> None:
    (post,) = render(progress(done), Style.EMBEDS)
    bar = post.content.split("\n")[1].split(" ")[0]
    assert len(bar) == 20
    assert bar == "█" * bar.count("█") + "░" * bar.count("░")


async def test_a_post_is_changed_in_place_also_by_the_next_process(player: DiscordPlayer) -> None:
    for channel in (player.thread, player.server.world.channel(player.guild), player.person.direct):
        place = place_of(channel)
        messages = await player.desk.client.board.post(place, progress(0.1))
        (before,) = player.server.world.messages[channel["id"]].values()
        await player.restart()
        assert await player.desk.client.board.replace(place, messages, progress(0.9)) == list(messages)
        (after,) = player.server.world.messages[channel["id"]].values()
        assert after["id"] == before["id"]
        assert "90%" in after["content"]
        assert not private(after)


async def test_a_post_that_was_taken_away_is_posted_anew(player: DiscordPlayer) -> None:
    place = place_of(player.thread)
    (first,) = await player.desk.client.board.post(place, progress(0.1))
    del player.server.world.messages[player.thread["id"]][first]
    (second,) = await player.desk.client.board.replace(place, [first], progress(0.2))
    assert list(player.server.world.messages[player.thread["id"]]) == [second]


async def test_a_post_in_an_archived_thread_wakes_it(player: DiscordPlayer) -> None:
    place = place_of(player.thread)
    (first,) = await player.desk.client.board.post(place, progress(0.1))
    player.thread["thread_metadata"]["archived"] = True
    (second,) = await player.desk.client.board.replace(place, [first], progress(0.2))
    assert second != first
    assert not player.thread["thread_metadata"]["archived"]


async def test_a_report_that_became_shorter_takes_its_further_messages_along(player: DiscordPlayer) -> None:
    place = place_of(player.thread)
    long = Display(report("A list", Sheet(("x" * 1900, "y" * 1900)), private=False))
    messages = await player.desk.client.board.post(place, long)
    assert len(messages) == 2
    assert len(await player.desk.client.board.replace(place, messages, progress(1.0))) == 1
    assert len(player.server.world.messages[player.thread["id"]]) == 1


async def test_the_conversation_posts_where_the_platform_is_and_survives_a_refusal(
    server: DiscordServer, tmp_path: Path
) -> None:
    async with DiscordPlayer(server, tmp_path) as player:
        boards = player.desk.client.conversation.boards
        assert "discord" in boards
        poor = server.world.channel(player.guild, denied=EMBED)
        await server.gateway.tell("CHANNEL_CREATE", poor, guild=player.guild["id"])
        assert len(await boards.replace(place_of(poor), (), progress(0.5))) == 1
        gone = Place("discord", player.guild["id"], server.world.snowflake())
        assert await boards.replace(gone, (), progress(0.5)) == ()
        assert await boards.replace(gone, ("7",), progress(0.5)) == ("7",)


async def test_nothing_in_a_report_pings(player: DiscordPlayer) -> None:
    sheet = Sheet(tuple(" ".join(text.split()) for text in NASTY), (("@everyone", "<@&1> @here"),))
    await player.desk.client.board.post(place_of(player.thread), Display(report("@everyone", sheet)))
    assert player.server.pings == []


def _list(page: int, more: tuple[Action, ...] = ()) -> Display:
    actions = (Action(Verb.PAGE, ID, page + 1), *more)
    return Display(report(f"Documents, page {page + 1}", Sheet(rows=ROWS), actions=actions))


async def _documents(command: Command, responder: Responder) -> None:
    del command
    await responder.say(_list(0))


async def _page(press: Press, responder: Responder) -> None:
    if press.action.number > 2:
        raise UsageError("there is no such page")
    if press.action.number == 2:
        await responder.working(0)
    await responder.say(_list(press.action.number))


async def test_pages_are_turned_in_place_and_refusals_come_beside(
    server: DiscordServer, tmp_path: Path
) -> None:
    async with DiscordPlayer(
        server, tmp_path, handlers={"documents": _documents}, pressing={Verb.PAGE: _page}
    ) as player:
        await player.command("documents", action="list")
        (before,) = player.messages()
        assert private(before)
        for page in (2, 3):
            seen = await player.press(Verb.PAGE)
            assert f"Documents, page {page}" in seen.words
            (after,) = player.messages()
            assert (after["id"], private(after)) == (before["id"], True)
        await player.press(Verb.PAGE)
        _, refused = player.messages()
        assert "There is no such page" in refused["content"]
        assert private(refused)
