"""/reindex in a bot that is being asked, and in one that is killed.

    python -m bench.reindex [--documents N] [--kills N]

The development news are split in halves, and the second is added by /reindex while questions come every
100 ms: only the new documents are embedded, every question is answered from one snapshot or the other, and
the 95th percentile of latency is compared with that of the same questions without a build, in the same run.
Then the bot is killed with `kill -9` at random moments of such a build, again and again, and started again:
each build must be gone on with or reported, no document lost, none twice, and no file left over.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.crash import contents
from bench.development_data import folder
from bot.conversation import Command, Conversation, Person, Place
from bot.reply import Display, Role
from bot.state import State, Status
from bot.state.exchanges import exchange_id
from bot.wiring import Session
from index.embedding import DEFAULT_MODEL, load
from index.ingest.build import build
from index.store.snapshot import Stories
from tests.wall import Heard

STORY = "news"
HERE = Place("bench", "team", "channel")
ANN = Person("ann", administrator=True)
PACE = 0.1
"""Seconds between two questions."""
UNBUILT = 300
"""Questions asked before the build, and again after it, to compare with."""
FIRST, STEP = 20, 2
"""Documents at first, and those added before each kill."""


@dataclass(slots=True)
class Wall:
    """A platform's board that keeps the last state of each message, on the disk where `path` is given."""

    path: Path | None = None
    edits: list[tuple[float, str, Display]] = field(default_factory=list)

    async def post(self, place: Place, display: Display) -> Sequence[str]:
        return await self.replace(place, (f"m{time.time_ns()}",), display)

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> Sequence[str]:  # noqa: ARG002 -- a Board
        self.edits.append((time.monotonic(), messages[0], display))
        if self.path:
            with self.path.open("a", encoding="utf-8") as wall:
                wall.write(json.dumps([messages[0], display.reply.notice]) + "\n")
        return messages


def session(home: Path) -> Session:
    rates = dict.fromkeys(("FOOTNOTE_PERSON_RATE", "FOOTNOTE_CHANNEL_RATE", "FOOTNOTE_QUEUE"), "100000")
    settings = {"FOOTNOTE_HOME": str(home), "FOOTNOTE_STORY": STORY, "FOOTNOTE_DOCUMENTS": str(home / "in")}
    return Session({**settings, **rates, "FOOTNOTE_ADMINS": ANN.id}, home)


