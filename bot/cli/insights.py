"""`footnote insights`: what was asked and how it went, on every platform."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from bot.wiring import Session


def insights(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days back.")] = 30,
    export: Annotated[Path | None, typer.Option(help="Write every question to this CSV file.")] = None,
) -> None:
    """Say what was asked, answered and declined, and what people thought of it."""
    from bot.administration.insights import DAY, as_csv, summary
    from bot.cli.console import console, show
    from bot.reply import Display, report
    from bot.state import State
    from index.errors import StorageError

    session: Session = context.obj
    state = State(session.settings.state_path)
    try:
        asked = state.insights.asked(time.time() - days * DAY, None)
    finally:
        state.close()
    if export:
        try:
            export.write_bytes(as_csv(asked))
        except OSError as error:
            raise StorageError(f"{export} cannot be written: {error.strerror}; name another file") from error
    sheet = summary(asked, lambda texts: session.library.embedder().texts(texts))
    show(console(), Display(report(f"Questions of the last {days} days", sheet)))
