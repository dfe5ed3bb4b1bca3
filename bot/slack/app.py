"""The bolt app: one set of handlers, run over Socket Mode or HTTP."""

from __future__ import annotations

import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.buttons import Buttons
from bot.slack.desk import Desk, acknowledge
from bot.slack.home import Home, Overviews, nothing_known
from bot.slack.listen import Listener
from bot.slack.shortcuts import Shortcuts

log = logging.getLogger(__name__)

API = "https://slack.com/api/"
RETRIES = 3
"""Waits that Slack asks for by 429 and `Retry-After`; it answers 429 for a second or so at a channel."""


def web_client(token: str | None, api: str = API) -> AsyncWebClient:
    """A client that waits when Slack asks it to."""
    client = AsyncWebClient(token=token, base_url=api, logger=log)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES))
    return client


def make_app(
    desk: Desk,
    names: tuple[str, ...],
    client: AsyncWebClient,
    signing_secret: str = "",
    flow: AsyncOAuthFlow | None = None,
    overview: Overviews = nothing_known,
) -> AsyncApp:
    """An app of one workspace, whose token the client has, or of those that installed it through `flow`.

    `names` are its slash commands, `overview` tells what its home tab shows.
    """
    app = AsyncApp(
        name="footnote",
        logger=log,
        client=client,
        signing_secret=signing_secret,
        oauth_flow=flow,
        installation_store_bot_only=True if flow else None,
    )
    if flow:
        app.enable_token_revocation_listeners()
    for handlers in (Listener(desk, names), Buttons(desk), Shortcuts(desk), Home(desk, overview)):
        handlers.attach(app)
    # Subscribed to, and nothing to do: without a listener Slack would be told 404 and send it again.
    for event in ("app_uninstalled", "tokens_revoked"):
        app.event(event)(acknowledge)
    return app
