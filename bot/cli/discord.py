"""`footnote discord …`: what concerns Discord alone."""

from __future__ import annotations

import typer

from bot.wiring import Session
from index.errors import UsageError

app = typer.Typer(help="What concerns Discord alone.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keep `invite` a command of its own: typer makes a single command the whole program."""


@app.command()
def invite(context: typer.Context) -> None:
    """Print the link that invites the bot to a server, with exactly the permissions it needs."""
    import asyncio

    from bot.discord.checkup import invitation

    session: Session = context.obj
    token = session.settings.discord_token
    if token is None:
        raise UsageError("DISCORD_TOKEN is not set; docs/discord.md says where to find it")
    typer.echo(asyncio.run(invitation(token.get_secret_value())))
