"""Slack under load: acknowledgements while an index build runs, and a thousand deliveries of 250 questions.

    python -m bench.slack [--questions 50] [--seconds 5]

The bot serves the seed documents with the real model over Socket Mode, against the loopback server of the
tests. Fifty mentions (each delivered as app_mention and as message) arrive in five seconds, first into an
idle bot, then while it builds that very story anew, as /reindex asked it to in a channel; Slack's limit for
an acknowledgement is 3 s, ours 500 ms at p99.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import tempfile
import time
from pathlib import Path

from bench.times import quantile
from bot.slack.desk import Desk
from bot.slack.start import Access, make_platform
from bot.wiring import Session
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.shown import Shown

ROOT = Path(__file__).parents[1]
ADMIN, BUILDING = "U0BOSS", "C0BUILDS"
WORDS = ("harbour", "winter", "treaty", "general", "letter", "market", "river", "council", "signal", "border")


def documents(folder: Path, count: int) -> Path:
    """Files of made-up sentences, enough to keep a build busy for the whole measurement."""
    random_ = random.Random(1)
    folder.mkdir(exist_ok=True)
    for number in range(count):
        lines = [
            " ".join(random_.choices(WORDS, k=14)).capitalize() + f" {number}.{line}." for line in range(60)
        ]
        (folder / f"{number}.txt").write_text("\n\n".join(lines))
    return folder


async def stall(seconds: list[float], stop: asyncio.Event) -> None:
    """How late the event loop wakes a sleeper of a millisecond."""
    while not stop.is_set():
        started = time.perf_counter()
        await asyncio.sleep(0.001)
        seconds.append(time.perf_counter() - started - 0.001)


async def measure(questions: int, seconds: float, home: Path) -> None:
    async with Slack() as slack:
        sources = home / "documents"
        shutil.copytree(ROOT / "seeds", sources)
        environment = {
            "FOOTNOTE_HOME": str(home / "home"),
            "FOOTNOTE_DOCUMENTS": str(sources),
            "FOOTNOTE_PERSON_RATE": "100000",
            "FOOTNOTE_CHANNEL_RATE": "100000",
            "FOOTNOTE_QUEUE": "100000",
            "FOOTNOTE_ADMINS": ADMIN,
            "SLACK_BOT_TOKEN": slack.token,
        }
        session = Session(environment, home)
        session.library.build("seeds", [sources], full=False, progress=lambda _: None)
        documents(sources / "busy", 400)
        async with session.conversation() as conversation:
            access = Access(bot_token=slack.token, app_token=slack.app_token, api=slack.api)
            desk = Desk(conversation)
            platform = make_platform(access, desk, conversation.commands)
            running = asyncio.create_task(platform.run())
            try:
                await platform.connected.wait()
                await work(slack, Workspace(slack), desk, questions, seconds)
            finally:
                await platform.stop()
                await running


async def work(slack: Slack, workspace: Workspace, desk: Desk, questions: int, seconds: float) -> None:
    await workspace.say(f"{workspace.bot} When did Milley call Li?")
    await desk.finish()
    await load(slack, workspace, desk, questions, seconds, "idle")
    await workspace.command("full", "/reindex", channel=BUILDING, user=ADMIN)
    await slack.until(lambda: any("%" in one.words for one in progress(slack)), seconds=300)
    before = progress(slack)[0].words
    await load(slack, workspace, desk, questions, seconds, "while the story is built, started in a chat")
    (shown,) = progress(slack)
    print(f"  the build went from {_share(before)} to {_share(shown.words)}")
    await workspace.press(shown, "Cancel", user=ADMIN)
    await deliveries(slack, workspace, desk)


def progress(slack: Slack) -> list[Shown]:
    """The one message that tells of the build."""
    return [one for one in slack.messages.values() if one.channel == BUILDING]


def _share(words: str) -> str:
    return next((word for word in words.split() if word.endswith("%")), "its end")


async def load(
    slack: Slack, workspace: Workspace, desk: Desk, questions: int, seconds: float, name: str
) -> None:
    slack.ack_seconds.clear()
    before = len(slack.messages) - len(progress(slack))
    late: list[float] = []
    stop = asyncio.Event()
    watching = asyncio.create_task(stall(late, stop))
    started = time.perf_counter()
    tasks = []
    for number in range(questions):
        text = f"{workspace.bot} When did Milley call Li, {number}?"
        tasks.append(asyncio.create_task(workspace.say(text, channel=f"C{number % 5}", user=f"U{number}")))
        await asyncio.sleep(max(0.0, started + (number + 1) * seconds / questions - time.perf_counter()))
    await asyncio.gather(*tasks)
    await desk.finish()
    whole = time.perf_counter() - started
    stop.set()
    await watching
    acks = slack.ack_seconds
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {questions} questions in {seconds:g} s, "
        f"{name}: {len(acks)} acknowledgements, "
        f"p50 {quantile(acks, 0.5) * 1000:.0f} ms, p99 {quantile(acks, 0.99) * 1000:.0f} ms, "
        f"worst {max(acks) * 1000:.0f} ms; unacknowledged {len(slack.unacknowledged)}; "
        f"answered {len(slack.messages) - len(progress(slack)) - before} in {whole:.1f} s; "
        f"event loop late p99 {quantile(late, 0.99) * 1000:.1f} ms, worst {max(late) * 1000:.0f} ms"
    )


async def deliveries(slack: Slack, workspace: Workspace, desk: Desk) -> None:
    before = set(slack.messages)
    sent = []
    for number in range(250):
        text = f"{workspace.bot} When did Milley call Li?"
        said = workspace.said(text, f"C{number % 7}", user=f"U{number}")
        mention = said | {"type": "app_mention"}
        sent += [(said, 0), (mention, 0), (said, 1), (mention, 2)]
    random.Random(6).shuffle(sent)
    for start in range(0, len(sent), 50):
        await asyncio.gather(
            *(
                workspace.deliver("events_api", workspace.event(event), retry, "timeout" if retry else "")
                for event, retry in sent[start : start + 50]
            )
        )
    await desk.finish()
    threads = [
        one.thread for key, one in slack.messages.items() if key not in before and one.channel != BUILDING
    ]
    print(
        f"{len(sent)} deliveries of 250 questions, retried, doubled and shuffled: "
        f"{len(threads)} answers in {len(set(threads))} threads"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(arguments.questions, arguments.seconds, Path(folder)))


if __name__ == "__main__":
    main()
