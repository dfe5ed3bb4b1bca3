"""How far a long piece of work is: counted by a meter, told to whoever shows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

INTERVAL = 0.1
"""Least seconds between two tellings of one stage; its end is always told."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`total` is 0 and `seconds_left` None while unknown; `rate` is units a second."""

    stage: str
    done: int
    total: int
    unit: str
    rate: float
    seconds_left: float | None


Tell = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Tell nobody."""


class Meter:
    """Counts one stage and tells how it goes."""

    def __init__(self, stage: str, total: int, unit: str, tell: Tell) -> None:
        self._stage, self._total, self._unit, self._tell = stage, total, unit, tell
        self._done = 0
        self._started = time.monotonic()
        self._told = float("-inf")

    def step(self, amount: int = 1) -> None:
        self._done += amount
        now = time.monotonic()
        if now - self._told < INTERVAL and self._done != self._total:
            return
        self._told = now
        rate = self._done / max(now - self._started, 1e-6)
        left = (self._total - self._done) / rate if self._total and self._done else None
        self._tell(Progress(self._stage, self._done, self._total, self._unit, rate, left))
