"""An administrator keeps a story current from Slack: everything is real but Slack itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.manifest import ADD
from index.embedding import Embedder
from tests.platform.slack.living import Living, living
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.shown import Shown

BOSS = "U0ADMIN"
SECONDS = 120.0
"""For a build in a process of its own, on a machine that has other things to do."""


@pytest.fixture
async def place(
    slack: Slack, embedder: Embedder, model_home: Path, tmp_path: Path
) -> AsyncIterator[tuple[Living, Workspace]]:
    async with living(slack, model_home, tmp_path, FOOTNOTE_ADMINS=BOSS) as made:
        yield made


async def done(workspace: Workspace, slack: Slack) -> str:
    """What was whispered since, once everything asked for is done."""
    assert workspace.finish
    await workspace.finish()
    told = "\n".join(one.words for one in slack.whispers)
    slack.whispers.clear()
    return told


async def built(slack: Slack, channel: str = "C1") -> Shown:
    """The message of a build, when it has come to its end."""

    def ended() -> list[Shown]:
        return [one for one in slack.messages.values() if one.channel == channel and "Undo" in one.buttons]

    reports: list[Shown] = await slack.until(ended, seconds=SECONDS)
    return reports[-1]


async def answer(workspace: Workspace, slack: Slack, text: str) -> Shown:
    ts = await workspace.say(f"{workspace.bot} {text}", channel="C1", user="U7")
    answers: list[Shown] = await slack.until(lambda: slack.thread("C1", ts), seconds=SECONDS)
    return answers[0]


async def share(workspace: Workspace, slack: Slack, words: str, **files: bytes) -> None:
    event = workspace.said(f"{workspace.bot} {words}", "C1", user=BOSS) | {"subtype": "file_share"}
    event |= {"files": [slack.share(name.replace("_", "."), data) for name, data in files.items()]}
    await workspace.deliver("events_api", workspace.event(event))


@pytest.mark.timeout(400)
async def test_files_are_added_with_a_word_seen_at_work_and_taken_back_with_a_button(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    _, workspace = place
    await share(
        workspace,
        slack,
        "add",
        harbour_txt=b"The harbour master counted nine ships.\n\nNone of them was ours.\n",
        broken_pdf=b"<html>Please sign in</html>",
        empty_txt=b"",
    )
    told = await done(workspace, slack)
    assert "harbour" in told
    assert "broken.pdf" in told
    assert "empty.txt" in told
    report = await built(slack)
    assert (await answer(workspace, slack, "How many ships did the harbour master count?")).quotes[:1] == [
        "The harbour master counted nine ships."
    ]
    await workspace.press(report, "Undo", user=BOSS)
    await done(workspace, slack)
    await workspace.command("list", "/documents", user=BOSS)
    assert "harbour" not in await done(workspace, slack)


@pytest.mark.timeout(400)
async def test_a_message_is_added_with_its_author_day_and_address(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    _, workspace = place
    said = workspace.said(
        "The harbour master counted nine ships that day, &amp; none was ours. " * 3, "C1", user="U7"
    )
    await workspace.shortcut(ADD, said, user=BOSS)
    told = await done(workspace, slack)
    assert "Person U7" in told
    await built(slack)
    shown = await answer(workspace, slack, "How many ships did the harbour master count?")
    assert "nine ships that day, & none was ours." in shown.quotes[0]
    assert "https://loopback.slack.com/archives/C1/p" in shown.words


@pytest.mark.timeout(400)
async def test_a_reindex_shows_one_message_and_can_be_cancelled_or_seen_to_its_end(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    bot, workspace = place
    (bot.home.parent / "documents" / "more.txt").write_text("The aide wrote it all down.\n")
    await workspace.command("", "/reindex", channel="C3", user=BOSS)
    assert "On it" in await done(workspace, slack)
    report = await built(slack, "C3")
    assert "added" in report.words
    assert [one.channel for one in slack.messages.values()] == ["C3"]
    assert (await answer(workspace, slack, "Who wrote it down?")).quotes[:1] == [
        "The aide wrote it all down."
    ]


@pytest.mark.timeout(400)
async def test_a_channel_is_told_what_is_new(place: tuple[Living, Workspace], slack: Slack) -> None:
    _, workspace = place
    await workspace.command("on", "/announcements", channel="C5", user=BOSS)
    assert await done(workspace, slack)
    await share(
        workspace, slack, "add", harbour_txt=b"The harbour master <!channel> counted ships on 2 May 1914.\n"
    )
    await built(slack)
    told = await slack.until(
        lambda: [one for one in slack.messages.values() if one.channel == "C5"], seconds=SECONDS
    )
    assert "harbour" in told[0].words
    assert "<!channel>" not in told[0].text


async def test_a_list_is_turned_in_its_place(place: tuple[Living, Workspace], slack: Slack) -> None:
    _, workspace = place
    for number in range(11):
        await workspace.command(f"create story-{number} One of many", "/stories", user=BOSS)
    await done(workspace, slack)
    await workspace.command("", "/audit", user=BOSS)
    (first,) = await slack.until(lambda: [one for one in slack.whispers if "Page 2" in one.buttons])
    await done(workspace, slack)
    await workspace.press(first, "Page 2", user=BOSS)
    (second,) = await slack.until(lambda: slack.replaced)
    assert "story-0" in second.words
    assert await done(workspace, slack) == ""


@pytest.mark.timeout(400)
async def test_windows_make_a_story_and_correct_a_document(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    bot, workspace = place
    await workspace.command("create", "/stories", user=BOSS)
    (view,) = await slack.until(lambda: slack.views)
    values: dict[str, Any] = {
        "name": {"name": {"value": "news"}},
        "description": {"description": {"value": "What the papers say"}},
    }
    await workspace.submit(view, values, user=BOSS)
    assert "news" in await done(workspace, slack)

    await workspace.command("date", "/documents", user=BOSS)
    view = (await slack.until(lambda: slack.views[1:]))[0]
    (option,) = view["blocks"][0]["element"]["options"]
    values = {
        "document": {"document": {"selected_option": option}},
        "text": {"text": {"value": "The calls"}},
        "day": {"day": {"selected_date": "2021-01-08"}},
    }
    await workspace.submit(view, values, user=BOSS)
    told = await done(workspace, slack)
    assert "8 January 2021" in told
    assert "The calls" in told
    (held,) = bot.session.library.current("seeds").catalog.described()
    assert (held.title, str(held.published)) == ("The calls", "2021-01-08")


async def test_insights_are_a_file_in_the_direct_messages(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    _, workspace = place
    await answer(workspace, slack, "Who called Beijing?")
    await workspace.command("export", "/insights", user=BOSS)
    assert "in our direct messages" in await done(workspace, slack)
    ((channel, _, name, data),) = slack.shared
    assert channel == f"D{BOSS}"
    assert name.endswith(".csv")
    assert b"Who called Beijing?" in data


async def test_commands_say_how_files_are_handed_over(place: tuple[Living, Workspace], slack: Slack) -> None:
    _, workspace = place
    for name, text, words in (
        ("/documents", "add", "Add to story"),
        ("/documents", "add that file please", "Add to story"),
        ("/questions", "set", "questions set"),
    ):
        await workspace.command(text, name, user=BOSS)
        assert words in await done(workspace, slack)


async def test_what_is_kept_about_a_person_goes_when_they_say_so(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    bot, workspace = place
    await answer(workspace, slack, "Who called Beijing?")
    await workspace.command("", "/forget-me", user="U7")
    assert await done(workspace, slack)
    state = bot.session._state
    assert state
    assert state.exchanges.asked_by("slack", "T0TEAM", "U7", 5) == []
