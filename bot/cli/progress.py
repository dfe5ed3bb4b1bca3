"""Progress of a build on standard error: bars on a terminal; elsewhere a line a stage, more for slow ones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from bot.cli.console import console, say
from index.ingest.progress import Progress, Tell

LINE_SECONDS = 10.0


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


def pace(progress: Progress) -> str:
    """'31/s, 2 min left'."""
    rate = f"{progress.rate:,.0f}/s" if progress.rate >= 10 else f"{progress.rate:.1f}/s"  # noqa: PLR2004
    if progress.seconds_left is None:
        return rate
    return f"{rate}, {duration(progress.seconds_left)} left"


def duration(seconds: float) -> str:
    """'45 s', '2 min', '1 h 5 min': as exact as anybody needs."""
    if seconds < 90:  # noqa: PLR2004 -- a minute and a half
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004
