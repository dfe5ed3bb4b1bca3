"""The calls that put a message or a file into a channel."""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.reply import Display
from bot.slack.render import Payload

log = logging.getLogger(__name__)

LONGEST_ALT_TEXT = 1000
BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
Upload = dict[str, Any]  # what files_upload_v2 takes


async def send(
    client: AsyncWebClient, message: Payload, channel: str, thread: str = ""
) -> AsyncSlackResponse:
    """Post one message; nothing in it is looked at for links or mentions. Raises `SlackApiError`.

    Where Slack takes none of its blocks, the escaped text that stands beside them is posted alone.
    """
    said: dict[str, Any] = {"channel": channel, "thread_ts": thread or None, "text": message.text}
    try:
        return await client.chat_postMessage(
            **said, blocks=message.blocks, unfurl_links=False, unfurl_media=False
        )
    except SlackApiError as error:
        if error.response["error"] not in BLOCKS_REFUSED:
            raise
        log.warning("posted without blocks: %s", error.response)
    return await client.chat_postMessage(**said, mrkdwn=False, unfurl_links=False, unfurl_media=False)


def uploads(display: Display) -> list[Upload]:
    """A timeline's picture and the whole of it, the file of a report."""
    files: list[Upload] = []
    if display.picture:
        words = display.picture.words[:LONGEST_ALT_TEXT]
        files.append(
            {
                "content": display.picture.png,
                "filename": "timeline.png",
                "title": "Timeline",
                "alt_txt": words,
            }
        )
    sheet = display.reply.sheet
    others = (display.whole, sheet.file if sheet else None)
    return files + [
        {"content": file.data, "filename": file.name, "title": file.name} for file in others if file
    ]


async def upload(client: AsyncWebClient, files: list[Upload], channel: str, thread: str) -> bool:
    """Put files into a channel or its thread; whether Slack took them. What is said is complete without."""
    try:
        await client.files_upload_v2(channel=channel, thread_ts=thread or None, file_uploads=files)
    except SlackApiError as error:
        log.warning("no file uploaded: %s", error.response["error"])
        return False
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("no file uploaded: %s", error)
        return False
    return True
