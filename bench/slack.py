"""Slack under load: acknowledgements while an index build runs, and a thousand deliveries of 250 questions.

    python -m bench.slack [--questions 50] [--seconds 5]

The bot serves the seed documents with the real model over Socket Mode, against the loopback server of the
tests. Fifty mentions (each delivered as app_mention and as message) arrive in five seconds while another
story is built in the same process; Slack's limit for an acknowledgement is 3 s, ours 500 ms at p99.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import threading
import time
from pathlib import Path

from bot.slack.desk import Desk
from bot.slack.start import Access, make_platform
from bot.wiring import Session
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace

ROOT = Path(__file__).parents[1]
WORDS = ("harbour", "winter", "treaty", "general", "letter", "market", "river", "council", "signal", "border")


def documents(folder: Path, count: int) -> Path:
    """Files of made-up sentences, enough to keep a build busy for the whole measurement."""
    random_ = random.Random(1)
    folder.mkdir()
    for number in range(count):
        lines = [
            " ".join(random_.choices(WORDS, k=14)).capitalize() + f" {number}.{line}." for line in range(60)
        ]
        (folder / f"{number}.txt").write_text("\n\n".join(lines))
    return folder


def quantile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


async def stall(seconds: list[float], stop: asyncio.Event) -> None:
    """How late the event loop wakes a sleeper of a millisecond."""
    while not stop.is_set():
        started = time.perf_counter()
        await asyncio.sleep(0.001)
        seconds.append(time.perf_counter() - started - 0.001)


async def measure(questions: int, seconds: float, home: Path) -> None:
    async with Slack() as slack:
        environment = {
            "FOOTNOTE_HOME": str(home / "home"),
            "FOOTNOTE_DOCUMENTS": str(ROOT / "seeds"),
            "FOOTNOTE_PERSON_RATE": "100000",
            "FOOTNOTE_CHANNEL_RATE": "100000",
            "FOOTNOTE_QUEUE": "100000",
        }
        session = Session(environment, home)
        library = session.library
        library.build("seeds", [ROOT / "seeds"], full=False, progress=lambda _: None)
        busy = documents(home / "busy", 400)
        async with session.conversation() as conversation:
            access = Access(bot_token=slack.token, app_token=slack.app_token, api=slack.api)
            desk = Desk(conversation)
            platform = make_platform(access, desk, conversation.commands)
            running = asyncio.create_task(platform.run())
            await platform.connected.wait()
            workspace = Workspace(slack)
            await workspace.say(f"{workspace.bot} When did Milley call Li?")
            await desk.finish()
            for name, build in (("idle", False), ("while a story is built", True)):
                builder = threading.Thread(
                    target=lambda: library.build("busy", [busy], full=True, progress=lambda _: None)
                )
                if build:
                    builder.start()
                await load(slack, workspace, desk, questions, seconds, name)
                print(f"  the build {'still ran' if builder.is_alive() else 'was not running'} at the end")
                if build:
                    builder.join()
            await deliveries(slack, workspace, desk)
            await platform.stop()
            await running


async def load(
    slack: Slack, workspace: Workspace, desk: Desk, questions: int, seconds: float, name: str
) -> None:
    slack.ack_seconds.clear()
    before = len(slack.messages)
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
        f"{questions} questions in {seconds:g} s, {name}: {len(acks)} acknowledgements, "
        f"p50 {quantile(acks, 0.5) * 1000:.0f} ms, p99 {quantile(acks, 0.99) * 1000:.0f} ms, "
        f"worst {max(acks) * 1000:.0f} ms; unacknowledged {len(slack.unacknowledged)}; "
        f"answered {len(slack.messages) - before} in {whole:.1f} s; "
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
    threads = [one.thread for key, one in slack.messages.items() if key not in before]
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
