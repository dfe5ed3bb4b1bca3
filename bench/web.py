"""The web as one runs it: how soon it answers, how it holds up under load, and what memory does.

    python -m bench.web [--questions 20000] [--seconds 30] [--rate 50]

`footnote run` serves the seed documents in a process of its own; questions are posted on the loopback as the
page's script posts them, each by one of 50 sessions, and followed to their answer. A refusal counts as honest
when it says when to come again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench.times import quantile

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "When did Milley call Li?",
    "Who feared an attack?",
    "What did Biden say about Milley?",
    "Which book reports the calls?",
    "What did the spokesman warn of?",
    "Who painted the harbour?",
)
TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
TURN = re.compile(r'id="t([0-9a-f]+)"')
SESSIONS = 50
WAITING = re.compile(r"again in (a minute|[0-9]+ s)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: seconds to its last word, what became of it, and whether waiting was told meanwhile."""

    seconds: float
    outcome: str
    told: bool


class Person:
    """A browser with the page open: one stream of changes, while an answer is on its way."""

    def __init__(self, client: aiohttp.ClientSession, cookie: str, token: str) -> None:
        self._client, self._token = client, token
        self._headers = {"Cookie": cookie, "X-Footnote": "live"}
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._reading: asyncio.Task[None] | None = None
        self._version = 0

    @classmethod
    async def arrive(cls, client: aiohttp.ClientSession) -> Person:
        async with client.get("/") as response:
            found = TOKEN.search(await response.text())
            assert found
            return cls(client, response.headers["Set-Cookie"].partition(";")[0], found[1])

    async def ask(self, question: str) -> Asked:
        id_ = secrets.token_hex(8)
        form = {"token": self._token, "place": "direct", "id": id_, "text": question}
        started = time.perf_counter()
        done = self._waiting[id_] = asyncio.get_running_loop().create_future()
        async with self._client.post("/say", data=form, headers=self._headers) as response:
            html = await response.text()
            status = response.status
        told = "before you" in html
        if 'aria-busy="true"' in html:
            if self._reading is None:
                self._reading = asyncio.create_task(self._read())
            html = await asyncio.wait_for(done, 120)
        del self._waiting[id_]
        return Asked(time.perf_counter() - started, outcome(status, html), told or "before you" in html)

    async def _read(self) -> None:
        """Follow the stream while something is waited for; open it again where it breaks, as browsers do."""
        try:
            while self._waiting:
                with suppress(aiohttp.ClientError):
                    await self._follow()
        finally:
            if self._reading is asyncio.current_task():
                self._reading = None

    async def _follow(self) -> None:
        after = {"after": str(self._version)}
        async with self._client.get("/events/direct", params=after, headers=self._headers) as stream:
            turn: list[str] = []
            while self._waiting and (raw := await stream.content.readline()):
                line = raw.decode()
                if line.startswith("id: "):
                    self._version = int(line[4:])
                elif line.startswith("data: "):
                    turn.append(line)
                elif turn:
                    html, turn = "".join(turn), []
                    found = TURN.search(html)
                    waiting = self._waiting.get(found[1]) if found else None
                    if waiting and not waiting.done() and 'aria-busy="false"' in html:
                        waiting.set_result(html)
            if not self._waiting:
                self._reading = None  # before the stream is closed: whoever asks meanwhile opens another


def outcome(status: int, html: str) -> str:
    if status != 200 or 'class="part refusal"' in html:
        return "refused, with a time" if WAITING.search(html) else "refused, without a time"
    if 'class="part answer"' in html or 'class="part declined"' in html:
        return "served"
    return "lost"


@dataclass
class Serving:
    """A running `footnote run`."""

    process: subprocess.Popen[str]
    address: str = ""

    def seconds(self) -> float:
        """Of processor time, so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """Megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0


