"""One request: what a person said, commanded or pressed, followed through threads to its outcome.

    Conversation -> request() -> stages and outcome noted on the way -> one line in the log -> whoever counts

The request travels with the context (`contextvars`): every line logged on its behalf carries its id, and an
apology names it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter

from index.stages import listener

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """How a request ended."""

    IGNORED = "ignored"  # talk among people, or delivered before
    DONE = "done"  # whatever is no question
    ANSWERED = "answered"
    DECLINED = "declined"  # the documents do not answer
    REFUSED = "refused"  # with a sentence that says why
    FAILED = "failed"  # with an apology


@dataclass(slots=True)
class Request:
    """`said` is what must not be logged; `stages` and `seconds` are in seconds."""

    id: str
    platform: str
    kind: str
    said: tuple[str, ...]
    outcome: Outcome = Outcome.IGNORED
    story: str = ""
    stages: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    def spent(self, stage: str, seconds: float) -> None:
        """Add time to a stage, which may be gone through more than once."""
        self.stages[stage] = self.stages.get(stage, 0.0) + seconds


Watcher = Callable[[Request], None]

_current: ContextVar[Request | None] = ContextVar("request", default=None)


def nobody(_: Request) -> None:
    """Tell nobody."""


def new_id() -> str:
    """Eight hexadecimal digits: random, not counted, so unique over restarts and telling nothing."""
    return secrets.token_hex(4)


def current() -> Request | None:
    """The request on whose behalf this runs, if any."""
    return _current.get()


def settle(outcome: Outcome, story: str = "") -> None:
    """Note how the current request ended, if there is one; the last word counts."""
    if one := current():
        one.outcome, one.story = outcome, story or one.story


@contextmanager
def request(platform: str, kind: str, said: Sequence[str], watch: Watcher = nobody) -> Iterator[Request]:
    """What runs inside is one request; at its end it is logged, and `watch` is told."""
    one = Request(new_id(), platform, kind, tuple(filter(None, said)))
    begun, listening = _current.set(one), listener.set(one.spent)
    started = perf_counter()
    try:
        yield one
    finally:
        one.seconds = perf_counter() - started
        if one.outcome is not Outcome.IGNORED:
            stages = {f"{name}_seconds": round(seconds, 4) for name, seconds in one.stages.items()}
            facts = {"kind": one.kind, "outcome": str(one.outcome), "story": one.story}
            log.info("request", extra={**facts, "seconds": round(one.seconds, 4), **stages})
            watch(one)
        listener.reset(listening)
        _current.reset(begun)
