"""Platforms started together stop together."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.running import serve
from index.errors import UsageError


class Stage:
    """A platform that runs until it is stopped, or fails at once."""

    def __init__(self, name: str, error: Exception | None = None, *, stubborn: bool = False) -> None:
        self.name = name
        self.running = asyncio.Event()
        self._error, self._stubborn = error, stubborn
        self._stopped = asyncio.Event()

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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_every_platform(number: signal.Signals) -> None:
    stages = [Stage("one"), Stage("two")]
    serving = asyncio.create_task(serve(stages))
    for stage in stages:
        await stage.running.wait()
    os.kill(os.getpid(), number)
    await serving
    assert [stage.stopped for stage in stages] == [True, True]


async def test_a_platform_that_fails_takes_the_others_along_and_is_named() -> None:
    other = Stage("other")
    with pytest.raises(UsageError, match="refused the token"):
        await serve([other, Stage("bad", UsageError("Discord refused the token"))])
    assert other.stopped


async def test_a_platform_that_does_not_stop_is_cut_off() -> None:
    stage = Stage("stubborn", stubborn=True)
    serving = asyncio.create_task(serve([stage], grace=0.01))
    await stage.running.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    assert not stage.stopped
