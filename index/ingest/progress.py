"""How far a long piece of work is: counted by a meter, told to whoever shows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

INTERVAL = 0.1
"""Least seconds between two tellings of one stage; its end is always told."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`total` is 0 and `seconds_left` None while unknown; `rate` is units a second.

    `documents` of `of_documents`, and their `passages`, are done with so far in a stage that works on
    documents by another unit.
    """

    stage: str
    done: int
    total: int
    unit: str
    rate: float
    seconds_left: float | None
    documents: int = 0
    of_documents: int = 0
    passages: int = 0


Tell = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Tell nobody."""


class Meter:
    """Counts one stage and tells how it goes."""

    def __init__(self, stage: str, total: int, unit: str, tell: Tell, documents: int = 0) -> None:
        self._of_documents = documents
        self._documents = self._passages = 0
        self._stage, self._total, self._unit, self._tell = stage, total, unit, tell
        self._done = 0
        self._started = time.monotonic()
        self._told = float("-inf")

    def step(self, amount: int = 1, *, documents: int = 0, passages: int = 0) -> None:
        self._done += amount
        self._documents += documents
        self._passages += passages
        now = time.monotonic()
        if now - self._told < INTERVAL and self._done != self._total:
            return
        self._told = now
        rate = self._done / max(now - self._started, 1e-6)
        left = (self._total - self._done) / rate if self._total and self._done else None
        counts = (self._documents, self._of_documents, self._passages)
        self._tell(Progress(self._stage, self._done, self._total, self._unit, rate, left, *counts))
