"""Progress of a build on standard error: a bar on a terminal, a line a stage elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from bot.cli.console import console
from index.ingest.progress import Progress


@contextmanager
def bars() -> Iterator[Callable[[Progress], None]]:
    """A function that shows each `Progress` it is given."""
    out = console(error=True)
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:,.0f}{task.fields[of]} {task.fields[unit]}"),
        TextColumn("{task.fields[pace]}", style="dim"),
    )
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=out, disable=not out.is_terminal) as shown:

        def tell(progress: Progress) -> None:
            finished = progress.total > 0 and progress.done >= progress.total
            if not out.is_terminal:
                if finished:
                    out.print(f"{progress.stage}: {progress.done:,} {progress.unit}", soft_wrap=True)
                return
            if progress.stage not in tasks:
                for earlier in tasks.values():  # a stage without a known total is over when the next begins
                    shown.update(earlier, total=shown.tasks[earlier].completed, pace="")
                tasks[progress.stage] = shown.add_task(progress.stage, total=None, of="", unit="", pace="")
            shown.update(
                tasks[progress.stage],
                completed=progress.done,
                total=(progress.total or None)
                if progress.done
                else None,  # None: a moving bar, something goes on
                of=f" of {progress.total:,}" if progress.total else "",
                unit=progress.unit,
                pace="" if finished or not progress.done else pace(progress),
            )

        yield tell


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
