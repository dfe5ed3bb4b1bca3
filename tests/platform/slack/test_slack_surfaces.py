"""Shortcuts, the window to ask in, the home tab, suggested questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.overview import DECLINED, REASONS, RECENT
from bot.place import Person, Place
from bot.reply import File, Overview, StoryFacts
from bot.reply.whole import quoted
from bot.slack.app import web_client
from bot.slack.home import home
from bot.slack.manifest import ASK, CHECK, FIND
from bot.slack.persons import REMEMBERED, Persons
from tests.platform.slack.blockkit import check_view
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.slack_bot import Bot, connected
from tests.small_engine import SmallEngine, document


def texts(view: object) -> str:
    if isinstance(view, dict):
        own = [view["text"]] if isinstance(view.get("text"), str) else []
        return "\n".join([*own, *(texts(part) for part in view.values() if not isinstance(part, str))])
    return "\n".join(map(texts, view)) if isinstance(view, list) else ""


async def test_check_this_claim_answers_its_reader_alone(workspace: Workspace, slack: Slack) -> None:
    said = workspace.said("The general &amp; his aide called Beijing <https://a.b|once>.", "C1")
    await workspace.shortcut(CHECK, said)
    (seen,) = await slack.until(lambda: slack.whispers)
    assert seen.to == "U1"
    assert "for you to judge" in seen.words
    assert seen.quotes[0] == "The general called Beijing twice."
    assert "Asked: The general & his aide called Beijing once." in seen.words


async def test_find_the_source_tells_identical_from_differing(workspace: Workspace, slack: Slack) -> None:
    for text, verdict in (
        ("The general called Beijing twice.", "Identical"),
        ("The general called Beijing thrice.", "Differs"),
    ):
        await workspace.shortcut(FIND, workspace.said(text, "C1"))
        await slack.until(lambda: [one for one in slack.whispers if verdict in one.words])  # noqa: B023
    assert not slack.messages


async def test_the_window_asks_with_story_and_dates(workspace: Workspace, slack: Slack, bot: Bot) -> None:
    await workspace.shortcut(ASK)
    (view,) = await slack.until(lambda: slack.views)
    values = {
        "question": {"question": {"value": "Who called Beijing?"}},
        "story": {"story": {"selected_option": {"value": "seeds"}}},
        "since": {"since": {"selected_date": "2021-01-02"}},
        "until": {"until": {"selected_date": None}},
        "as_of": {"as_of": {"selected_date": None}},
        "where": {"where": {"selected_conversation": "C3"}},
    }
    urls = [{"channel_id": "C3", "response_url": slack.response_url("C3", "U1"), "block_id": "where"}]
    await workspace.submit(view, values, response_urls=urls)
    (seen,) = await slack.until(lambda: slack.whispers)
    assert (seen.channel, seen.to) == ("C3", "U1")
    assert str(bot.engine.asked[0][1].since) == "2021-01-02"


async def opened(workspace: Workspace, user: str, tab: str = "home") -> None:
    event = {"type": "app_home_opened", "user": user, "channel": "D1", "tab": tab, "event_ts": "1.1"}
    await workspace.deliver("events_api", workspace.event(event))


async def test_the_home_tab_tells_what_is_known_and_what_you_asked(
    workspace: Workspace, slack: Slack
) -> None:
    for text in (
        "Does a zebra whistle?",
        "Who called Beijing?",
    ):  # the latter would lend the former its words
        ts = await workspace.say(text, channel="D1", user="U1")
        await slack.until(lambda: slack.thread("D1", ts))  # noqa: B023 -- called at once
    await opened(workspace, "U1")
    seen = texts(await slack.until(lambda: slack.homes.get("U1")))
    assert "1 document" in seen
    assert "Who called Beijing?" in seen
    assert "Does a zebra whistle? (not answered)" in seen
    assert "administrators" not in seen


@pytest.mark.parametrize("user", ["U0ADMIN", "U0SETTING"])
async def test_administrators_also_see_what_was_declined(
    workspace: Workspace, slack: Slack, user: str
) -> None:
    ts = await workspace.say("Does a zebra whistle?", channel="D1", user="U7")
    await slack.until(lambda: slack.thread("D1", ts))
    await opened(workspace, user)
    seen = texts(await slack.until(lambda: slack.homes.get(user)))
    assert "For administrators" in seen
    assert "- Does a zebra whistle?" in seen
    assert "seeds: index 1 of today UTC, 1 document, 6 passages" in seen


async def test_what_people_say_of_answers_is_for_administrators(workspace: Workspace, slack: Slack) -> None:
    ts = await workspace.say("Who called Beijing?", channel="D1")
    (answer,) = await slack.until(lambda: slack.thread("D1", ts))
    await workspace.press(answer, "Not useful")
    (thanks,) = await slack.until(lambda: slack.whispers)
    await workspace.press(thanks, "Say why")
    (view,) = await slack.until(lambda: slack.views)
    await workspace.submit(view, {"text": {"text": {"value": "it names the wrong city"}}})
    assert workspace.finish
    await workspace.finish()
    for user, told in (("U0ADMIN", True), ("U1", False)):
        await opened(workspace, user)
        seen = texts(await slack.until(lambda: slack.homes.get(user)))  # noqa: B023 -- called at once
        assert ("not useful: it names the wrong city" in seen) is told
        assert ("State of the index" in seen) is told


async def test_who_administers_is_asked_once_a_minute(slack: Slack) -> None:
    now = [0.0]
    persons = Persons(lambda: now[0])
    client = web_client(slack.token, slack.api)
    assert (await persons.who(client, "T0TEAM", "U0ADMIN")).administrator
    slack.admins.clear()
    assert (await persons.who(client, "T0TEAM", "U0ADMIN")).administrator
    assert len(slack.calls) == 1
    now[0] += REMEMBERED + 1
    assert not (await persons.who(client, "T0TEAM", "U0ADMIN")).administrator


@pytest.mark.parametrize(
    "profile",
    [
        {"team_id": "T0OTHER"},
        {"is_stranger": True},
        {"deleted": True},
        {"is_bot": True},
        {"team_id": "T0OTHER", "enterprise_user": {"enterprise_id": "E1", "teams": ["T0THIRD"]}},
    ],
)
async def test_an_administrator_of_another_workspace_is_none_here(
    slack: Slack, profile: dict[str, object]
) -> None:
    slack.profiles["U0ADMIN"] = profile
    client = web_client(slack.token, slack.api)
    assert not (await Persons().who(client, "T0TEAM", "U0ADMIN")).administrator
    slack.profiles["U0ADMIN"] = {"team_id": "T0HOME", "enterprise_user": {"teams": ["T0TEAM"]}}
    assert (await Persons().who(client, "T0TEAM", "U0ADMIN")).administrator


def test_a_home_of_very_many_stories_fits_a_view() -> None:
    stories = tuple(StoryFacts(f"story-{number}", 1, 2, None, "today", 1) for number in range(200))
    recent = tuple((f"Question {number}?", True) for number in range(RECENT))
    declined = tuple(f"Question {number}?" for number in range(DECLINED))
    reasons = ((True, "why"),) * REASONS
    view = home(Overview(stories, recent, (), declined, (1, 1), reasons))
    check_view(view)
    assert "and 185 further stories" in texts(view)


async def test_a_missing_scope_hides_only_what_needs_it(workspace: Workspace, slack: Slack) -> None:
    install = slack.installs[slack.token]
    install.scopes = install.scopes - {"users:read", "assistant:write"}
    await opened(workspace, "U0ADMIN", "messages")
    await opened(workspace, "U0ADMIN")
    assert "administrators" not in texts(await slack.until(lambda: slack.homes.get("U0ADMIN")))
    assert slack.prompts == []


async def test_questions_are_suggested_from_the_story(workspace: Workspace, slack: Slack) -> None:
    await opened(workspace, "U1", "messages")
    (sent,) = await slack.until(lambda: slack.prompts)
    assert sent["prompts"] == [{"title": "The calls", "message": "What does The calls say?"}]
    assert "thread_ts" not in sent


async def test_a_home_of_a_story_that_cannot_be_read_says_so(
    workspace: Workspace, slack: Slack, bot: Bot
) -> None:
    bot.state.places.bind(Place("slack", "T0TEAM", ""), "lost")
    await opened(workspace, "U1")
    assert "there is no story lost" in texts(await slack.until(lambda: slack.homes.get("U1")))
    overview = await bot.overview(Place("slack", "T0TEAM", "D1"), Person("U1"))
    assert overview.titles == ()


async def test_a_timeline_brings_its_picture_into_its_thread(workspace: Workspace, slack: Slack) -> None:
    await workspace.command("calls from=2020 to=2022", "/timeline")
    await slack.until(lambda: "files.completeUploadExternal" in [method for method, _ in slack.calls])
    (page,) = slack.messages.values()
    assert page.quotes
    ((channel, thread, name, png),) = slack.shared
    assert png.startswith(b"\x89PNG")
    assert (channel, thread, name) == ("C1", page.ts, "timeline.png")


async def test_a_long_timeline_comes_as_a_file_beside_its_first_page(slack: Slack, tmp_path: Path) -> None:
    lines = "".join(f"The general made call number {number} to <@U1> & *others*.\n" for number in range(12))
    bot = Bot(tmp_path, SmallEngine({"seeds": [document(lines, "The calls")]}))
    async with connected(slack, bot) as workspace:
        await workspace.command("general", "/timeline")
        await slack.until(lambda: len(slack.shared) == 2)
    bot.close()
    (page,) = slack.messages.values()
    _, (channel, thread, name, data) = slack.shared
    assert (channel, thread, name) == ("C1", page.ts, "timeline.md")
    told = quoted(File(name, data))
    assert told == lines.splitlines()
    assert page.quotes == told[:5]
    assert "In 1826" in data.decode()


async def test_a_private_timeline_brings_its_picture_into_the_direct_messages(
    workspace: Workspace, slack: Slack
) -> None:
    await workspace.command("calls private=yes", "/timeline")
    told = await slack.until(lambda: slack.whispers[1:])
    assert "in our direct messages" in told[0].words
    (note,) = slack.messages.values()
    assert (note.channel, note.words) == (
        "DU1",
        "With what you asked for: Timeline of calls: 3 events, 1815 to 1817.",
    )
    ((channel, thread, name, _),) = slack.shared
    assert (channel, thread, name) == ("DU1", note.ts, "timeline.png")


async def test_who_gets_no_files_is_told_so(workspace: Workspace, slack: Slack) -> None:
    install = slack.installs[slack.token]
    install.scopes = install.scopes - {"files:write"}
    await workspace.command("calls private=yes", "/timeline")
    told = await slack.until(lambda: slack.whispers[1:])
    assert "could not be sent" in told[0].words
    assert slack.shared == []


async def test_a_timeline_without_its_picture_is_complete(workspace: Workspace, slack: Slack) -> None:
    install = slack.installs[slack.token]
    install.scopes = install.scopes - {"files:write"}
    await workspace.command("calls", "/timeline")
    (page,) = await slack.until(lambda: list(slack.messages.values()))
    assert page.quotes
