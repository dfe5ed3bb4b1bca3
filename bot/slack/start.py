"""Slack put together from its settings: which mode, one workspace or many."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack import incoming
from bot.slack.app import API, log, make_app, web_client
from bot.slack.board import SlackBoard
from bot.slack.catchup import Catchup, Find, Sleep, Workspace
from bot.slack.desk import Body, Desk
from bot.slack.home import Overviews, nothing_known
from bot.slack.http_mode import INSTALL, REDIRECT, routes
from bot.slack.installations import Installations, Secrets, States
from bot.slack.listen import Listener
from bot.slack.manifest import SCOPES
from bot.slack.platform import Mode, SlackPlatform
from bot.slack.socket_mode import SocketMode
from index.errors import UsageError

PING_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Access:
    """What lets the bot in. One workspace has `bot_token`; many have the client's id and secret.

    `app_token` chooses Socket Mode, without it `signing_secret` is needed for HTTP mode, which is reached at
    `public_url`.
    """

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    client_id: str = ""
    client_secret: str = ""
    public_url: str = ""
    api: str = API


def oauth_flow(access: Access, secrets: Secrets, client: AsyncWebClient) -> AsyncOAuthFlow:
    """The two pages by which a workspace installs the app."""
    settings = AsyncOAuthSettings(
        client_id=access.client_id,
        client_secret=access.client_secret,
        scopes=list(SCOPES),
        user_scopes=[],
        redirect_uri=access.public_url.rstrip("/") + REDIRECT if access.public_url else None,
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        installation_store=Installations(secrets),
        installation_store_bot_only=True,
        state_store=States(secrets),
        logger=log,
    )
    # Without the cache bolt asks Slack who it is at every single event.
    settings.authorize.cache_enabled = True  # type: ignore[attr-defined]  # its default class has it
    return AsyncOAuthFlow(client=client, settings=settings, logger=log)


class Workspaces:
    """The client of each team: of the one whose token there is, or of those that installed the app."""

    def __init__(self, client: AsyncWebClient, api: str, installed: Installations | None = None) -> None:
        self._client, self._api, self._installed = client, api, installed
        self._told: AsyncSlackResponse | None = None

    async def __call__(self, team: str) -> Workspace | None:
        """None for a team that we have no token for, or one that Slack does not take."""
        if self._installed:
            bot = await self._installed.of_team(team)
            return Workspace(team, web_client(bot.bot_token, self._api), bot.bot_user_id) if bot else None
        if self._told is None:  # asked once: whose a token is never changes, and every post looks here
            try:
                self._told = await self._client.auth_test()
            except SlackApiError as error:
                log.warning("who we are in Slack is not known: %s", error.response["error"])
                return None
        ours = self._told["team_id"] == team or self._told.get("is_enterprise_install")
        return Workspace(team, self._client, self._told["user_id"]) if ours else None


def make_catchup(
    desk: Desk, find: Find, clock: Callable[[], float] = time.time, sleep: Sleep = asyncio.sleep
) -> Catchup:
    """What looks for questions that were written while there was no connection."""
    listener = Listener(desk, ())

    async def take(said: Body, workspace: Workspace) -> None:
        await listener.take(said, workspace.team, workspace.bot, workspace.client)

    return Catchup(desk.conversation, find, take, clock, sleep)


def make_platform(
    access: Access,
    desk: Desk,
    names: tuple[str, ...],
    secrets: Secrets | None = None,
    overview: Overviews = nothing_known,
) -> SlackPlatform:
    """Slack, ready to run.

    Raises:
        UsageError: a token or secret is missing for what the others choose.
    """
    many = bool(access.client_id)
    if not (access.app_token or access.signing_secret):
        raise UsageError(
            "Slack needs SLACK_APP_TOKEN for Socket Mode or SLACK_SIGNING_SECRET for HTTP mode; set one"
        )
    if many and not (access.client_secret and access.signing_secret and secrets):
        raise UsageError(
            "installing by OAuth needs SLACK_CLIENT_SECRET, SLACK_SIGNING_SECRET and FOOTNOTE_STORE_KEY, "
            "which `footnote slack key` makes; for one workspace unset SLACK_CLIENT_ID"
        )
    client = web_client(None if many else access.bot_token, access.api)
    flow = oauth_flow(access, secrets, client) if many and secrets else None
    app = make_app(desk, names, client, access.signing_secret, flow, overview)
    modes: list[Mode] = []
    if access.app_token:
        modes.append(SocketMode(app, access.app_token, PING_SECONDS))
    http = routes(app) if many or not access.app_token else []
    find = Workspaces(client, access.api, Installations(secrets) if many and secrets else None)
    desk.conversation.boards.register(incoming.PLATFORM, SlackBoard(find, desk.links))
    return SlackPlatform(desk, modes, http, make_catchup(desk, find))
