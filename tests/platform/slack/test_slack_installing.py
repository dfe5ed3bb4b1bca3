"""Several workspaces install the app by OAuth; each is answered with its own token, until it leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.slack.desk import Desk
from bot.slack.installations import Installations
from bot.slack.start import Access, make_platform
from bot.state.vault import make_key
from bot.web.app import make_app
from bot.web.hosts import Hosts
from bot.web.server import Server
from index.errors import UsageError
from tests.platform.slack.install import Install
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.posting import Poster
from tests.platform.slack.shown import Json
from tests.platform.slack.slack_bot import Bot


@dataclass
class Site:
    """The bot's address, and a way to make a workspace for a token."""

    slack: Slack
    url: str

    def workspace(self, token: str) -> Workspace:
        return Workspace(self.slack, Poster(self.slack, self.url).deliver, self.slack.installs[token])

    async def install(
        self, code: str, state: str | None = None, cookie: str | None = None
    ) -> tuple[int, str]:
        """Follow the pages as a browser does; the last page's status and text."""
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"{self.url}/slack/install") as page:
                given = page.headers["Set-Cookie"].split(";")[0]
                html = await page.text()
            link = html.split('href="https://slack.com/oauth')[1].split('"')[0].replace("&amp;", "&")
            query = parse_qs(urlsplit(link).query)
            assert query["redirect_uri"] == ["https://bot.example.org/slack/oauth_redirect"]
            assert "chat:write" in query["scope"][0]
            params = {"code": code, "state": query["state"][0] if state is None else state}
            headers = {"Cookie": given if cookie is None else cookie}
            async with browser.get(
                f"{self.url}/slack/oauth_redirect", params=params, headers=headers
            ) as done:
                return done.status, await done.text()


def granted(token: str, team: str | None, enterprise: str | None = None) -> Json:
    """What oauth.v2.access answers."""
    return {
        "access_token": token,
        "token_type": "bot",
        "scope": "chat:write,commands",
        "bot_user_id": "U0BOT",
        "app_id": "A0APP",
        "team": {"id": team, "name": "Team"} if team else None,
        "enterprise": {"id": enterprise, "name": "Org"} if enterprise else None,
        "is_enterprise_install": team is None,
        "authed_user": {"id": "U1"},
    }


@asynccontextmanager
async def serving(slack: Slack, bot: Bot, key: str) -> AsyncIterator[Site]:
    access = Access(
        signing_secret=slack.secret,
        client_id="1.2",
        client_secret="c1ient",  # noqa: S106 -- the loopback's
        public_url="https://bot.example.org",
        api=slack.api,
    )
    platform = make_platform(access, Desk(bot.conversation), bot.conversation.commands, bot.state.vault(key))
    running = asyncio.create_task(platform.run())
    await platform.connected.wait()
    server = Server(make_app([platform.routes], Hosts()), "127.0.0.1", 0)
    await server.start()
    try:
        yield Site(slack, server.address)
    finally:
        await server.stop()
        await platform.stop()
        await running


@pytest.fixture
async def site(slack: Slack, bot: Bot) -> AsyncIterator[Site]:
    slack.installs.clear()
    for number, team in enumerate(("T1", "T2"), 1):
        slack.installs[f"xoxb-{number}"] = Install(team=team)
        slack.codes[f"code{number}"] = granted(f"xoxb-{number}", team)
    async with serving(slack, bot, make_key()) as made:
        yield made


def test_a_workspace_is_found_by_its_own_id(bot: Bot) -> None:
    """What is posted later, with no event at hand, names a team and no organisation."""
    store = Installations(bot.state.vault(make_key()))

    def installed(team: str | None, enterprise: str | None, token: str) -> None:
        made = Installation(
            app_id="A0APP",
            user_id="U1",
            team_id=team,
            enterprise_id=enterprise,
            bot_token=token,
            bot_id="B1",
            bot_user_id="U0BOT",
            is_enterprise_install=team is None,
        )
        asyncio.run(store.async_save(made))

    installed("T1", "E1", "xoxb-grid")
    installed("T2", None, "xoxb-own")
    installed(None, "E2", "xoxb-org")
    found = {team: asyncio.run(store.of_team(team)) for team in ("T1", "T2", "T3")}
    assert {team: bot and bot.bot_token for team, bot in found.items()} == {
        "T1": "xoxb-grid",
        "T2": "xoxb-own",
        "T3": None,
    }


