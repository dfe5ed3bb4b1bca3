"""Retried, doubled, reordered, over broken connections: each question is answered once, none is lost."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.slack_bot import Bot, connected


async def test_every_retry_is_acknowledged_and_answered_once(workspace: Workspace, slack: Slack) -> None:
    event = workspace.event(workspace.said(f"{workspace.bot} Who called Beijing?", "C1"))
    for retry in (1, 0, 2, 3, 0):
        await workspace.deliver("events_api", event, retry, "timeout" if retry else "")
    assert workspace.finish
    await workspace.finish()
    assert len(slack.messages) == 1


async def test_a_first_delivery_that_calls_itself_a_retry_is_answered(
    workspace: Workspace, slack: Slack
) -> None:
    """The first delivery may have been lost on its way: the retry is then the question."""
    event = workspace.event(workspace.said(f"{workspace.bot} Who called Beijing?", "C1"))
    await workspace.deliver("events_api", event, 2, "timeout")
    await slack.until(lambda: slack.messages)


async def test_doubled_commands_and_presses_are_done_once(workspace: Workspace, slack: Slack) -> None:
    command = workspace.slash("Who called Beijing? private=no")
    await asyncio.gather(*(workspace.deliver("slash_commands", command) for _ in range(3)))
    assert workspace.finish
    await workspace.finish()
    (answer,) = slack.messages.values()
    press = workspace.pressed(answer, "Context")
    await asyncio.gather(*(workspace.deliver("interactive", press) for _ in range(3)))
    await workspace.finish()
    assert (len(slack.messages), len(slack.whispers)) == (1, 1)


async def test_an_edit_that_overtakes_its_question_is_answered_once(
    workspace: Workspace, slack: Slack
) -> None:
    first = workspace.said(f"{workspace.bot} Who called Berlin?", "C1")
    await workspace.edit(first["ts"], f"{workspace.bot} Who called Beijing?")
    await workspace.deliver("events_api", workspace.event(first))
    assert workspace.finish
    await workspace.finish()
    (answer,) = slack.messages.values()
    assert "Beijing" in answer.quotes[0]


async def test_a_deletion_that_overtakes_its_question_is_heeded(workspace: Workspace, slack: Slack) -> None:
    first = workspace.said(f"{workspace.bot} Who called Beijing?", "C1")
    await workspace.delete(first["ts"])
    await workspace.deliver("events_api", workspace.event(first))
    assert workspace.finish
    await workspace.finish()
    assert not slack.messages


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_thousand_deliveries_retried_doubled_and_reordered(slack: Slack, bot: Bot, mode: str) -> None:
    """250 questions in four copies each, app_mention and message, shuffled."""
    async with connected(slack, bot, mode) as workspace:
        deliveries = []
        asked = []
        for number in range(250):
            said = workspace.said(f"{workspace.bot} Who called Beijing?", f"C{number % 7}", user=f"U{number}")
            asked.append((said["channel"], said["ts"]))
            mention = said | {"type": "app_mention"}
            deliveries += [(said, 0), (mention, 0), (said, 1), (mention, 2)]
        random.Random(6).shuffle(deliveries)
        for start in range(0, len(deliveries), 50):
            await asyncio.gather(
                *(
                    workspace.deliver("events_api", workspace.event(event), retry, "timeout" if retry else "")
                    for event, retry in deliveries[start : start + 50]
                )
            )
        assert workspace.finish
        await workspace.finish()
    answered = [(one.channel, one.thread) for one in slack.messages.values()]
    assert len(answered) == 250
    assert set(answered) == set(asked)
    assert all(one.words.startswith("Waiting for") for one in slack.whispers)


async def test_a_refreshed_and_a_dropped_connection_lose_nothing(slack: Slack, bot: Bot) -> None:
    async with connected(slack, bot) as workspace:
        await slack.refresh()
        await slack.until(lambda: slack.connections == 2)
        event = workspace.event(workspace.said(f"{workspace.bot} Who called Beijing?", "C1"))
        await workspace.deliver("events_api", event)
        await slack.until(lambda: len(slack.messages) == 1)
        slack.drop()
        await slack.until(lambda: slack.connections == 3)
        await workspace.deliver("events_api", event, 1, "timeout")
        await workspace.say(f"{workspace.bot} Who feared the calls?")
        await slack.until(lambda: len(slack.messages) == 2)


async def test_a_question_interrupted_by_the_end_of_the_process_is_answered_by_a_retry(
    slack: Slack, tmp_path: Path
) -> None:
    """Slack's last retry comes five minutes later: the claim of a killed process has run out by then."""
    bot = Bot(tmp_path)
    event = {}
    async with connected(slack, bot) as workspace:
        event = workspace.event(workspace.said(f"{workspace.bot} Who called Beijing?", "C1"))
        channel, ts = event["event"]["channel"], event["event"]["ts"]
        place = workspace.place(channel)
        assert bot.state.claims.take(place, ts, bot.clock())  # the other process, killed before it answered
        await workspace.deliver("events_api", event, 2, "timeout")
        assert workspace.finish
        await workspace.finish()
        assert not slack.messages
        bot.clock.now += 300
        await workspace.deliver("events_api", event, 3, "timeout")
        await slack.until(lambda: slack.messages)
    bot.close()


async def test_no_event_that_is_subscribed_to_goes_unacknowledged(workspace: Workspace, slack: Slack) -> None:
    for kind in ("app_home_opened", "app_uninstalled", "tokens_revoked"):
        event = {"type": kind, "user": "U1", "channel": "D1", "tab": "about", "tokens": {"bot": ["U0BOT"]}}
        await workspace.deliver("events_api", workspace.event(event))
    for kind in ("channels", "groups", "im", "mpim"):
        event = workspace.said("hello", "C1") | {"channel_type": kind}
        await workspace.deliver("events_api", workspace.event(event))
    assert not slack.unacknowledged


async def test_answers_under_way_are_finished_when_the_bot_stops(slack: Slack, bot: Bot) -> None:
    bot.engine.open.clear()
    async with connected(slack, bot) as workspace:
        await workspace.say(f"{workspace.bot} Who called Beijing?")
        await slack.until(bot.engine.reached.is_set)
        asyncio.get_running_loop().call_later(0.3, bot.engine.open.set)
    assert len(slack.messages) == 1