@asynccontextmanager
async def serving(home: Path) -> AsyncIterator[Serving]:
    """`footnote run` until the block ends."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_DOCUMENTS": str(ROOT / "seeds"),
        "FOOTNOTE_WEB_PORT": "0",
        **dict.fromkeys(("FOOTNOTE_PERSON_RATE", "FOOTNOTE_CHANNEL_RATE", "FOOTNOTE_WEB_RATE"), "1000000"),
    }
    command = [sys.executable, "-m", "bot", "run"]
    pipe = subprocess.PIPE
    process = await asyncio.to_thread(
        subprocess.Popen, command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    )
    made = Serving(process)
    try:
        assert process.stdout
        while not made.address:
            line = await asyncio.to_thread(process.stdout.readline)
            assert line, "footnote run ended"
            found = re.search(r"http://\S+", line) if line.startswith("Ask at") else None
            made.address = found[0] if found else ""
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.wait, 30)


@asynccontextmanager
async def people(address: str, count: int) -> AsyncIterator[list[Person]]:
    """Browsers that share a pool of connections."""
    connector = aiohttp.TCPConnector(limit=0)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(
        address, connector=connector, cookie_jar=jar, read_bufsize=1 << 20
    ) as client:
        yield [await Person.arrive(client) for _ in range(count)]


async def first_answer(home: Path, name: str) -> None:
    started = time.perf_counter()
    async with serving(home) as server, people(server.address, 1) as (person,):
        up = time.perf_counter() - started
        asked = await person.ask(QUESTIONS[0])
        total = time.perf_counter() - started
        assert asked.outcome == "served"
        used = server.seconds()
        print(
            f"{name}: page after {up:.1f} s, first answer after {total:.1f} s from `footnote run`, "
            f"{used:.1f} s of them on a processor"
        )


async def load(home: Path, rate: float, seconds: float) -> None:
    async with serving(home) as server, people(server.address, SESSIONS) as everybody:
        alone = [await everybody[0].ask(QUESTIONS[n % len(QUESTIONS)]) for n in range(120)]
        single = [one.seconds for one in alone[20:]]
        median, p95 = statistics.median(single), quantile(single, 0.95)
        alone_rate = 1 / statistics.mean(single)
        print(f"one user: median {1000 * median:.0f} ms, p95 {1000 * p95:.0f} ms, {alone_rate:.0f} a second")
        used = server.seconds()
        tasks = []
        started = time.perf_counter()
        for number in range(int(rate * seconds)):
            # Open loop: questions come when they come, however slow the answers are.
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            person = everybody[number % SESSIONS]
            tasks.append(asyncio.create_task(person.ask(QUESTIONS[number % len(QUESTIONS)])))
        done = await asyncio.gather(*tasks)
        counts = Counter(one.outcome for one in done)
        served = [one.seconds for one in done if one.outcome == "served"]
        told = sum(one.told for one in done)
        print(f"{rate:.0f} a second for {seconds:.0f} s: {dict(counts)}, {told} told to wait")
        late = quantile(served, 0.95)
        print(f"processor: {1000 * (server.seconds() - used) / len(served):.0f} ms a question served")
        print(
            f"served: median {1000 * statistics.median(served):.0f} ms, p95 {1000 * late:.0f} ms, "
            f"{late / p95:.1f} times one user's p95"
        )
        assert not counts["lost"]
        assert not counts["refused, without a time"]


async def memory(home: Path, questions: int) -> None:
    async with serving(home) as server, people(server.address, SESSIONS) as everybody:
        marks: list[tuple[int, float]] = []
        step = max(4, questions // 32 * 4)
        for number in range(0, questions, 4):
            if number % step == 0:
                marks.append((number, server.resident()))
            group = [everybody[(number + one) % SESSIONS] for one in range(4)]
            await asyncio.gather(*(one.ask(QUESTIONS[number % len(QUESTIONS)]) for one in group))
        marks.append((questions, server.resident()))
        print("memory in MB after questions: " + ", ".join(f"{size:.0f} after {n:,}" for n, size in marks))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        await first_answer(home, "fresh (model exported, documents indexed)")
        await first_answer(home, "already set up")
        await load(home, options.rate, options.seconds)
        if options.questions:
            await memory(home, options.questions)


if __name__ == "__main__":
    asyncio.run(main())
