"""The chat platforms at work beside each other, until a signal or an error ends them all."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

log = logging.getLogger(__name__)

GRACE = 8.0
"""Seconds that answers under way have to be finished in: service managers kill after 10."""


class Platform(Protocol):
    """A chat platform with its connection. Each is run once."""

    @property
    def name(self) -> str: ...

    @property
    def ready(self) -> bool:
        """Whether it is connected now: what is said there is heard."""
        ...

    async def run(self) -> None:
        """Connect and serve until stopped; raises `FootnoteError` when it cannot, or can no longer."""
        ...

    async def stop(self) -> None:
        """Hear nothing new, finish what is under way, then disconnect, upon which `run` returns."""
        ...


async def serve(platforms: Sequence[Platform], *, grace: float = GRACE) -> None:
    """Run every platform until SIGTERM, SIGINT or the end of one; then stop them all within `grace` seconds.

    Raises what the first of them ended with, if that was an error: a bot that half works goes unnoticed.
    """
    stopping = asyncio.Event()
    with _signals(asyncio.get_running_loop(), stopping):
        running = [asyncio.create_task(platform.run(), name=platform.name) for platform in platforms]
        asked = asyncio.create_task(stopping.wait())
        first: set[asyncio.Task[Any]] = set()
        try:
            first, _ = await asyncio.wait([*running, asked], return_when=asyncio.FIRST_COMPLETED)
        finally:
            await asyncio.gather(*(_stop(platform, grace) for platform in platforms))
            for task in (*running, asked):
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
    # What the others end with when they are stopped in the middle is no reason.
    for task in sorted(running, key=lambda one: one not in first):
        if not task.cancelled() and (error := task.exception()):
            raise error


@contextmanager
def _signals(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `stopping`, however busy the loop is.

    Not by `loop.add_signal_handler`: it learns of a signal by a byte in a pipe that worker threads write to
    as well, and under load that pipe is full and the signal lost.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopping.set)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _stop(platform: Platform, grace: float) -> None:
    try:
        await asyncio.wait_for(platform.stop(), grace)
    except TimeoutError:
        log.warning("%s was still answering after %s s and is cut off", platform.name, grace)
    except Exception:
        log.exception("%s did not stop cleanly", platform.name)
