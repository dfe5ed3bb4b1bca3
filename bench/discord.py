"""Discord under load: 50 questions in 5 seconds while a story is built, then 1,000 repeated deliveries.

    python -m bench.discord [--build process|thread|none] [--questions N] [--seconds S]

The bot is a process of its own, `footnote run`'s parts with the real model over the seed story; Discord is
the tests' loopback server in this process. Half of the questions are direct messages, half slash commands.
Acknowledged means: typing, a message or an interaction's callback has reached the server. The stall is how
much later than asked for a sleep of 5 ms ends on the bot's event loop. Machines differ: what should be
compared is the run with a build and the run without.
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
import threading
import time
from pathlib import Path

import discord
import yarl

from bot.running import serve
from bot.wiring import Session
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


async def pulse(stalls: list[float]) -> None:
    """Milliseconds by which each sleep ended late."""
    while True:
        start = time.perf_counter()
        await asyncio.sleep(PULSE)
        stalls.append((time.perf_counter() - start - PULSE) * 1000)


def be_the_bot(url: str, gateway: str, texts: str) -> None:
    """`footnote run` with a pulse on its loop; with `texts` it builds a story from there in a thread."""
    discord.http.Route.BASE = url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    session = Session(os.environ, Path.cwd())
    stalls: list[float] = []

    def build() -> None:
        while True:
            session.library.build("other", [Path(texts)], full=True, progress=lambda _: None)

    async def work() -> None:
        async with session.conversation() as conversation:
            session.library.embedder()
            if texts:
                threading.Thread(target=build, daemon=True).start()
            beating = asyncio.create_task(pulse(stalls))
            await serve(session.platforms(conversation))
            beating.cancel()

    asyncio.run(work())
    print(json.dumps(stalls), flush=True)
    os._exit(0)  # the build thread has no end of its own


async def ask(server: DiscordServer, questions: int, seconds: float) -> list[float]:
    """Ask at an even pace; seconds until each question was acknowledged."""
    loop = asyncio.get_running_loop()
    channel = server.world.channel(next(iter(server.world.guilds.values())))
    await server.gateway.tell("CHANNEL_CREATE", channel, guild=channel["guild_id"])
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
    await until(lambda: len(answered(server)) >= questions, 240)
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
        server.world.guild()
        with tempfile.TemporaryDirectory() as home:
            environment = {
                **os.environ,
                "DISCORD_TOKEN": TOKEN,
                "FOOTNOTE_HOME": home,
                "FOOTNOTE_CHANNEL_RATE": "1000",
                "FOOTNOTE_QUEUE": "1000",
            }
            await asyncio.to_thread(start("bot", "index", environment=environment).wait)
            texts = many_texts(Path(home) / "texts")
            inside = str(texts) if build == "thread" else ""
            command = ("bench.discord", "--bot", server.url, server.gateway_url, inside)
            bot = start(*command, environment=environment, seen=True)
            await until(lambda: server.gateway.connected, 120)
            await asyncio.sleep(3)
            builder = None
            if build == "process":
                builder = start("bot", "index", str(texts), "--story", "other", environment=environment)
                await asyncio.sleep(2)
            waits = await ask(server, questions, seconds)
            built_on = builder is None or builder.poll() is None
            doubled = await repeat(server, questions)
            bot.send_signal(signal.SIGTERM)
            begin = time.monotonic()
            out, _ = await asyncio.to_thread(bot.communicate)
            stopped = time.monotonic() - begin
            if builder:
                builder.kill()
                await asyncio.to_thread(builder.wait)
    print(f"build: {build}{'' if built_on else ' (ended before the questions did)'}")
    report(sorted(waits), sorted(json.loads(out.splitlines()[-1])))
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
    p99 = stalls[int(len(stalls) * 0.99)]
    print(f"  event loop stall, ms: median {statistics.median(stalls):.1f}, p99 {p99:.1f}")
    print(f"  event loop stall, worst, ms: {stalls[-1]:.1f}")


def many_texts(folder: Path) -> Path:
    """Enough to keep a build going: the seed story, altered in each copy."""
    folder.mkdir()
    (seed,) = list((ROOT / "seeds").glob("*.txt"))[:1]
    text = seed.read_text("utf-8")
    for number in range(400):
        (folder / f"{number}.txt").write_text(text.replace("the", f"the {number}"), "utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", choices=("process", "thread", "none"), default="process")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--bot", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.bot:
        be_the_bot(*arguments.bot)
    else:
        asyncio.run(run(arguments.build, arguments.questions, arguments.seconds))


if __name__ == "__main__":
    main()
