"""`footnote backup` and `footnote restore`: everything that cannot be made again, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.reply import count
from bot.wiring import Session


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    caches: Annotated[
        bool, typer.Option("--caches", help="Take the model and the embedding caches along.")
    ] = False,
) -> None:
    """Save stories and state into one file, also while the bot runs."""
    from bot.backup.make import backup as save
    from bot.cli.progress import bars

    session: Session = context.obj
    home = session.library.stories.home
    with bars() as tell:
        made = save(home, file, caches=caches, progress=tell)
    stories = ", ".join(f"{name} (snapshot {number})" for name, number in made.contents.stories.items())
    typer.echo(
        f"Saved {stories or 'no stories'}: {count(len(made.contents.files), 'file')} of "
        f"{_size(made.contents.size)}, in {file}, {_size(made.size)}."
    )
    typer.echo("It holds what people asked: keep it as private as the bot. Not in it: .env, tokens and keys.")
    if made.outside:
        typer.echo(f"Not in it either, since they lie elsewhere: {', '.join(made.outside)}")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `footnote backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of what the home holds now.")
    ] = False,
) -> None:
    """Bring back what a backup holds; the bot must not be running."""
    from bot.backup.restore import restore as bring_back
    from bot.cli.progress import bars

    session: Session = context.obj
    with bars() as tell:
        contents = bring_back(session.settings.home, file, replace=replace, progress=tell)
    stories = ", ".join(f"{name} (snapshot {number})" for name, number in contents.stories.items())
    typer.echo(f"Restored what was saved at {contents.created}: {stories or 'no stories'}.")
    if not contents.caches:
        typer.echo("The caches were not in it: the next build of each story embeds its documents once more.")


def _size(number: int) -> str:
    return f"{number / 1e6:,.1f} MB" if number >= 1e5 else f"{number / 1e3:,.1f} kB"  # noqa: PLR2004
