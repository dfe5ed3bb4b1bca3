"""Who is let in, and when: one answer a message, so many questions a minute, one line to wait in."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import ceil

from index.errors import FootnoteError
from index.stages import stage

MINUTE = 60.0
PRESSES = 30
"""Buttons a person may press a minute, unless a setting says otherwise."""


class Refused(FootnoteError):  # noqa: N818 -- named as index/errors.py names its own
    """Not now; the sentence says why and when."""


class Rate:
    """So many a minute for each key: a token bucket that starts full.

    Keys that have been quiet for a minute are forgotten, so memory stays bounded by a minute's askers.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key: (tokens, when)

    def wait(self, key: str, now: float) -> float:
        """Take one token; 0, or the seconds until there is one, and then none is taken."""
        while self._buckets and next(iter(self._buckets.values()))[1] < now - MINUTE:
            self._buckets.popitem(last=False)
        tokens, when = self._buckets.get(key, (float(self._per_minute), now))
        tokens = min(self._per_minute, tokens + (now - when) * self._per_minute / MINUTE)
        if tokens < 1:
            return (1 - tokens) * MINUTE / self._per_minute
        self._buckets[key] = (tokens - 1, now)
        self._buckets.move_to_end(key)
        return 0.0


class Line:
    """A bounded line of questions, served in order, one at a time: there is one worker to search with."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._turn = asyncio.Lock()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        return self._waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn and hold it; raises `Refused` when the line is full."""
        if self._waiting >= self._longest:
            raise Refused(f"{self._waiting} questions are waiting already; please ask again in a minute")
        self._waiting += 1
        try:
            with stage("wait"):
                await self._turn.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    @property
    def position(self) -> int:
        """Where in the line somebody who came now would stand: 0 is served at once."""
        return self._waiting + self._turn.locked()


class Admission:
    """The rates of questions and presses, and the line, as the settings have them. `clock` gives seconds."""

    def __init__(
        self,
        *,
        person_rate: int,
        channel_rate: int,
        queue: int,
        clock: Callable[[], float],
        press_rate: int = PRESSES,
    ) -> None:
        self._person, self._channel = Rate(person_rate), Rate(channel_rate)
        self._press = Rate(press_rate)
        self._clock = clock
        self.line = Line(queue)

    def check(self, person: str, channel: str) -> None:
        """Count one question; raises `Refused` with the waiting time when it is one too many."""
        now = self._clock()
        # The person first: somebody who is refused takes nothing from the channel.
        for rate, key, whose in (
            (self._person, person, "you have"),
            (self._channel, channel, "this channel has"),
        ):
            seconds = rate.wait(key, now)
            if seconds:
                raise Refused(f"{whose} asked a lot just now; please ask again in {ceil(seconds)} s")

    def check_press(self, person: str) -> None:
        """Count one press of a button; raises `Refused` with the waiting time when it is one too many."""
        seconds = self._press.wait(person, self._clock())
        if seconds:
            raise Refused(f"you have pressed a lot just now; please press again in {ceil(seconds)} s")
