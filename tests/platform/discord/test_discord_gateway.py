"""Connections that break, repeat and fall silent; restarts; several shards: no answer lost, none doubled."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from bot.discord.watchdog import watch
from tests.platform.discord.limits import Json
from tests.platform.discord.person import Person
from tests.platform.discord.player import DiscordPlayer, seen
from tests.platform.discord.process import footnote, run
from tests.platform.discord.server import DiscordServer, until
from tests.platform.discord.world import EMBED, NEEDED

VIENNA = "The treaty was signed in Vienna."
QUESTION = "Where was the treaty signed?"


def answers(player: DiscordPlayer) -> list[Json]:
    return [one for one in player.messages() if seen([one]).quotes]


async def test_a_question_asked_while_the_connection_was_down_is_answered_once(player: DiscordPlayer) -> None:
    await player.ask(QUESTION)
    await player.server.gateway.drop()
    await player.person.write(player.person.direct, "How many ministers attended?")
    await until(lambda: player.server.gateway.resumed)
    await until(lambda: len(answers(player)) == 2)
    await player.desk.client.idle()
    assert len(answers(player)) == 2


async def test_what_a_resume_replays_is_not_answered_again(player: DiscordPlayer) -> None:
    await player.ask(QUESTION)
    await player.command("ask", question=QUESTION)
    player.server.gateway.repeat = 100
    await player.server.gateway.drop()
    await until(lambda: player.server.gateway.resumed)
    await player.ask("How many ministers attended?")
    assert len(answers(player)) == 3
    assert len(player.engine.asked) == 3


async def test_the_gateways_wish_to_reconnect_is_granted(player: DiscordPlayer) -> None:
    await player.server.gateway.reconnect()
    await until(lambda: player.server.gateway.resumed)
    assert (await player.ask(QUESTION)).quotes[0] == VIENNA


async def test_a_session_that_cannot_be_resumed_is_begun_anew(player: DiscordPlayer) -> None:
    await player.server.gateway.drop(valid=False)
    await until(lambda: player.server.gateway.identified == 2)
    assert (await player.ask(QUESTION)).quotes[0] == VIENNA


async def test_a_thousand_repeated_events_are_answered_once(player: DiscordPlayer) -> None:
    people = [Person(player.server, f"Reader {number}") for number in range(10)]
    for person in people:
        await person.write(person.direct, QUESTION)
        _, sent = await person.slash(player.thread, "ask", question=QUESTION)
    await player.desk.heard(sent)
    await until(lambda: len(answers(player)) == 20)
    answer = next(one for one in answers(player) if one["components"])
    more = answer["components"][-1]["components"][0]["custom_id"]
    _, sent = await player.person.press(answer, more)
    await player.desk.heard(sent)
    shown = len(player.messages())
    for _ in range(48):
        await player.server.gateway.again(21)
    _, sent = await player.person.write(player.person.direct, "How many ministers attended?")
    await player.desk.heard(sent)
    assert len(player.messages()) == shown + 1
    assert len(player.engine.asked) == 21


async def test_a_question_delivered_again_after_a_restart_stays_answered(player: DiscordPlayer) -> None:
    question, sent = await player.person.write(player.person.direct, QUESTION)
    await player.desk.heard(sent)
    await player.restart()
    await player.desk.heard(await player.person._tell("MESSAGE_CREATE", player.person.direct, question))
    assert len(answers(player)) == 1


async def test_several_shards_serve_their_servers_and_the_first_the_direct_messages(
    server: DiscordServer, tmp_path: Path
) -> None:
    server.gateway.shards = 2
    guilds: list[Json] = []
    # The id decides the shard, and ids come from the clock.
    while len({(int(guild["id"]) >> 22) % 2 for guild in guilds}) < 2:
        guilds.append(server.world.guild(f"Server {len(guilds)}"))
        await asyncio.sleep(0.001)
    channels = [server.world.channel(guild) for guild in guilds]
    async with DiscordPlayer(server, tmp_path) as player:
        assert {session.shard for session in server.gateway.sessions.values()} == {(0, 2), (1, 2)}
        for channel in channels:
            _, sent = await player.person.write(channel, f"<@{server.world.bot['id']}> {QUESTION}")
            await player.desk.heard(sent)
        assert (await player.ask(QUESTION)).quotes[0] == VIENNA
        assert len(answers(player)) == len(channels) + 1


async def test_a_gateway_that_fell_silent_is_noticed_and_nothing_said_meanwhile_is_lost(
    player: DiscordPlayer,
) -> None:
    watching = asyncio.create_task(watch(player.desk.client, silence=0.05, patience=0.2))
    await asyncio.sleep(0.3)
    assert player.server.gateway.resumed == 0  # quiet is not silent
    player.server.gateway.silent = True
    await player.person.write(player.person.direct, QUESTION)
    await until(lambda: answers(player))
    watching.cancel()
    assert player.server.gateway.resumed == 1
    assert len(answers(player)) == 1


async def test_a_stop_finishes_what_is_under_way_and_starts_nothing_new(player: DiscordPlayer) -> None:
    player.engine.open.clear()
    await player.person.write(player.person.direct, QUESTION)
    await until(player.engine.reached.is_set)
    stopping = asyncio.create_task(player.desk.client.finish())
    await asyncio.sleep(0)
    await player.person.write(player.person.direct, "How many ministers attended?")
    await asyncio.sleep(0.05)
    player.engine.open.set()
    await stopping
    assert [seen([one]).quotes[0] for one in answers(player)] == [VIENNA]


async def test_commands_are_registered_when_they_changed_and_only_then(player: DiscordPlayer) -> None:
    assert player.server.synced == 1
    await player.restart()
    assert player.server.synced == 1
    player.server.commands[0]["description"] = "As an older version had it"
    await player.restart()
    assert player.server.synced == 2
    player.server.commands.append(player.server.commands[0] | {"name": "gone"})
    await player.restart()
    assert player.server.synced == 3
    player.desk.user_install = True
    await player.restart()
    assert player.server.synced == 4
    anywhere = {one["name"] for one in player.server.commands if 1 in one["integration_types"]}
    assert anywhere == {"ask", "timeline", "quiet", "forget-me", "Check this claim", "Find the source"}


async def test_the_commands_say_what_they_are_in_every_language_and_where_they_go(
    player: DiscordPlayer,
) -> None:
    commands = {one["name"]: one for one in player.server.commands}
    anybodys = {"ask", "timeline", "quiet", "forget-me", "Check this claim", "Find the source"}
    administrators = {"stories", "documents", "reindex", "questions", "announcements", "insights", "audit"}
    assert set(commands) == anybodys | administrators | {"Add to story"}
    languages = {"de", "fr", "es-ES", "es-419", "pt-BR", "ja"}

    def check(named: Json, *, described: bool) -> None:
        assert set(named["name_localizations"]) == languages, named["name"]
        if described:
            assert set(named["description_localizations"]) == languages, named["description"]
        for option in named.get("options", []):
            check(option, described=True)
        for choice in named.get("choices", []):
            check(choice, described=False)

    for one in commands.values():
        check(one, described=one["type"] == 1)
        assert sorted(one["contexts"]) == [0, 1]
        assert one["integration_types"] == [0]
    assert [option["name"] for option in commands["timeline"]["options"]] == ["topic", "from", "to", "story"]


async def test_footnote_run_answers_in_discord_and_ends_on_sigterm(
    server: DiscordServer, model_home: Path
) -> None:
    person = Person(server)
    process = footnote(server, model_home, "run")
    try:
        await until(lambda: server.gateway.connected or process.poll() is not None, 90)
        assert process.poll() is None, process.communicate()
        await person.write(person.direct, "When did Milley call Li?")

        def said() -> list[Json]:
            found = server.world.messages[person.direct["id"]].values()
            return [one for one in found if one["author"]["bot"]]

        await until(said, 60)
        assert "October 30, 2020" in " ".join(seen(said()).quotes)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 10) == 0
    finally:
        process.kill()
        await asyncio.to_thread(process.communicate)


async def test_the_invitation_asks_for_exactly_what_is_needed(server: DiscordServer, tmp_path: Path) -> None:
    status, out, err = await run(server, tmp_path, "discord", "invite")
    assert (status, err) == (0, "")
    assert f"client_id={server.world.bot['id']}" in out
    assert "scope=bot+applications.commands" in out
    assert f"permissions={NEEDED}\n" in out.replace("&", "\n") + "\n"


async def test_doctor_says_what_discord_lacks(server: DiscordServer, model_home: Path) -> None:
    status, out, _ = await run(server, model_home, "doctor")
    assert status == 1
    assert "no  Discord: the bot is in no server yet; invite it with" in out
    server.world.guild("Good")
    _, out, _ = await run(server, model_home, "doctor")
    assert "ok  Discord: the token is that of Footnote" in out
    assert "ok  Discord: permissions are complete, servers: 1" in out
    server.world.guild("Poor", NEEDED & ~EMBED)
    _, out, _ = await run(server, model_home, "doctor")
    assert "no  Discord: in Poor the bot lacks embed_links; give its role these" in out
