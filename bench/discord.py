"""Discord under load: 50 questions in 5 s while the story asked is built, then 1,000 repeated deliveries.

    python -m bench.discord [--build reindex|none] [--questions N] [--seconds S]

The bot is a process of its own, `footnote run`'s parts with the real model; Discord is the tests' loopback
server in this process. An administrator gives /reindex there, of the very story that is then asked, with 400
documents to embed. Half of the questions are direct messages, half slash commands. Acknowledged means:
typing, a message or an interaction's callback has reached the server. The stall is how much later than asked
for a sleep of 5 ms ends on the bot's event loop, from the first question to the last answer; a machine with
more to do than cores stalls every loop, so the load is printed with it. Compare the two kinds of run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import discord
import yarl

from bench.times import quantile
from bot.running import serve
from bot.wiring import Session
from tests.platform.discord.limits import Json
from tests.platform.discord.person import Person
from tests.platform.discord.server import TOKEN, DiscordServer, until

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "When did Milley call Li?",
    "Who wrote Peril?",
    "What did Zhao Lijian say?",
    "Who is the chairman of the Joint Chiefs of Staff?",
    "Does a zebra whistle?",
)
PULSE = 0.005


async def pulse(stalls: list[tuple[float, float]]) -> None:
    """(when, milliseconds by which a sleep ended late), over and over."""
    while True:
        start = time.monotonic()
        await asyncio.sleep(PULSE)
        now = time.monotonic()
        stalls.append((now, (now - start - PULSE) * 1000))


def be_the_bot(url: str, gateway: str) -> None:
    """`footnote run` with a pulse on its loop."""
    discord.http.Route.BASE = url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    session = Session(os.environ, Path.cwd())
    stalls: list[tuple[float, float]] = []

    async def work() -> None:
        async with session.conversation() as conversation:
            session.library.embedder()
            beating = asyncio.create_task(pulse(stalls))
            await serve(session.platforms(conversation, lambda _: None))
            beating.cancel()

    asyncio.run(work())
    print(json.dumps(stalls), flush=True)


async def reindex(server: DiscordServer, channel: Json, manager: Person) -> Callable[[], bool]:
    """Have an administrator start a build, wait until documents are embedded; whether it runs still."""
    await manager.slash(channel, "reindex", full=True)

    def shown() -> str:
        mine = [one for one in server.world.messages[channel["id"]].values() if one["author"]["bot"]]
        return str(mine[-1]["content"]) if mine else ""

    await until(lambda: "embedding" in shown(), 120)
    return lambda: "embedding" in shown()


async def ask(server: DiscordServer, channel: Json, questions: int, seconds: float) -> list[float]:
    """Ask at an even pace; seconds until each question was acknowledged."""
    loop = asyncio.get_running_loop()
    before = len(answered(server))
    asked: list[tuple[float, str]] = []
    begin = loop.time()
    for number in range(questions):
        await asyncio.sleep(max(0.0, begin + number * seconds / questions - loop.time()))
        person = Person(server, f"Reader {number}")
        text = QUESTIONS[number % len(QUESTIONS)]
        if number % 2:
            given, _ = await person.slash(channel, "ask", question=text)
            asked.append((loop.time(), f"/interactions/{given.data['id']}/"))
        else:
            asked.append((loop.time(), f"/channels/{person.direct['id']}/"))
            await person.write(person.direct, text)

    def acknowledged(path: str) -> float | None:
        return next((when for when, name, _ in server.requests if path in name), None)

    await until(lambda: all(acknowledged(path) for _, path in asked), 120)
    await until(lambda: len(answered(server)) >= before + questions, 240)
    return [(acknowledged(path) or 0.0) - when for when, path in asked]


def answered(server: DiscordServer) -> list[str]:
    """Ids of the bot's finished messages."""
    found = [one for channel in server.world.messages.values() for one in channel.values()]
    for given in server.interactions.values():
        found += given.messages.values()
    mine = {one["id"]: one for one in found if one["author"]["id"] == server.world.bot["id"]}
    return [id_ for id_, one in mine.items() if one["content"] and not one["flags"] & 1 << 7]


