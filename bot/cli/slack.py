"""`footnote slack …`: what setting up a Slack app takes."""

from __future__ import annotations

import json
from typing import Annotated

import typer

slack = typer.Typer(help="Set up a Slack app.", no_args_is_help=True, rich_markup_mode=None)


@slack.callback()
def group() -> None:
    """Set up a Slack app."""


@slack.command()
def manifest(
    http: Annotated[
        str,
        typer.Option(metavar="URL", help="The bot's public address, for HTTP mode instead of Socket Mode."),
    ] = "",
) -> None:
    """Print the app's manifest, to paste at https://api.slack.com/apps."""
    from bot.slack.manifest import manifest as made
    from index.errors import UsageError

    if http and not http.startswith("https://"):
        raise UsageError(f"Slack posts to https:// addresses only, not to {http[:80]!r}")
    typer.echo(json.dumps(made(url=http), indent=2, ensure_ascii=False))


@slack.command()
def key() -> None:
    """Print a new key for FOOTNOTE_STORE_KEY, under which the tokens of workspaces are kept."""
    from bot.state.vault import make_key

    typer.echo(make_key())
