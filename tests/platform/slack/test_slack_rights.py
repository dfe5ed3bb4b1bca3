"""A person without rights can change nothing by any route over Slack's wire; each route by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import forms
from bot.slack.manifest import ADD
from tests.platform.slack.install import Install
from tests.platform.slack.living import Living, living
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.shown import Shown

NOBODY, BOSS = "U1", "U0ADMIN"
LONG = "The general called Beijing a third time, said somebody who had been in the room. " * 3


@pytest.fixture(params=["socket", "http"])
async def place(
    slack: Slack, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Living, Workspace]]:
    async with living(slack, None, tmp_path, request.param) as made:
        yield made


async def heard(workspace: Workspace, slack: Slack, user: str = NOBODY) -> str:
    """What the person is told in private, once everything is done."""
    await slack.until(lambda: [one for one in slack.whispers if one.to == user])
    assert workspace.finish
    await workspace.finish()
    return "\n".join(one.words for one in slack.whispers if one.to == user)


async def unchanged(bot: Living, before: dict[str, Any]) -> None:
    await asyncio.sleep(0.1)
    assert bot.standing() == before


@pytest.mark.parametrize(
    "typed",
    [
        "/stories create coup The coup",
        "/stories describe seeds Mine now",
        "/stories bind seeds team",
        "/stories unbind seeds channel",
        "/stories archive seeds",
        "/stories restore seeds",
        f"/stories admin seeds <@{NOBODY}|ann>",
        "/documents add https://example.org/page",
        "/documents remove calls",
        "/documents title calls Lies",
        "/documents date calls 2001-01-01",
        "/documents undo",
        "/documents undo seeds 1",
        "/documents history",
        "/reindex",
        "/reindex full seeds",
        "/questions clear",
        "/questions show",
        "/announcements on",
        "/announcements off",
        "/insights",
        "/insights export",
        "/audit",
    ],
)
async def test_by_a_slash_command(place: tuple[Living, Workspace], slack: Slack, typed: str) -> None:
    bot, workspace = place
    before = bot.standing()
    name, _, text = typed.partition(" ")
    await workspace.command(text, name, user=NOBODY)
    told = await heard(workspace, slack)
    assert "administrat" in told or "here is no story" in told
    await unchanged(bot, before)
    assert slack.messages == {}
    assert slack.shared == []


@pytest.mark.parametrize("channel", ["D1", "C1"])
async def test_by_files_in_a_message(place: tuple[Living, Workspace], slack: Slack, channel: str) -> None:
    bot, workspace = place
    before = bot.standing()
    event = workspace.said(f"{workspace.bot} add", channel, user=NOBODY) | {"subtype": "file_share"}
    event |= {"files": [slack.share("lies.txt", LONG.encode())]}
    await workspace.deliver("events_api", workspace.event(event))
    if channel == "D1":  # what is private there is said there
        await slack.until(lambda: slack.messages)
        assert "administrat" in next(iter(slack.messages.values())).words
    else:
        assert "administrat" in await heard(workspace, slack)
    await unchanged(bot, before)
    assert slack.asked_for == []


@pytest.mark.parametrize("with_files", [True, False])
async def test_by_the_menu_of_a_message(
    place: tuple[Living, Workspace],
    slack: Slack,
    with_files: bool,
) -> None:
    bot, workspace = place
    before = bot.standing()
    said = workspace.said(LONG, "C1", user=BOSS)  # the message of an administrator, added by another
    said |= {"files": [slack.share("lies.txt", LONG.encode())]} if with_files else {}
    await workspace.shortcut(ADD, said, user=NOBODY)
    assert "administrat" in await heard(workspace, slack)
    await unchanged(bot, before)
    assert slack.asked_for == []


@pytest.mark.parametrize(
    ("view", "values"),
    [
        (forms.story("C1"), {"name": {"name": {"value": "coup"}}}),
        (
            forms.correction(("calls",), "C1", "seeds"),
            {
                "document": {"document": {"selected_option": {"value": "calls"}}},
                "text": {"text": {"value": "Lies"}},
                "day": {"day": {"selected_date": "2001-01-01"}},
            },
        ),
    ],
)
async def test_by_a_window(
    place: tuple[Living, Workspace], slack: Slack, view: dict[str, Any], values: dict[str, Any]
) -> None:
    bot, workspace = place
    before = bot.standing()
    await workspace.submit(view, values, user=NOBODY)
    assert "administrat" in await heard(workspace, slack)
    await unchanged(bot, before)


def button(workspace: Workspace, slack: Slack, value: str, user: str = NOBODY, channel: str = "C1") -> Any:
    """The press of a button with this value, whoever made it."""
    block = {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "X"},
                "action_id": value,
                "value": value,
            }
        ],
    }
    return workspace.pressed(Shown(channel, slack.ts(), "", [block]), "X", user=user)


async def test_by_a_button_with_a_forged_id(place: tuple[Living, Workspace], slack: Slack) -> None:
    bot, workspace = place
    before = bot.standing()
    for value in (
        "footnote:undo:0123456789abcdef:1",
        "footnote:cancel:0123456789abcdef:0",
        "footnote:page:0123456789abcdef:1",
        "footnote:undo:' OR 1=1 --:1",
    ):
        slack.whispers.clear()
        await workspace.deliver("interactive", button(workspace, slack, value))
        assert await heard(workspace, slack)
    await unchanged(bot, before)


async def test_by_the_right_id_of_another_persons_button(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    """A person who learnt the ids from a screen presses what was offered to an administrator."""
    bot, workspace = place
    state = bot.session._state
    assert state
    here = workspace.place("C1")
    undo = state.offers.make(here, "undo", bot.clock.now, story="seeds")
    page = state.offers.make(here, "audit", bot.clock.now)
    history = state.offers.make(here, "history", bot.clock.now, story="seeds")
    before = bot.standing()
    for value in (f"footnote:undo:{undo}:1", f"footnote:page:{page}:0", f"footnote:page:{history}:0"):
        slack.whispers.clear()
        await workspace.deliver("interactive", button(workspace, slack, value))
        assert "administrat" in await heard(workspace, slack)
    await unchanged(bot, before)


async def test_by_a_button_in_another_channel(place: tuple[Living, Workspace], slack: Slack) -> None:
    """Not even an administrator's button does anything where it was not shown."""
    bot, workspace = place
    state = bot.session._state
    assert state
    undo = state.offers.make(workspace.place("C1"), "undo", bot.clock.now, story="seeds")
    before = bot.standing()
    value = f"footnote:undo:{undo}:1"
    await workspace.deliver("interactive", button(workspace, slack, value, user=BOSS, channel="C2"))
    assert "no longer know" in await heard(workspace, slack, BOSS)
    await unchanged(bot, before)


