"""What Slack says of our tokens: whether they work, and which scope or event is missing."""

from __future__ import annotations

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.slack.app import web_client
from bot.slack.manifest import EVENT_SCOPES, SCOPES, manifest
from bot.slack.start import Access
from index.errors import FootnoteError, UsageError

UPDATE = "paste the output of `footnote slack manifest` under App Manifest at https://api.slack.com/apps"


async def examine(access: Access, config_token: str = "") -> list[str]:
    """A line for each thing that is right.

    Only a configuration token of the app, which Slack hands out for twelve hours, can read its events.

    Raises:
        FootnoteError: naming everything that is wrong, and what to do.
    """
    lines: list[str] = []
    wrong: list[str] = []
    for check in (_bot, _socket, _events, _manifest):
        try:
            lines += await check(access, config_token)
        except SlackApiError as error:
            if check is _manifest and error.response["error"] == "invalid_manifest":
                wrong.append(_refused(error))
                continue
            wrong.append(f"{check.__doc__} is refused by Slack ({error.response['error']}); copy it anew")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise FootnoteError(
                f"Slack: {access.api} cannot be reached ({error}); check the network"
            ) from error
        except UsageError as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError("Slack: " + "; ".join(wrong))
    return [f"Slack: {line}" for line in lines]


def run(access: Access, config_token: str = "") -> list[str]:
    """`examine` for a command."""
    return asyncio.run(examine(access, config_token))


async def _bot(access: Access, _: str) -> list[str]:
    """SLACK_BOT_TOKEN"""  # noqa: D415 -- names what was refused
    if not access.bot_token:
        return []
    answer = await web_client(access.bot_token, access.api).auth_test()
    granted = set(answer.headers.get("x-oauth-scopes", "").split(","))
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        deaf = [event for event, scope in EVENT_SCOPES.items() if scope in missing]
        events = f", without which the events {', '.join(deaf)} do not arrive" if deaf else ""
        raise UsageError(
            f"the scopes {', '.join(missing)} are missing{events}; {UPDATE}, then install the app again"
        )
    return [f"the bot token works in {answer['team']}, with every scope"]


async def _socket(access: Access, _: str) -> list[str]:
    """SLACK_APP_TOKEN"""  # noqa: D415 -- names what was refused
    if not access.app_token:
        return []
    await web_client(None, access.api).apps_connections_open(app_token=access.app_token)
    return ["the app token opens Socket Mode"]


async def _events(access: Access, config_token: str) -> list[str]:
    """SLACK_CONFIG_TOKEN"""  # noqa: D415 -- names what was refused
    if not config_token:
        return ["its events are not checked, which takes a SLACK_CONFIG_TOKEN"]
    # The app's id stands in its token: xapp-1-A0123456789-…
    app = access.app_token.split("-")[2] if access.app_token.count("-") > 1 else ""
    answer = await web_client(config_token, access.api).apps_manifest_export(app_id=app)
    subscribed = answer["manifest"].get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    missing = [event for event in EVENT_SCOPES if event not in subscribed]
    if missing:
        raise UsageError(f"the events {', '.join(missing)} are not subscribed to; {UPDATE}")
    return ["every event is subscribed to"]


async def _manifest(access: Access, config_token: str) -> list[str]:
    """SLACK_CONFIG_TOKEN"""  # noqa: D415 -- names what was refused
    if not config_token:
        return []
    made = manifest(url="" if access.app_token else access.public_url)
    await web_client(config_token, access.api).apps_manifest_validate(manifest=made)
    return ["Slack accepts the manifest that `footnote slack manifest` prints"]


def _refused(error: SlackApiError) -> str:
    """What Slack has against a manifest (https://docs.slack.dev/reference/methods/apps.manifest.validate)."""
    found = "; ".join(
        f"{one.get('pointer', '')}: {one['message']}" for one in error.response.get("errors", [])
    )
    return f"Slack refuses the manifest of this version ({found}); report it, and use an older one"
