"""HTTP mode lets in what Slack signed, and nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator

import pytest

from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.posting import Poster
from tests.platform.slack.slack_bot import Bot, connected


@pytest.fixture
async def workspace(slack: Slack, bot: Bot) -> AsyncIterator[Workspace]:
    async with connected(slack, bot, "http") as made:
        yield made


def poster(workspace: Workspace) -> Poster:
    found: Poster = workspace.poster
    return found


def headers(poster: Poster, body: str, at: float | None = None) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": poster.signature(body, stamp),
    }


async def test_unsigned_stale_and_forged_requests_are_refused(workspace: Workspace, slack: Slack) -> None:
    post = poster(workspace)
    body = json.dumps(workspace.event(workspace.said(f"{workspace.bot} Who called Beijing?", "C1")))
    right = headers(post, body)
    refused: list[tuple[str | bytes, dict[str, str]]] = [
        (body, {"Content-Type": "application/json"}),
        (body, right | {"X-Slack-Signature": ""}),
        (body, right | {"X-Slack-Signature": "v0=" + "0" * 64}),
        (body, right | {"X-Slack-Request-Timestamp": "soon"}),
        (body, right | {"X-Slack-Request-Timestamp": str(int(time.time()) - 1)}),
        (body, headers(post, body, time.time() - 301)),
        (body.replace("Beijing", "Berlin"), right),
        (b"\xff\xfe" + body.encode(), right),
    ]
    for sent, with_headers in refused:
        status, _ = await post.post(sent, with_headers)
        assert status == 401, with_headers
    assert not slack.messages
    status, _ = await post.post(body, right)
    assert status == 200
    await slack.until(lambda: slack.messages)


async def test_slacks_check_of_the_address_is_answered(workspace: Workspace) -> None:
    post = poster(workspace)
    body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "x"})
    assert await post.post(body, headers(post, body)) == (200, '{"challenge": "c0ffee"}')
    assert (await post.post(body, {}))[0] == 401


async def test_a_huge_request_is_refused_before_it_is_read(workspace: Workspace) -> None:
    post = poster(workspace)
    assert (await post.post("x" * 1_000_001, {}))[0] == 413


async def test_a_signed_event_nobody_subscribed_to_is_not_an_error_of_ours(workspace: Workspace) -> None:
    post = poster(workspace)
    body = json.dumps(workspace.event({"type": "channel_rename", "channel": {"id": "C1"}}))
    assert (await post.post(body, headers(post, body)))[0] in {200, 404}
