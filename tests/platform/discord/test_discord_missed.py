"""What was written while nobody heard it, and answers that a kill cut off: answered late, once."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from bot.place import Place
from bot.state.claims import LEASE
from tests.platform.discord.limits import Json
from tests.platform.discord.person import Person
from tests.platform.discord.player import DiscordPlayer, seen
from tests.platform.discord.process import footnote
from tests.platform.discord.server import DiscordServer, Fault, until
from tests.platform.discord.world import HISTORY

VIENNA = "The treaty was signed in Vienna."
QUESTION = "Where was the treaty signed?"
LATER = "How many ministers attended?"


def answers(player: DiscordPlayer) -> list[Json]:
    return [one for one in player.messages() if seen([one]).quotes]


async def down(player: DiscordPlayer) -> None:
    await player.desk.__aexit__()


async def up(player: DiscordPlayer) -> None:
    """Start again, and wait until everything missed is heard."""
    await player.desk.__aenter__()
    await asyncio.wait_for(player.desk.client.caught_up.wait(), 20)
    await player.desk.client.idle()


async def test_what_was_written_while_a_session_was_lost_is_answered_in_the_next(
    player: DiscordPlayer,
) -> None:
    await player.mention(QUESTION)
    await player.ask(QUESTION)
    elsewhere = player.server.world.channel(player.guild, "elsewhere")
    await asyncio.wait_for(player.desk.client.caught_up.wait(), 20)
    await player.server.gateway.drop(valid=False)
    bot = f"<@{player.server.world.bot['id']}>"
    await player.person.write(player.thread, f"{bot} {LATER}")
    await player.person.write(player.thread, "Not for the bot: which treaty?")
    await player.person.write(player.person.direct, LATER)
    await player.person.write(elsewhere, f"{bot} Which treaty?")
    await until(lambda: len(answers(player)) == 5)
    assert (await player.ask(QUESTION)).quotes[0] == VIENNA
    assert len(answers(player)) == len(player.engine.asked) == 6


async def test_what_was_written_while_the_bot_was_down_is_answered_once(player: DiscordPlayer) -> None:
    await player.ask(QUESTION)
    await down(player)
    world, person = player.server.world, player.person
    bot = f"<@{world.bot['id']}>"
    channel = world.channel(player.guild, "another")
    await person.write(person.direct, LATER)
    await person.write(channel, f"{bot} {LATER}")
    await person.write(player.thread, f"{bot} {LATER}")
    await person.write(channel, LATER)
    herald = Person(player.server, "Herald")
    herald.user["bot"] = True
    await herald.write(channel, f"{bot} {LATER}")
    for _ in range(2):
        await up(player)
        assert len(answers(player)) == len(player.engine.asked) == 4
        await down(player)
    await player.desk.__aenter__()


async def test_what_is_older_than_ten_minutes_is_left_alone(player: DiscordPlayer) -> None:
    await player.ask(QUESTION)
    await down(player)
    asked, _ = await player.person.write(player.person.direct, LATER)
    kept = player.server.world.messages[player.person.direct["id"]]
    then = datetime.now(UTC) - timedelta(minutes=10, seconds=1)
    del kept[asked["id"]]
    asked |= {"id": str(discord.utils.time_snowflake(then)), "timestamp": then.isoformat()}
    kept[asked["id"]] = asked
    await up(player)
    assert len(answers(player)) == 1


async def test_a_place_that_cannot_be_read_back_costs_no_other_its_answer(
    server: DiscordServer, tmp_path: Path
) -> None:
    async with DiscordPlayer(server, tmp_path) as player:
        closed = server.world.channel(player.guild, "closed", denied=HISTORY)
        opened = server.world.channel(player.guild, "open")
        failing = server.world.channel(player.guild, "failing")
        await down(player)
        server.faults.append(Fault(f"GET /channels/{failing['id']}/messages", status=403))
        for channel in (opened, failing, closed):
            await player.person.write(channel, f"<@{server.world.bot['id']}> {QUESTION}")
        await up(player)
        assert [one["channel_id"] for one in answers(player)] == [opened["id"]]
        assert not any(closed["id"] in name for _, name, _ in server.requests)


async def test_in_a_thread_only_what_was_said_since_it_was_asked_there_is_a_follow_up(
    server: DiscordServer, tmp_path: Path
) -> None:
    server.allow_message_content()
    async with DiscordPlayer(server, tmp_path, message_content=True) as player:
        assert (await player.remark("Which treaty?")).quotes == ()
        await player.mention(QUESTION)
        await down(player)
        await player.person.write(player.thread, LATER)
        await player.person.write(player.thread, "Thanks, good to know")
        await up(player)
        assert len(answers(player)) == 2
        assert player.engine.asked[-1][1].text == LATER


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_answer_that_was_cut_off_is_given_when_its_claim_is_free(
    player: DiscordPlayer, arrived: bool
) -> None:
    """`arrived`: Discord has the answer, only the bot did not live to note it."""
    person, server = player.person, player.server
    await player.ask("Which treaty?")
    await down(player)
    asked, _ = await person.write(person.direct, QUESTION)
    reply = {"message_reference": {"message_id": asked["id"]}}
    note = server.world.message(
        person.direct, server.world.bot, reply | {"content": "Waiting for 1 before you …"}
    )
    if arrived:
        server.world.message(person.direct, server.world.bot, reply | {"content": f"> {VIENNA}"})
    await player.desk.__aenter__()
    place = Place("discord", "", person.direct["id"], direct=True)
    # As a process would have left it that was killed a while ago.
    assert player.desk.state.claims.take(place, asked["id"], time.time() - LEASE + 1)
    await asyncio.wait_for(player.desk.client.caught_up.wait(), 20)
    await player.desk.client.idle()
    assert seen(answers(player)[-1:]).quotes[0] == VIENNA
    assert len(answers(player)) == 2
    assert len(player.engine.asked) == (1 if arrived else 2)
    assert note["id"] not in server.world.messages[person.direct["id"]]


async def test_a_stop_does_not_wait_for_claims_of_others(player: DiscordPlayer) -> None:
    await player.ask("Which treaty?")
    await down(player)
    asked, _ = await player.person.write(player.person.direct, QUESTION)
    await player.desk.__aenter__()
    place = Place("discord", "", player.person.direct["id"], direct=True)
    assert player.desk.state.claims.take(place, asked["id"], time.time())
    await until(lambda: player.desk.client._catching_up)
    await asyncio.wait_for(player.restart(), 10)
    assert len(answers(player)) == 1


@pytest.mark.usefixtures("embedder")  # the model is made ready here, not while the bot is waited for
@pytest.mark.parametrize("arrived", [False, True])
async def test_a_bot_killed_in_the_middle_of_an_answer_gives_it_once_after_its_restart(
    server: DiscordServer, model_home: Path, arrived: bool
) -> None:
    person = Person(server)
    guild = server.world.guild()
    channel = server.world.channel(guild)
    question = f"<@{server.world.bot['id']}> When did Milley call Li?"

    def said() -> list[Json]:
        found = server.world.messages[channel["id"]].values()
        return [one for one in found if one["author"]["bot"]]

    def posting() -> bool:
        return any(name == f"POST /channels/{channel['id']}/messages" for _, name, _ in server.requests)

    # The answer is on its way when the process dies; Discord takes it, or never gets it.
    server.faults.append(Fault("POST .*/messages$", delay=1.0, drop=True, after=arrived))
    process = footnote(server, model_home, "run")
    try:
        await until(lambda: server.gateway.connected or process.poll() is not None, 240)
        cut_off, _ = await person.write(channel, question)
        await until(posting, 60)
        process.kill()
        await asyncio.to_thread(process.communicate)
        await until(lambda: not server.gateway.connected)
        await until(lambda: len(said()) == arrived)
        # While it was down, somebody else asked.
        other = Person(server, "Ben")
        await other.write(channel, question)
        with sqlite3.connect(model_home / "state.sqlite") as state:
            # Three minutes go by.
            state.execute("UPDATE claims SET taken = taken - ?", (LEASE,))
        state.close()
        process = footnote(server, model_home, "run")
        await until(lambda: len(said()) >= 2, 90)
        last, _ = await person.write(channel, question)
        await until(lambda: len(said()) >= 3, 60)
        replied = [one["message_reference"]["message_id"] for one in said()]
        assert len(set(replied)) == len(replied) == 3
        assert all("October 30, 2020" in " ".join(seen([one]).quotes) for one in said())
        assert last["id"] in replied
        # It goes with its question, whichever process gave it.
        await person.delete(cut_off)
        await until(lambda: len(said()) == 2)
    finally:
        process.kill()
        await asyncio.to_thread(process.communicate)


@pytest.mark.usefixtures("embedder")
@pytest.mark.parametrize("arrived", [False, True])
async def test_a_command_that_a_kill_cut_off_is_told_so_where_it_waits(
    server: DiscordServer, model_home: Path, arrived: bool
) -> None:
    person = Person(server)
    channel = server.world.channel(server.world.guild())
    server.faults.append(Fault("PATCH .*/messages/@original$", delay=1.0, drop=True, after=arrived))
    process = footnote(server, model_home, "run")
    try:
        await until(lambda: server.gateway.connected or process.poll() is not None, 240)
        given, _ = await person.slash(channel, "ask", question="When did Milley call Li?")
        await until(lambda: any(name.startswith("PATCH") for _, name, _ in server.requests), 60)
        process.kill()
        await asyncio.to_thread(process.communicate)
        await until(lambda: not server.gateway.connected)
        await until(lambda: given.loading is not arrived)
        with sqlite3.connect(model_home / "state.sqlite") as state:
            state.execute("UPDATE claims SET taken = taken - ?", (LEASE,))
        state.close()
        process = footnote(server, model_home, "run")
        await until(lambda: any(name.startswith("GET /webhooks") for _, name, _ in server.requests), 90)
        await until(lambda: not given.loading)
        (told,) = given.messages.values()
        if arrived:
            assert "October 30, 2020" in " ".join(seen([told]).quotes)
        else:
            assert "I was restarted before I could answer this; please ask again." in told["content"]
    finally:
        process.kill()
        await asyncio.to_thread(process.communicate)