def start(*command: str, environment: dict[str, str], seen: bool = False) -> subprocess.Popen[str]:
    """A Python process in the project's folder; with `seen` its output is ours to read."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE if seen else subprocess.DEVNULL,
        stderr=None if seen else subprocess.DEVNULL,
        text=True,
    )


async def run(build: str, questions: int, seconds: float) -> None:
    async with DiscordServer() as server:
        guild = server.world.guild()
        channel, office = server.world.channel(guild), server.world.channel(guild, "office")
        manager = Person(server, "Manager", manager=True)
        with tempfile.TemporaryDirectory() as home:
            texts = Path(home) / "texts"
            many_texts(texts, 3)
            environment = {
                **os.environ,
                "DISCORD_TOKEN": TOKEN,
                "FOOTNOTE_HOME": f"{home}/home",
                "FOOTNOTE_DOCUMENTS": str(texts),
                "FOOTNOTE_ADMINS": manager.user["id"],
                "FOOTNOTE_WEB_PORT": "0",
                "FOOTNOTE_CHANNEL_RATE": "1000",
                "FOOTNOTE_QUEUE": "1000",
            }
            await asyncio.to_thread(start("bot", "index", environment=environment).wait)
            many_texts(texts, 400)
            bot = start(
                "bench.discord",
                *("--bot", server.url, server.gateway_url),
                environment=environment,
                seen=True,
            )
            await until(lambda: server.gateway.connected, 120)
            await asyncio.sleep(3)
            builds = await reindex(server, office, manager) if build == "reindex" else lambda: True
            begin = time.monotonic()
            waits = await ask(server, channel, questions, seconds)
            end, built_on = time.monotonic(), builds()
            doubled = await repeat(server, questions)
            bot.send_signal(signal.SIGTERM)
            stopping = time.monotonic()
            out, _ = await asyncio.to_thread(bot.communicate)
            stopped = time.monotonic() - stopping
    load = os.getloadavg()[0]
    late = "" if built_on else " (ended before the questions did)"
    print(f"build: {build}{late}; load {load:.1f} on {os.cpu_count()} cores")
    stalls = json.loads(out.splitlines()[-1])
    report(sorted(waits), sorted(late for when, late in stalls if begin <= when <= end))
    print(f"  repeated deliveries {1000 // questions * questions}, answered again: {doubled}")
    print(f"  stopped after {stopped:.1f} s; pings: {len(server.pings)}")


async def repeat(server: DiscordServer, questions: int) -> int:
    """Deliver the last events over and over; how many answers came of it."""
    before = len(answered(server))
    for _ in range(1000 // questions):
        await server.gateway.again(questions)
    last = Person(server, "Last")
    await last.write(last.direct, QUESTIONS[0])
    await until(lambda: len(answered(server)) > before, 120)
    await asyncio.sleep(2)
    return len(answered(server)) - before - 1


def report(waits: list[float], stalls: list[float]) -> None:
    """Sorted waits in seconds, sorted stalls in milliseconds."""
    print(f"  acknowledged within 1 s: {sum(wait <= 1 for wait in waits)} of {len(waits)}")
    print(
        f"  acknowledged after, ms: median {statistics.median(waits) * 1e3:.0f}, worst {waits[-1] * 1e3:.0f}"
    )
    p99 = quantile(stalls, 0.99)
    print(f"  event loop stall, ms: median {statistics.median(stalls):.1f}, p99 {p99:.1f}")
    print(f"  event loop stall, worst, ms: {stalls[-1]:.1f}")


def many_texts(folder: Path, count: int) -> None:
    """Enough to keep a build going: the seed story, altered in each copy."""
    folder.mkdir(exist_ok=True)
    (seed,) = list((ROOT / "seeds").glob("*.txt"))[:1]
    text = seed.read_text("utf-8")
    for number in range(count):
        (folder / f"{number}.txt").write_text(
            text.replace("the", f"the {number}") if number else text, "utf-8"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", choices=("reindex", "none"), default="reindex")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--bot", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.bot:
        be_the_bot(*arguments.bot)
    else:
        asyncio.run(run(arguments.build, arguments.questions, arguments.seconds))


if __name__ == "__main__":
    main()
