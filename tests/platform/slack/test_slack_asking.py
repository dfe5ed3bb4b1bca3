"""Whole conversations in both modes: ask by every route, follow up, edit, delete."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.slack.text import MARK
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.slack_bot import Bot, connected
from tests.small_engine import SmallEngine, document


async def test_a_mention_is_answered_once_in_its_thread(workspace: Workspace, slack: Slack) -> None:
    ts = await workspace.say(f"{workspace.bot} Who called Beijing?")
    (answer,) = await slack.until(lambda: slack.thread("C1", ts))
    assert answer.quotes[0] == "The general called Beijing twice."
    assert "Beijing" in answer.bold
    assert "The calls" in answer.words
    assert answer.sent["unfurl_links"] is False
    assert answer.sent["unfurl_media"] is False
    assert answer.text
    assert slack.statuses[0]["status"] == "is reading…"


async def test_a_direct_message_needs_no_mention(workspace: Workspace, slack: Slack) -> None:
    ts = await workspace.say("Who called Beijing?", channel="D1")
    (answer,) = await slack.until(lambda: slack.thread("D1", ts))
    assert answer.quotes


async def test_a_command_is_answered_to_the_asker_who_can_share_it(
    workspace: Workspace, slack: Slack
) -> None:
    ack = await workspace.command("Who called Beijing? since=2000")
    assert ack == {"response_type": "ephemeral", "text": "Reading…"}
    (declined,) = await slack.until(lambda: slack.whispers)
    assert declined.to == "U1"

    await workspace.command("Who called Beijing?", channel="C2")
    answer = (await slack.until(lambda: slack.whispers[1:]))[0]
    assert "Asked: Who called Beijing?" in answer.words
    assert not slack.messages
    await workspace.press(answer, "Share with channel")
    (shared,) = await slack.until(lambda: list(slack.messages.values()))
    assert (shared.channel, shared.quotes) == ("C2", answer.quotes)
    assert "Asked: Who called Beijing?" in shared.words
    assert "Share with channel" not in shared.buttons


async def test_a_command_answers_where_the_bot_is_no_member(workspace: Workspace, slack: Slack) -> None:
    slack.closed_channels.add("C9")
    await workspace.command("Who called Beijing? private=no", channel="C9")
    (answer,) = await slack.until(lambda: list(slack.messages.values()))
    assert answer.quotes


async def test_a_thread_is_followed_without_a_mention_after_a_restart_until_quiet(
    slack: Slack, bot: Bot
) -> None:
    async with connected(slack, bot) as workspace:
        ts = await workspace.say(f"{workspace.bot} Who called Beijing?")
        await slack.until(lambda: slack.thread("C1", ts))
    bot.close()
    bot.open()
    async with connected(slack, bot) as workspace:
        await workspace.say("And what did the general fear?", thread=ts, user="U2")
        await slack.until(lambda: len(slack.thread("C1", ts)) == 2)
        await workspace.say("thanks, that helps", thread=ts)
        await workspace.say("What did the general fear <!here>?", thread=ts)
        await workspace.say("Why did the general call?", thread="1.000001")
        await workspace.say("Why did the general call?")
        await workspace.command("", name="/quiet")
        await slack.until(lambda: slack.whispers)
        await workspace.say("What did the general fear now?", thread=ts)
        await asyncio.sleep(0.3)
        assert len(slack.messages) == 2


async def test_bots_are_not_answered(workspace: Workspace, slack: Slack) -> None:
    event = workspace.said(f"{workspace.bot} Who called Beijing?", "C1")
    for more in ({"bot_id": "B9"}, {"subtype": "bot_message", "bot_id": "B9"}, {"user": "U0BOT"}):
        await workspace.deliver("events_api", workspace.event(event | more))
    for kind in ("channel_join", "channel_topic"):
        await workspace.deliver("events_api", workspace.event(event | {"subtype": kind}))
    await asyncio.sleep(0.3)
    assert not slack.messages
    assert not slack.whispers


async def test_an_edited_question_has_its_answer_edited(workspace: Workspace, slack: Slack, bot: Bot) -> None:
    ts = await workspace.say(f"{workspace.bot} Who called Beijing?")
    (before,) = await slack.until(lambda: slack.thread("C1", ts))
    await workspace.edit(ts, f"{workspace.bot} Who wrote about penguins?")
    (after,) = await slack.until(
        lambda: [one for one in slack.thread("C1", ts) if one.quotes != before.quotes]
    )
    assert after.ts == before.ts
    assert "penguins" in after.quotes[0]

    bot.clock.now += 61
    await workspace.edit(ts, f"{workspace.bot} Who called Beijing?")
    await asyncio.sleep(0.2)
    assert slack.thread("C1", ts)[0].quotes == after.quotes


async def test_a_deleted_question_takes_its_answer_along(workspace: Workspace, slack: Slack) -> None:
    for has_replies in (False, True):
        ts = await workspace.say(f"{workspace.bot} Who called Beijing?")
        (answer,) = await slack.until(lambda: slack.thread("C1", ts))  # noqa: B023 -- called at once
        await workspace.delete(ts, has_replies=has_replies)
        await slack.until(lambda: ("C1", answer.ts) in slack.deleted)  # noqa: B023 -- called at once


async def test_what_is_typed_is_read_as_people_see_it(workspace: Workspace, slack: Slack, bot: Bot) -> None:
    text = "calls &amp; <https://example.org|example.org> in <#C2|news> by <@U7|bea> &lt;b&gt;?"
    ts = await workspace.say(f"{workspace.bot}: {text}")
    await slack.until(lambda: slack.thread("C1", ts))
    assert bot.engine.asked[0][1].text == "calls & example.org in #news by bea <b>?"


async def test_nothing_in_a_quote_pings_or_is_markup(workspace: Workspace, slack: Slack) -> None:
    ts = await workspace.say(f"{workspace.bot} Who wrote about penguins?")
    (answer,) = await slack.until(lambda: slack.thread("C1", ts))
    assert answer.quotes[0].startswith("A sailor wrote <b> & <@U0BOT> *in* the _log_ about penguins:")
    assert "<@U0BOT>" not in answer.text
    assert "&lt;b&gt; &amp; &lt;@U0BOT&gt;" in answer.text


HOSTILE = [
    "He said: <!channel> <!subteam^S1|all> <@U1> and calls &lt;b&gt; &amp; *bold* _it_ ~no~ `code` again.",
    "Calls in ```fences``` > quoted, :tada: @here @everyone <http://evil.example|good.example> again.",
    "Calls \u202eright to left\u202c, 👩‍👩‍👧 and 東京 שלום, a\ttab, a \\ backslash and \x07 bells again.",
    "Calls " + "without any end or mercy " * 700 + "again.",
]


async def test_hostile_documents_arrive_to_the_letter_through_the_whole_client(
    slack: Slack, tmp_path: Path
) -> None:
    for number, text in enumerate(HOSTILE):
        (tmp_path / str(number)).mkdir()
        bot = Bot(tmp_path / str(number), SmallEngine({"seeds": [document(text, "<!here> *calls*")]}))
        async with connected(slack, bot) as workspace:
            ts = await workspace.say(f"{workspace.bot} What of these calls?", channel=f"C{number}")
            assert workspace.finish
            await workspace.finish()
        bot.close()
        shown = slack.thread(f"C{number}", ts)
        found = [quote for one in shown for quote in one.quotes]
        assert found
        assert all(quote in text for quote in found)
        assert number < 3 or "".join(found) == text
        assert not any(MARK.search(one.text) for one in shown)
