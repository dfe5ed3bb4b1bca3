"""Platforms started together stop together."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.running import serve
from index.errors import UsageError

ROOT = Path(__file__).parents[3]


class Stage:
    """A platform that runs until it is stopped, or fails at once."""

    def __init__(self, name: str, error: Exception | None = None, *, stubborn: bool = False) -> None:
        self.name = name
        self.running = asyncio.Event()
        self._error, self._stubborn = error, stubborn
        self._stopped = asyncio.Event()

    @property
    def ready(self) -> bool:
        return self.running.is_set()

    async def run(self) -> None:
        self.running.set()
        if self._error:
            raise self._error
        await self._stopped.wait()

    async def stop(self) -> None:
        if self._stubborn:
            await asyncio.Event().wait()
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()


# A process of its own: signals to the one that runs the tests would be everybody's.
PROGRAM = """
import asyncio, sys, time
from bot.running import serve
from tests.unit.bot.test_running import Stage
stages = [Stage("one"), Stage("two", stubborn="stubborn" in sys.argv)]
async def main():
    serving = asyncio.create_task(serve(stages, grace=0.01))
    for stage in stages:
        await stage.running.wait()
    print("running", flush=True)
    if "busy" in sys.argv:  # as when worker threads report faster than the loop comes round
        for _ in range(10_000):
            asyncio.get_running_loop().call_soon_threadsafe(int)
        time.sleep(2)
    await serving
    print(*(stage.stopped for stage in stages))
asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("number", "kind", "stopped"),
    [
        (signal.SIGTERM, "", "True True"),
        (signal.SIGINT, "", "True True"),
        (signal.SIGTERM, "stubborn", "True False"),
        (signal.SIGTERM, "busy", "True True"),
    ],
)
def test_a_signal_stops_every_platform_and_cuts_off_what_does_not_stop(
    number: signal.Signals, kind: str, stopped: str
) -> None:
    program = [sys.executable, "-c", PROGRAM, kind]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        process.send_signal(number)
        assert process.stdout.read() == f"{stopped}\n"
    assert process.returncode == 0


async def test_a_platform_that_fails_takes_the_others_along_and_is_named() -> None:
    other = Stage("other")
    with pytest.raises(UsageError, match="refused the token"):
        await serve([other, Stage("bad", UsageError("Discord refused the token"))])
    assert other.stopped


async def test_the_reason_is_that_of_the_first_to_fail_and_not_of_one_that_was_stopped_midway() -> None:
    class Broken(Stage):
        async def run(self) -> None:
            await super().run()
            raise UsageError("the connection is closed")

    with pytest.raises(UsageError, match="the port is taken"):
        await serve([Broken("first"), Stage("bad", UsageError("the port is taken"))])