def articles(count: int) -> list[str]:
    with gzip.open(folder("news") / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [line for line, _ in zip(lines, range(count), strict=False)]


def questions() -> list[str]:
    lines = (folder("news") / "queries.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["question"][:500] for line in lines]


def write(home: Path, name: str, lines: Sequence[str]) -> None:
    (home / "in").mkdir(parents=True, exist_ok=True)
    beside = home / f".{name}"
    beside.write_text("".join(lines), "utf-8")
    beside.rename(home / "in" / f"{name}.jsonl")


async def reindex(conversation: Conversation, id_: str) -> Heard:
    said = Heard()
    await conversation.command(Command(HERE, ANN, id_, "reindex"), said)
    return said


# ---- asked while it builds


@dataclass(slots=True)
class Load:
    """Questions at an even pace; `latencies` are seconds from asking to the answer being said."""

    conversation: Conversation
    texts: list[str]
    prefix: str
    latencies: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    asked: int = 0

    async def ask(self, until: asyncio.Event, most: int) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        running = []
        while not until.is_set() and self.asked < most:
            running.append(asyncio.create_task(self._one(self.asked)))
            self.asked += 1
            await asyncio.sleep(max(0.0, began + self.asked * PACE - loop.time()))
        await asyncio.gather(*running)

    async def _one(self, number: int) -> None:
        text = self.texts[number % len(self.texts)]
        said = Heard()
        began = time.perf_counter()
        command = Command(HERE, Person(f"p{number}"), f"{self.prefix}{number}", "ask", {"question": text})
        await self.conversation.command(command, said)
        self.latencies.append(time.perf_counter() - began)
        if not said.said or said.said[-1].reply.role in {Role.FAILURE, Role.REFUSAL}:
            self.failed.append(said.said[-1].reply.notice if said.said else "no answer")

    def quantile(self, share: float) -> float:
        return float(np.quantile(self.latencies, share)) * 1000


async def asked_while_building(home: Path, documents: int) -> None:
    halves = articles(documents)
    half = len(halves) // 2
    write(home, "first", halves[:half])
    run = session(home)
    async with run.conversation("bench") as conversation:
        wall = Wall()
        conversation.boards.register(HERE.platform, wall)
        await reindex(conversation, "first")
        before = await over(run, "first")
        write(home, "second", halves[half:])
        forever, texts = asyncio.Event(), questions()
        warm, idle = Load(conversation, texts, "w"), Load(conversation, texts, "i")
        await warm.ask(forever, 50)
        await idle.ask(forever, UNBUILT)
        busy, built = Load(conversation, texts, "b"), asyncio.Event()
        asking = asyncio.create_task(busy.ask(built, 1_000_000))
        began = time.monotonic()
        said = await reindex(conversation, "second")
        after = await over(run, "second")
        seconds = time.monotonic() - began
        built.set()
        await asking
        await idle.ask(forever, 2 * UNBUILT)
    state = State(run.settings.state_path)
    numbers = [_snapshot(state, f"b{number}") for number in range(busy.asked)]
    state.close()
    edits = [at for at, _, display in wall.edits if at >= began]
    gaps = [later - earlier for earlier, later in itertools.pairwise(edits)]
    new = after["passages"] - before["passages"]
    print(f"reindex: {half:,} documents, then {len(halves) - half:,} more, {seconds:.0f} s")
    print(f"  embedded {after['embedded']:,} passages; the new documents have {new:,}")
    print(f"  {busy.asked:,} questions meanwhile: {len(busy.failed)} failed {busy.failed[:3]}")
    print(f"  answered from snapshot 1: {numbers.count(1):,}, from 2: {numbers.count(2):,}")
    print(f"  {'':10}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}   ms")
    for name, load_ in (("no build", idle), ("building", busy)):
        print(f"  {name:10}" + "".join(f"{load_.quantile(share):8.1f}" for share in (0.5, 0.95, 0.99, 1)))
    print(f"  p95 {busy.quantile(0.95) / idle.quantile(0.95):.2f} times that without a build (at most 2)")
    print(f"  {len(said.said)} private word, one message edited {len(edits) - 1} times, ", end="")
    print(f"{min(gaps):.2f} s apart at the least (2)")
    assert after["embedded"] == new
    assert not busy.failed
    assert numbers == sorted(numbers)
    assert set(numbers) <= {1, 2}
    assert len({message for at, message, _ in wall.edits if at >= began}) == 1


async def over(run: Session, command: str) -> dict[str, int]:
    """The result of the job that a command started, once it is over and told."""
    job = await told(run.settings.state_path, exchange_id(HERE, command))
    if job is None or job[0] is not Status.DONE:
        raise SystemExit(f"build {command} ended as {job}")
    return job[1]


async def told(state_path: Path, id_: str) -> tuple[Status, dict[str, int]] | None:
    state = State(state_path)
    try:
        while job := state.jobs.get(id_):
            if job.told:
                return job.status, job.result
            await asyncio.sleep(0.05)
        return None
    finally:
        state.close()


def _snapshot(state: State, command: str) -> int:
    exchange = state.exchanges.get(exchange_id(HERE, command))
    return exchange.snapshot if exchange else 0


# ---- killed while it builds


def be_the_bot(home: Path, command: str) -> None:
    """A bot that is given one /reindex, none with an empty `command`, and ends when every job is told."""
    run = session(home)

    async def live() -> None:
        async with run.conversation("bench") as conversation:
            conversation.boards.register(HERE.platform, Wall(home / "wall"))
            if command:
                await reindex(conversation, command)
                print("taken", flush=True)
            state = State(run.settings.state_path)
            while state.jobs.unsettled():  # noqa: ASYNC110 -- another process would look the same way
                await asyncio.sleep(0.02)
            state.close()

    asyncio.run(live())


def killed(home: Path, kills: int, documents: int) -> None:
    choose = random.Random(1)
    lines = articles(documents)
    write(home, "000", lines[:FIRST])
    bot = [sys.executable, "-m", "bench.reindex", "--bot", str(home)]
    subprocess.run([*bot, "start"], check=True, stdout=subprocess.DEVNULL)
    write(home, "001", lines[FIRST : FIRST + STEP])
    process = subprocess.Popen([*bot, "usual"], stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    began = time.monotonic()
    process.wait()
    usual = time.monotonic() - began
    ends: dict[str, int] = {}
    for number in range(kills):
        at = FIRST + STEP * (number + 1)
        write(home, f"{number + 2:03d}", lines[at : at + STEP])
        process = subprocess.Popen([*bot, f"kill{number}"], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            process.wait(usual * choose.random())
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        subprocess.run([*bot, ""], check=True, stdout=subprocess.DEVNULL)
        end = _end(home, f"kill{number}")
        ends[end] = ends.get(end, 0) + 1
        _check(home, at + STEP if end.startswith("done") else None)
    subprocess.run([*bot, "end"], check=True, stdout=subprocess.DEVNULL)
    _check(home, FIRST + STEP * (kills + 1))
    fresh = home.parent / "fresh"
    build(Stories(fresh), STORY, [home / "in"], load(DEFAULT_MODEL, home))
    assert contents(home) == contents(fresh), "the story that survived is not the story from scratch"
    print(f"killed: {kills} bots, at random moments of {usual:.1f} s")
    for end, times in sorted(ends.items()):
        print(f"  {times:3} {end}")
    print("  no document lost, none twice, no file left over; the story as from scratch")


def _end(home: Path, command: str) -> str:
    state = State(home / "state.sqlite")
    job = state.jobs.get(exchange_id(HERE, command))
    state.close()
    if job is None:
        return "killed before the command was taken"
    assert job.told
    shown = [json.loads(line) for line in (home / "wall").read_text("utf-8").splitlines()]
    last = dict(shown)
    words = last[job.messages[0]] if job.messages else ""
    assert job.status.value == "interrupted" or words.startswith(("Story news is up", "Nothing to")), words
    how = "not killed in time" if job.attempts == 1 and not _was_resumed(shown, job.messages) else "resumed"
    return f"{job.status}, {how}"


def _was_resumed(shown: Sequence[tuple[str, str]], messages: Sequence[str]) -> bool:
    return not messages or sum(message == messages[0] for message, _ in shown) == 0


def _check(home: Path, documents: int | None) -> None:
    """Nothing left over, and every document once; `documents` None where it is not known which build came."""
    story = home / "stories" / STORY
    assert {path.name for path in home.iterdir()} <= {
        *("in", "models", "owners", "stories", "wall", "footnote.log", "running.lock"),
        *("state.sqlite", "state.sqlite-wal", "state.sqlite-shm"),
    }, list(home.iterdir())
    assert not list((home / "owners").iterdir()), list((home / "owners").iterdir())
    left = [path.name for path in story.iterdir()]
    assert set(left) <= {
        *("current", "snapshots", "build.lock", "vectors.sqlite"),
        *("vectors.sqlite-wal", "vectors.sqlite-shm"),
    }, left
    assert all(path.name.isdigit() for path in (story / "snapshots").iterdir())
    snapshot = Stories(home).current(STORY)
    origins = [row.origin for row in snapshot.catalog.listing()]
    assert len(origins) == len(set(origins))
    if documents is not None:
        assert len(origins) == documents, (len(origins), documents)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1529)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--bot", nargs=2, metavar=("HOME", "COMMAND"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        be_the_bot(Path(options.bot[0]), options.bot[1])
        return
    with tempfile.TemporaryDirectory() as temporary:
        asked, crashed = Path(temporary) / "asked", Path(temporary) / "crashed"
        if options.documents:
            asyncio.run(asked_while_building(asked, options.documents))
        if options.kills:
            killed(crashed, options.kills, FIRST + STEP * (options.kills + 2))


if __name__ == "__main__":
    main()
