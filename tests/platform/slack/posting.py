"""Delivery in HTTP mode: payloads posted to the bot's address, signed as Slack signs them."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.platform.slack.loopback import ACK_SECONDS, Slack
from tests.platform.slack.shown import Json


class Poster:
    """Posts to the bot at `address`."""

    def __init__(self, slack: Slack, address: str) -> None:
        self.slack = slack
        self.url = address + "/slack/events"

    def body(self, kind: str, payload: Json) -> tuple[str, str]:
        """(content type, body) as Slack encodes this kind."""
        if kind == "events_api":
            return "application/json", json.dumps(payload)
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        return "application/x-www-form-urlencoded", urlencode(form)

    def signature(self, body: str, stamp: str) -> str:
        return SignatureVerifier(self.slack.secret).generate_signature(timestamp=stamp, body=body) or ""

    async def deliver(self, kind: str, payload: Json, retry: int = 0, reason: str = "") -> Json:
        """Post; raises TimeoutError as Slack would give up, and AssertionError for any answer but 200."""
        content, body = self.body(kind, payload)
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": content,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": self.signature(body, stamp),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason or "http_timeout"}
        started = time.perf_counter()
        status, answer = await self.post(body, headers)
        self.slack.ack_seconds.append(time.perf_counter() - started)
        assert status == 200, (status, answer)
        return dict(json.loads(answer)) if answer.startswith("{") else {}

    async def post(self, body: str | bytes, headers: dict[str, str]) -> tuple[int, str]:
        limit = aiohttp.ClientTimeout(total=ACK_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(self.url, data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()