async def test_by_an_envelope_replayed(place: tuple[Living, Workspace], slack: Slack) -> None:
    """What an administrator did once happens once, however often its delivery is repeated."""
    bot, workspace = place
    payload = workspace.slash("create coup The coup", "/stories", user=BOSS)
    for _ in range(3):
        await workspace.deliver("slash_commands", payload)
    await heard(workspace, slack, BOSS)
    assert len(bot.standing()["audit"]) == 1
    await workspace.command("archive coup", "/stories", user=BOSS)
    await heard(workspace, slack, BOSS)
    before = bot.standing()
    await workspace.deliver("slash_commands", payload)
    await unchanged(bot, before)


async def test_by_an_administrators_request_with_another_name_in_it(slack: Slack, tmp_path: Path) -> None:
    """Over HTTP a request is signed as a whole."""
    async with living(slack, None, tmp_path, "http") as (bot, workspace):
        poster = workspace.poster
        before = bot.standing()
        content, body = poster.body(
            "slash_commands", workspace.slash("archive seeds", "/stories", user=NOBODY)
        )
        stamp = str(slack.epoch)
        signature = poster.signature(body, stamp)
        headers = {
            "Content-Type": content,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature,
        }
        forged = body.replace(f"user_id={NOBODY}", f"user_id={BOSS}")
        assert forged != body
        assert (await poster.post(forged, headers))[0] == 401
        await unchanged(bot, before)


async def test_by_an_administrator_of_another_workspace(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    """A shared channel brings in people of other workspaces, and their administrators with them."""
    bot, workspace = place
    for text in ("create secret What is ours", "bind secret channel"):
        await workspace.command(text, "/stories", user=BOSS)
        await heard(workspace, slack, BOSS)
    slack.admins.add("U9")
    slack.profiles["U9"] = {"team_id": "T9OTHER"}
    other = Workspace(slack, workspace.deliver, Install(team="T9OTHER"))
    other.finish = workspace.finish
    before = bot.standing()
    for asker, typed in (
        (other, "/stories archive secret"),
        (other, "/stories bind secret channel"),
        (other, "/documents remove calls story=secret"),
        (other, "/reindex full secret"),
        (workspace, "/stories archive secret"),  # in the channel that the two share
        (workspace, "/reindex"),
    ):
        slack.whispers.clear()
        name, _, text = typed.partition(" ")
        await asker.command(text, name, user="U9")
        told = await heard(asker, slack, "U9")
        assert "administrat" in told or "here is no story" in told
        assert "What is ours" not in told
    await unchanged(bot, before)


async def test_by_who_was_an_administrator_until_a_minute_ago(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    bot, workspace = place
    await workspace.command("create coup The coup", "/stories", user=BOSS)
    await heard(workspace, slack, BOSS)
    slack.admins.clear()
    bot.clock.now += 61
    before = bot.standing()
    slack.whispers.clear()
    await workspace.command("archive coup", "/stories", user=BOSS)
    assert "administrat" in await heard(workspace, slack, BOSS)
    await unchanged(bot, before)


async def test_without_the_scope_nobody_is_an_administrator_by_slack(
    place: tuple[Living, Workspace], slack: Slack
) -> None:
    bot, workspace = place
    install = slack.installs[slack.token]
    install.scopes = install.scopes - {"users:read"}
    before = bot.standing()
    await workspace.command("archive seeds", "/stories", user=BOSS)
    assert "administrat" in await heard(workspace, slack, BOSS)
    await unchanged(bot, before)


async def test_by_text_that_names_other_people(place: tuple[Living, Workspace], slack: Slack) -> None:
    """What is typed is never who is speaking."""
    bot, workspace = place
    before = bot.standing()
    payload = workspace.slash(f'create coup person={BOSS} user_id="{BOSS}"', "/stories", user=NOBODY)
    await workspace.deliver("slash_commands", payload | {"user_name": BOSS})
    assert "administrat" in await heard(workspace, slack)
    view = forms.story("C1") | {"private_metadata": json.dumps(["C1", BOSS])}
    await workspace.submit(view, {"name": {"name": {"value": "coup"}}}, user=NOBODY)
    await heard(workspace, slack)
    await unchanged(bot, before)
