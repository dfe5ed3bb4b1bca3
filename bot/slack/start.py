"""Slack put together from its settings: which mode, one workspace or many."""

from __future__ import annotations

from dataclasses import dataclass

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.app import API, log, make_app, web_client
from bot.slack.desk import Desk
from bot.slack.home import Overviews, nothing_known
from bot.slack.http_mode import INSTALL, REDIRECT, routes
from bot.slack.installations import Installations, Secrets, States
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
    return SlackPlatform(desk, modes, http)
