"""Questions written while the bot was down, and those whose answer was cut off, are answered once."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from bot.slack.catchup import FAIR
from bot.slack.respond import ANSWERS
from index.embedding import Embedder
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.slack_bot import Bot, connected
from tests.platform.slack.test_slack_running import environment, start


async def known(slack: Slack, bot: Bot, mode: str = "socket") -> tuple[str, str]:
    """Somebody asks in C1 and in D1 before the bot goes down; the two threads."""
    async with connected(slack, bot, mode) as workspace:
        thread = await workspace.say(f"{workspace.bot} Who called Beijing?")
        await slack.until(lambda: slack.thread("C1", thread))  # else the other is told that it waits
        direct = await workspace.say("Who called Beijing?", channel="D1")
        await slack.until(lambda: slack.thread("D1", direct))
        assert workspace.finish
        await workspace.finish()
    bot.close()
    bot.open()
    return thread, direct


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_what_was_asked_while_the_bot_was_down_is_answered_once(
    slack: Slack, bot: Bot, mode: str
) -> None:
    thread, direct = await known(slack, bot, mode)
    away = Workspace(slack)
    asked = [
        away.write("Who feared the calls?", "D1"),
        away.write("And who wrote about penguins?", "D1", thread=direct),
        away.write(f"{away.bot} Who feared the calls?", "C1"),
        away.write("And what did the general fear?", "C1", thread=thread),
        away.write(f"{away.bot} Who wrote about penguins?", "C1", thread=thread, user="U2"),
    ]
    root = away.write("Something else entirely", "C1")
    asked.append(away.write(f"{away.bot} Who put the calls through?", "C1", thread=root["ts"]))
    away.write("Who called Beijing, I wonder?", "C1")
    away.write("thanks", "C1", thread=thread)
    slack.written["C1", away.write(f"{away.bot} Who are you?", "C1")["ts"]]["bot_id"] = "B9"
    for _ in range(2):
        async with connected(slack, bot, mode) as workspace:
            await slack.until(lambda: len(slack.messages) == 2 + len(asked))
            await asyncio.sleep(0.2)
            assert workspace.finish
            await workspace.finish()
        bot.close()
        bot.open()
    threads = sorted(one.thread for one in slack.messages.values())
    assert threads == sorted([thread, direct, *(event.get("thread_ts") or event["ts"] for event in asked)])


async def test_what_was_asked_long_ago_or_elsewhere_is_left_alone(slack: Slack, bot: Bot) -> None:
    await known(slack, bot)
    away = Workspace(slack)
    away.write(f"{away.bot} Who feared the calls?", "C1")
    away.write(f"{away.bot} Who feared the calls?", "C7")
    bot.clock.now += FAIR + 60
    async with connected(slack, bot):
        await slack.until(lambda: "conversations.history" in [method for method, _ in slack.calls])
        await asyncio.sleep(0.2)
    assert len(slack.messages) == 2
    assert "C7" not in [args["channel"] for method, args in slack.calls if method == "conversations.history"]


async def test_a_question_that_was_cut_off_waits_for_its_claim_and_is_answered_once(
    slack: Slack, bot: Bot
) -> None:
    away = Workspace(slack)
    plain = away.write(f"{away.bot} Who called Beijing?", "C1")
    old = away.write("a thread of other people", "C2")
    bot.clock.now += 100
    reply = away.write(f"{away.bot} Who feared the calls?", "C2", thread=old["ts"])
    slack.written["C2", old["ts"]]["ts"] = "1600000000.000001"  # a thread that nothing is known of
    slack.written["C2", reply["ts"]]["thread_ts"] = "1600000000.000001"
    for event in (plain, reply):
        assert bot.state.claims.take(away.place(event["channel"]), event["ts"], bot.clock())
    async with connected(slack, bot) as workspace:
        await slack.until(lambda: len(slack.messages) == 2)
        await asyncio.sleep(0.2)
        assert workspace.finish
        await workspace.finish()
    assert {one.thread for one in slack.messages.values()} == {plain["ts"], "1600000000.000001"}


async def test_an_answer_that_was_posted_and_not_noted_is_not_posted_again(slack: Slack, bot: Bot) -> None:
    async with connected(slack, bot) as workspace:
        ts = await workspace.say(f"{workspace.bot} Who called Beijing?")
        (answer,) = await slack.until(lambda: slack.thread("C1", ts))
        assert workspace.finish
        await workspace.finish()
    assert answer.blocks[0]["block_id"] == ANSWERS + ts
    bot.state._database.rows("UPDATE claims SET settled = 0")
    bot.state._database.rows("UPDATE exchanges SET messages = '[]'")
    bot.clock.now += 200
    bot.close()
    bot.open()
    async with connected(slack, bot) as workspace:
        await slack.until(lambda: not bot.state.claims.interrupted("slack", 0))
        await workspace.edit(ts, f"{workspace.bot} Who wrote about penguins?")
        assert workspace.finish
        await workspace.finish()
    assert list(slack.messages) == [("C1", answer.ts)]


async def test_a_lost_connection_is_made_up_for(slack: Slack, bot: Bot) -> None:
    async with connected(slack, bot) as workspace:
        await workspace.say(f"{workspace.bot} Who called Beijing?")
        await slack.until(lambda: slack.messages)
        missed = workspace.write(f"{workspace.bot} Who feared the calls?", "C1")
        slack.drop()
        await slack.until(lambda: slack.thread("C1", missed["ts"]), seconds=20)


async def test_without_the_right_to_read_a_channel_nothing_breaks(slack: Slack, bot: Bot) -> None:
    await known(slack, bot)
    away = Workspace(slack)
    away.write("Who feared the calls?", "D1")
    slack.closed_channels.add("C1")
    async with connected(slack, bot):
        await slack.until(lambda: len(slack.messages) == 3)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("posted", [False, True], ids=["before it was posted", "before it was noted"])
async def test_kill_9_in_the_middle_of_an_answer_loses_and_doubles_nothing(
    slack: Slack, embedder: Embedder, model_home: Path, tmp_path: Path, *, posted: bool
) -> None:
    slack.epoch = int(time.time())
    variables = environment(slack, model_home, tmp_path)
    process = await start("run", variables, tmp_path)
    await slack.until(lambda: slack.sockets or process.returncode is not None, seconds=100)
    workspace = Workspace(slack)
    slack.held = ("chat.postMessage", posted)
    ts = await workspace.say(f"{workspace.bot} Who called Beijing?")
    await slack.until(slack.holding.is_set, seconds=60)
    process.kill()
    await process.communicate()
    assert process.returncode == -signal.SIGKILL
    slack.held = None
    slack.released.set()
    assert len(slack.thread("C1", ts)) == int(posted)
    away = workspace.write(f"{workspace.bot} Who called Berlin?", "C1")

    # As if the three minutes had passed for which a claim holds.
    with sqlite3.connect(tmp_path / "home" / "state.sqlite") as state:
        state.execute("UPDATE claims SET taken = taken - 200")
    state.close()
    process = await start("run", variables, tmp_path)
    await slack.until(lambda: slack.thread("C1", away["ts"]), seconds=100)
    await asyncio.sleep(1)
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), 20)
    (answer,) = slack.thread("C1", ts)
    assert answer.quotes[:1] == ["The general called Beijing twice."]
    assert len(slack.messages) == 2