async def test_two_workspaces_are_answered_with_their_own_tokens(site: Site, slack: Slack) -> None:
    for code in ("code1", "code2"):
        status, page = await site.install(code)
        assert (status, "Thank you" in page) == (200, True)
    for token in ("xoxb-1", "xoxb-2"):
        workspace = site.workspace(token)
        ts = await workspace.say(f"{workspace.bot} Who called Beijing?")
        (answer,) = await slack.until(lambda: slack.thread("C1", ts))  # noqa: B023 -- called at once
        assert answer.token == token


async def test_a_workspace_that_did_not_install_is_not_answered(site: Site, slack: Slack) -> None:
    await site.install("code1")
    stranger = site.workspace("xoxb-2")
    await stranger.say(f"{stranger.bot} Who called Beijing?")
    await asyncio.sleep(0.2)
    assert not slack.messages


@pytest.mark.parametrize(
    ("state", "cookie"), [("forged", None), (None, ""), (None, "slack-app-oauth-state=other"), ("", "")]
)
async def test_an_installation_that_did_not_begin_here_is_refused(
    site: Site, slack: Slack, state: str | None, cookie: str | None
) -> None:
    status, page = await site.install("code1", state, cookie)
    assert status in {400, 401}
    assert "Thank you" not in page
    assert "code1" in slack.codes


async def test_a_forged_code_installs_nothing(site: Site) -> None:
    status, _ = await site.install("code9")
    assert status == 401


@pytest.mark.parametrize("leaving", ["app_uninstalled", "tokens_revoked"])
async def test_a_workspace_that_leaves_is_forgotten(site: Site, slack: Slack, leaving: str) -> None:
    await site.install("code1")
    workspace = site.workspace("xoxb-1")
    event = {"type": leaving, "tokens": {"bot": ["U0BOT"], "oauth": []}, "event_ts": "1.1"}
    await workspace.deliver("events_api", workspace.event(event))
    await asyncio.sleep(0.2)
    await workspace.say(f"{workspace.bot} Who called Beijing?")
    await asyncio.sleep(0.2)
    assert not slack.messages


async def test_installations_outlive_a_restart_and_are_sealed(slack: Slack, bot: Bot) -> None:
    slack.installs["xoxb-secret-1"] = Install(team="T1")
    slack.codes["code"] = granted("xoxb-secret-1", "T1")
    key = make_key()
    async with serving(slack, bot, key) as site:
        await site.install("code")
    assert not any(b"xoxb-secret-1" in path.read_bytes() for path in bot.folder.iterdir())
    bot.close()
    bot.open()
    async with serving(slack, bot, key) as site:
        workspace = site.workspace("xoxb-secret-1")
        await workspace.say(f"{workspace.bot} Who called Beijing?")
        await slack.until(lambda: slack.messages)


async def test_an_organisation_installs_for_all_its_workspaces(slack: Slack, bot: Bot) -> None:
    """Enterprise Grid: events name organisation and workspace, presses may name neither but the person's."""
    slack.installs["xoxb-org"] = Install(team="T5", enterprise="E1")
    slack.codes["code"] = granted("xoxb-org", None, "E1")
    async with serving(slack, bot, make_key()) as site:
        await site.install("code")
        workspace = site.workspace("xoxb-org")
        event = workspace.event(workspace.said(f"{workspace.bot} Who called Beijing?", "C1"))
        event["authorizations"][0]["is_enterprise_install"] = True
        await workspace.deliver("events_api", event)
        ((answer),) = await slack.until(lambda: list(slack.messages.values()))
        payload = workspace.pressed(answer, "Context")
        payload |= {"team": None, "enterprise": {"id": "E1", "name": "Org"}, "is_enterprise_install": True}
        await workspace.deliver("interactive", payload)
        await slack.until(lambda: slack.whispers)


@pytest.mark.parametrize(
    ("access", "missing"),
    [
        (Access(bot_token="xoxb-1"), "SLACK_APP_TOKEN"),  # noqa: S106
        (Access(client_id="1.2", signing_secret="s"), "FOOTNOTE_STORE_KEY"),  # noqa: S106
        (Access(client_id="1.2", client_secret="c", app_token="xapp-1"), "SLACK_SIGNING_SECRET"),  # noqa: S106
    ],
)
async def test_what_is_missing_is_named(bot: Bot, access: Access, missing: str) -> None:
    with pytest.raises(UsageError, match=missing):
        make_platform(access, Desk(bot.conversation), bot.conversation.commands, bot.state.vault(make_key()))
