"""Progress of a build on standard error: bars on a terminal; elsewhere a line a stage, more for slow ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from bot.cli.console import console, say
from bot.reply.amounts import duration
from bot.reply.amounts import pace as per_second
from index.ingest.progress import Meter, Progress, Tell

LINE_SECONDS = 10.0
WORTH_TELLING = 100
"""Documents; fewer are read in a second or two."""


@contextmanager
def bars() -> Iterator[Tell]:
    """A function that shows each `Progress` it is given, for as long as the context lasts."""
    out = console(error=True)
    if not out.is_terminal:
        yield _lines(out)
        return
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:,.0f}{task.fields[of]} {task.fields[unit]}"),
        TextColumn("{task.fields[pace]}", style="dim"),
    )
    with Bars(*columns, console=out) as shown:
        yield _bars(shown)


def _bars(shown: Bars) -> Tell:
    tasks: dict[str, TaskID] = {}

    def tell(progress: Progress) -> None:
        if progress.stage not in tasks:
            for earlier in tasks.values():  # a stage without a known total is over when the next begins
                shown.update(earlier, total=shown.tasks[earlier].completed, pace="")
            tasks[progress.stage] = shown.add_task(progress.stage, total=None, of="", unit="", pace="")
        known = progress.total if progress.done and progress.total else None  # None: a bar that only moves
        shown.update(
            tasks[progress.stage],
            completed=progress.done,
            total=known,
            of=f" of {progress.total:,}" if progress.total else "",
            unit=progress.unit,
            pace=pace(progress) if progress.done and progress.done != progress.total else "",
        )

    return tell


def _lines(out: Console) -> Tell:
    said = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal said
        finished = progress.total > 0 and progress.done >= progress.total
        if finished or time.monotonic() - said > LINE_SECONDS:
            said = time.monotonic()
            of = f" of {progress.total:,}" if progress.total and not finished else ""
            rest = "" if finished else f", {pace(progress)}"
            say(out, f"{progress.stage}: {progress.done:,}{of} {progress.unit}{rest}")

    return tell


def counted(tell: Tell, stage: str, unit: str) -> Callable[[int, int], None]:
    """A function to call with how much is done and how much there is; little work is not spoken of."""
    meters: list[Meter] = []

    def step(done: int, total: int) -> None:
        if total < WORTH_TELLING:
            return
        if done == 1:
            meters.append(Meter(stage, total, unit, tell))
        meters[-1].step()

    return step


def pace(progress: Progress) -> str:
    """'31/s, 2 min left'."""
    rate = per_second(progress.rate)
    if progress.seconds_left is None:
        return rate
    return f"{rate}, {duration(progress.seconds_left)} left"
