"""Refusals and waiting are told in private, feedback is kept with its reason, limits are waited out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.place import Place
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.shown import Shown
from tests.platform.slack.slack_bot import Bot, connected


async def asked(workspace: Workspace, slack: Slack, text: str = "Who called Beijing?") -> Shown:
    ts = await workspace.say(f"{workspace.bot} {text}")
    await slack.until(lambda: slack.thread("C1", ts))
    assert workspace.finish
    await workspace.finish()
    return slack.thread("C1", ts)[0]


async def test_a_rate_limit_is_told_to_the_asker_alone(slack: Slack, tmp_path: Path) -> None:
    bot = Bot(tmp_path, person_rate=1)
    async with connected(slack, bot) as workspace:
        await asked(workspace, slack)
        await workspace.say(f"{workspace.bot} Who called Beijing again?")
        (refused,) = await slack.until(lambda: slack.whispers)
        assert (refused.to, refused.channel) == ("U1", "C1")
        assert "please ask again in 60 s" in refused.words
        assert len(slack.messages) == 1
    bot.close()


async def test_the_place_in_the_line_is_told_in_private(workspace: Workspace, slack: Slack, bot: Bot) -> None:
    bot.engine.open.clear()
    await workspace.say(f"{workspace.bot} Who called Beijing?")
    await slack.until(bot.engine.reached.is_set)
    await workspace.say(f"{workspace.bot} Who feared the calls?", user="U2")
    (waiting,) = await slack.until(lambda: slack.whispers)
    assert (waiting.to, waiting.words) == ("U2", "Waiting for 1 before you …")
    bot.engine.open.set()
    await slack.until(lambda: len(slack.messages) == 2)


async def test_in_a_direct_conversation_the_place_in_the_line_goes_when_the_answer_comes(
    workspace: Workspace, slack: Slack, bot: Bot
) -> None:
    bot.engine.open.clear()
    await workspace.say(f"{workspace.bot} Who called Beijing?")
    await slack.until(bot.engine.reached.is_set)
    direct = await workspace.say("Who feared the calls?", channel="D1", user="U2")
    (waiting,) = await slack.until(lambda: slack.thread("D1", direct))
    assert waiting.words == "Waiting for 1 before you …"
    bot.engine.open.set()
    await slack.until(lambda: "chat.delete" in [method for method, _ in slack.calls])
    (answer,) = await slack.until(lambda: slack.thread("D1", direct))
    assert answer.quotes


async def test_what_goes_wrong_is_told_with_a_reference_and_nothing_else(
    workspace: Workspace, slack: Slack, bot: Bot
) -> None:
    bot.engine.error = ZeroDivisionError("secret internals")
    await workspace.say(f"{workspace.bot} Who called Beijing?")
    (sorry,) = await slack.until(lambda: slack.whispers)
    assert "reference" in sorry.words
    assert "secret" not in sorry.words + sorry.text


async def test_feedback_is_kept_with_its_reason(workspace: Workspace, slack: Slack, bot: Bot) -> None:
    answer = await asked(workspace, slack)
    exchange = answer.buttons["Verify"]["value"].split(":")[2]
    await workspace.press(answer, "Useful")
    (thanks,) = await slack.until(lambda: slack.whispers)
    assert "noted" in thanks.words
    await workspace.press(answer, "Not useful", user="U2")
    await slack.until(lambda: len(slack.whispers) == 2)
    await workspace.press(slack.whispers[1], "Say why", user="U2")
    (view,) = await slack.until(lambda: slack.views)
    await workspace.submit(view, {"text": {"text": {"value": "wrong year"}}}, user="U2")
    await slack.until(lambda: len(slack.whispers) == 3)
    assert bot.state.feedback.of(exchange) == [("U1", True, ""), ("U2", False, "wrong year")]


async def test_context_and_verify_answer_in_their_place(workspace: Workspace, slack: Slack) -> None:
    answer = await asked(workspace, slack)
    await workspace.press(answer, "Context")
    (context,) = await slack.until(lambda: slack.whispers)
    assert (context.to, context.sent["thread_ts"]) == ("U1", answer.thread)
    assert "Before that, nobody had called anyone." in context.quotes[0]
    await workspace.press(answer, "Verify", user="U2")
    (verified,) = await slack.until(lambda: slack.whispers[1:])
    assert (verified.to, verified.words) == ("U2", "Re-read the source: identical to what was quoted.")


@pytest.mark.parametrize(
    "value", ["", "footnote:more:0:0", "footnote:more:0000000000000000:0", "x" * 2000, "{}"]
)
async def test_a_forged_button_is_refused_in_private(workspace: Workspace, slack: Slack, value: str) -> None:
    answer = await asked(workspace, slack)
    payload = workspace.pressed(answer, "Verify", user="U3")
    payload["actions"][0]["value"] = value
    await workspace.deliver("interactive", payload)
    (refused,) = await slack.until(lambda: slack.whispers)
    assert refused.to == "U3"
    assert len(slack.messages) == 1


async def test_a_button_does_nothing_from_another_channel(workspace: Workspace, slack: Slack) -> None:
    answer = await asked(workspace, slack)
    payload = workspace.pressed(answer, "Context")
    payload["channel"]["id"] = "C2"
    payload["response_url"] = slack.response_url("C2", "U1")
    await workspace.deliver("interactive", payload)
    (refused,) = await slack.until(lambda: slack.whispers)
    assert "no longer have that answer" in refused.words


async def test_a_story_of_another_channel_is_refused(workspace: Workspace, slack: Slack, bot: Bot) -> None:
    bot.state.places.bind(Place("slack", "T0TEAM", "C2"), "war")
    await workspace.command("Who called? story=war")
    (refused,) = await slack.until(lambda: slack.whispers)
    assert "no story 'war' to ask here" in refused.words
    assert bot.engine.asked == []


async def test_a_rate_limit_of_slack_is_waited_out(workspace: Workspace, slack: Slack) -> None:
    slack.throttle["chat.postMessage"] = [1, 1]
    await asked(workspace, slack)
    assert slack.throttled == ["chat.postMessage"] * 2
    slack.throttle["response_url"] = [1]
    await workspace.command("Who called Beijing?")
    await slack.until(lambda: slack.whispers)
    assert "response_url" in slack.throttled


async def test_where_blocks_are_refused_the_escaped_text_is_posted(
    workspace: Workspace, slack: Slack
) -> None:
    slack.refuses_blocks = True
    answer = await asked(workspace, slack, "Who wrote about penguins?")
    assert answer.blocks == []
    assert answer.sent["mrkdwn"] in {False, "0", "false"}
    assert "A sailor wrote &lt;b&gt; &amp; &lt;@U0BOT&gt; *in* the _log_ about penguins:" in answer.text


async def test_without_assistant_scope_the_answer_still_comes(workspace: Workspace, slack: Slack) -> None:
    install = slack.installs[slack.token]
    install.scopes = install.scopes - {"assistant:write"}
    await asked(workspace, slack)
    assert slack.statuses == []


async def test_quiet_is_said_in_a_thread(workspace: Workspace, slack: Slack) -> None:
    answer = await asked(workspace, slack)
    await workspace.say(f"{workspace.bot} quiet", thread=answer.thread)
    (told,) = await slack.until(lambda: slack.whispers)
    assert "no longer listen in this thread" in told.words
    await workspace.say("What did the general fear?", thread=answer.thread)
    await asyncio.sleep(0.2)
    assert len(slack.messages) == 1


async def test_nothing_sent_asks_slack_to_look_for_mentions(workspace: Workspace, slack: Slack) -> None:
    await asked(workspace, slack)
    await workspace.command("Who called Beijing? private=no")
    await slack.until(lambda: len(slack.messages) == 2)
    for method, sent in slack.calls:
        if method == "chat.postMessage":
            assert not sent.get("link_names")
            assert "parse" not in sent
            assert sent["blocks"]
            assert sent["text"]


async def test_a_refusal_is_seen_inside_a_thread_and_where_there_is_none_yet(
    workspace: Workspace, slack: Slack
) -> None:
    await workspace.say(f"{workspace.bot} ?")
    (beside,) = await slack.until(lambda: slack.whispers)
    assert beside.thread == ""
    answer = await asked(workspace, slack)
    await workspace.say(f"{workspace.bot} ?", thread=answer.thread)
    inside = (await slack.until(lambda: slack.whispers[1:]))[0]
    assert inside.thread == answer.thread
    assert slack.unseen == []


async def test_sources_are_linked_where_they_can_be_read(slack: Slack, bot: Bot) -> None:
    async with connected(slack, bot, public_url="https://footnote.example.org") as workspace:
        answer = await asked(workspace, slack)
        await workspace.press(answer, "Open source")  # Slack tells of a click on a link too
    url = answer.buttons["Open source"]["url"]
    assert url.startswith("https://footnote.example.org/s/seeds/")
    assert slack.unacknowledged == []
