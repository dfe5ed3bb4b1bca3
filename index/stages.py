"""The stages of one piece of work, timed for whoever asked to be told.

The index says where a stage begins and ends; who listens is none of its business. Listeners travel with the
context (`contextvars`), so concurrent questions are told apart, also in worker threads that run in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

Listener = Callable[[str, float], None]
"""Takes a stage's name and its seconds."""

listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time what is done inside, also when it fails."""
    tell = listener.get()
    started = perf_counter()
    try:
        yield
    finally:
        if tell:
            tell(name, perf_counter() - started)
