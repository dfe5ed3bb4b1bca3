"""`footnote run` and `footnote doctor` with Slack, as processes of their own against the loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.slack.doctor import examine
from bot.slack.manifest import EVENT_SCOPES
from bot.slack.start import Access
from index.embedding import Embedder
from index.errors import UsageError
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def environment(slack: Slack, models: Path, folder: Path) -> dict[str, str]:
    """A home of its own, which borrows the exported model."""
    home = folder / "home"
    home.mkdir()
    (home / "models").symlink_to(models / "models")
    documents = folder / "documents"
    documents.mkdir(exist_ok=True)
    (documents / "calls.txt").write_text("The general called Beijing twice.\n\nNobody called Berlin.\n")
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_DOCUMENTS": str(documents),
        "FOOTNOTE_SLACK_API": slack.api,
        "FOOTNOTE_WEB_PORT": str(free_port()),
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_APP_TOKEN": slack.app_token,
    }


async def start(name: str, variables: dict[str, str], folder: Path) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", name, env=variables, cwd=folder, stdout=pipe, stderr=pipe
    )


@pytest.mark.timeout(240)
async def test_run_answers_in_slack_and_ends_well_on_sigterm(
    slack: Slack, embedder: Embedder, model_home: Path, tmp_path: Path
) -> None:
    process = await start("run", environment(slack, model_home, tmp_path), tmp_path)
    await slack.until(lambda: slack.sockets or process.returncode is not None, seconds=200)
    workspace = Workspace(slack)
    ts = await workspace.say(f"{workspace.bot} Who called Beijing?")
    await slack.until(lambda: slack.thread("C1", ts), seconds=30)
    assert slack.thread("C1", ts)[0].quotes[:1] == ["The general called Beijing twice."]
    process.send_signal(signal.SIGTERM)
    out, error = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, (out, error)
    assert b"Traceback" not in error


async def test_run_says_which_token_is_refused(slack: Slack, tmp_path: Path) -> None:
    variables = environment(slack, tmp_path, tmp_path) | {"SLACK_APP_TOKEN": "xapp-1-wrong"}
    variables["FOOTNOTE_DOCUMENTS"] = str(tmp_path / "none")
    process = await start("run", variables, tmp_path)
    _, error = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert b"invalid_auth" in error
    assert b"Traceback" not in error


def access(slack: Slack) -> Access:
    return Access(bot_token=slack.token, app_token=slack.app_token, api=slack.api)


async def test_the_doctor_finds_nothing_wrong(slack: Slack) -> None:
    lines = await examine(access(slack))
    assert lines[:2] == [
        "Slack: the bot token works in Loopback, with every scope",
        "Slack: the app token opens Socket Mode",
    ]


async def test_the_doctor_names_a_missing_scope_and_what_it_silences(slack: Slack) -> None:
    install = slack.installs[slack.token]
    install.scopes = install.scopes - {"channels:history", "commands"}
    with pytest.raises(UsageError, match=r"scopes channels:history, commands are missing.*message\.channels"):
        await examine(access(slack))


async def test_the_doctor_names_a_missing_event(slack: Slack) -> None:
    slack.installs["xoxe-config"] = slack.installs[slack.token]
    slack.subscribed = [event for event in EVENT_SCOPES if event != "message.im"]
    with pytest.raises(UsageError, match=r"the events message\.im are not subscribed to"):
        await examine(access(slack), "xoxe-config")
    slack.subscribed = list(EVENT_SCOPES)
    assert "Slack: every event is subscribed to" in await examine(access(slack), "xoxe-config")


async def test_slack_itself_is_asked_about_the_manifest(slack: Slack) -> None:
    slack.installs["xoxe-config"] = slack.installs[slack.token]
    slack.subscribed = list(EVENT_SCOPES)
    assert (await examine(access(slack), "xoxe-config"))[-1].startswith("Slack: Slack accepts the manifest")
    slack.manifest_errors = [{"message": "Interactivity requires a Request URL", "pointer": "/settings"}]
    with pytest.raises(UsageError, match="/settings: Interactivity requires a Request URL"):
        await examine(access(slack), "xoxe-config")


async def test_the_doctor_names_every_token_that_is_refused(slack: Slack) -> None:
    wrong = Access(bot_token="xoxb-wrong", app_token="xapp-1-wrong", api=slack.api)  # noqa: S106
    with pytest.raises(UsageError, match=r"SLACK_BOT_TOKEN is refused.*SLACK_APP_TOKEN is refused"):
        await examine(wrong)


async def test_a_private_file_needs_the_token_and_without_it_is_a_sign_in_page(slack: Slack) -> None:
    """What reading attachments will have to tell apart: both answers are 200."""
    async with aiohttp.ClientSession() as session:
        for headers, kind in (({}, "text/html"), ({"Authorization": f"Bearer {slack.token}"}, "text/plain")):
            async with session.get(f"{slack.url}/files/a.txt", headers=headers) as answer:
                assert (answer.status, answer.content_type) == (200, kind)
