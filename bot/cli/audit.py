"""`footnote audit`: who changed what, on every platform."""

from __future__ import annotations

import typer

from bot.cli.administer import administer


def audit(context: typer.Context, page: int = 1) -> None:
    """Say who changed what; the log itself cannot be changed."""
    administer(context.obj, "audit", page=str(page))
