"""`footnote status` and `footnote doctor`: what there is, and whether it works."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator

import typer

from bot.reply import count
from bot.wiring import Library, Session
from index.errors import FootnoteError, StorageError, StoryError, UsageError

LEAST_FREE = 500_000_000
"""Bytes: room for a snapshot of some ten thousand passages beside the one that serves."""


def status(context: typer.Context) -> None:
    """List the stories and the state of their indexes."""
    session: Session = context.obj
    for line in status_lines(session):
        typer.echo(line)


def status_lines(session: Session) -> list[str]:
    """A line for each story, and what to do where one has no index."""
    library = session.library
    names = library.names()
    if not names:
        return [f"No story is indexed in {session.settings.home} yet: run `footnote index`."]
    lines = []
    for name in names:
        try:
            manifest = library.current(name).manifest
        except FootnoteError as error:
            lines.append(f"{name}: {error}")
            continue
        default = " (default)" if name == session.settings.story else ""
        lines.append(
            f"{name}{default}: {count(manifest.documents, 'document')}, "
            f"{count(manifest.passages, 'passage')}, "
            f"snapshot {manifest.number} of {manifest.created[:16].replace('T', ' ')} UTC, "
            f"model {manifest.model}{_threshold(library, name)}"
        )
    return lines


def _threshold(library: Library, story: str) -> str:
    """What was fitted for the story, where something was."""
    try:
        fitted = library.fitted(story)
    except FootnoteError as error:
        return f"; {error}"
    if fitted is None:
        return ""
    on = f"{fitted.answerable + fitted.declined} questions of {fitted.file}"
    return f", answers from a confidence of {fitted.threshold:.3f} (fitted on {on}, {fitted.fitted[:10]})"


def doctor(context: typer.Context) -> None:
    """Check everything the bot needs: each line is ok, or says what to do."""
    session: Session = context.obj
    failed = False
    typer.echo(f"ok  settings: home is {session.settings.home.resolve()}")
    platforms: tuple[Callable[[Session], Iterable[str]], ...] = (_discord, _slack)
    for check in (_folder, _model, _stories, _tokens, *platforms):
        try:
            for line in check(session):
                typer.echo(f"ok  {line}")
        except FootnoteError as error:
            typer.echo(f"no  {error}")
            failed = True
    if failed:
        raise typer.Exit(1)


def _folder(session: Session) -> list[str]:
    home = session.settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise StorageError(f"disk: {home} cannot be written ({error.strerror}); set FOOTNOTE_HOME") from error
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE:
        raise StorageError(
            f"disk: only {free / 1e6:,.0f} MB are free in {home}; make room for the next build"
        )
    return [f"disk: {free / 1e9:,.1f} GB free"]


def _model(session: Session) -> list[str]:
    embedder = session.library.embedder()
    return [f"model: {embedder.name} loads, {embedder.dimension} dimensions"]


def _stories(session: Session) -> list[str]:
    library = session.library
    if library.stories.number(session.settings.story) is None:
        raise StoryError(f"story {session.settings.story} has no index yet; run `footnote index`")
    counts = [(name, library.current(name).manifest.documents) for name in library.names()]
    return [f"story {name}: its snapshot loads, {count(documents, 'document')}" for name, documents in counts]


def _tokens(session: Session) -> list[str]:
    settings = session.settings
    slack = "SLACK_CLIENT_ID" if settings.slack_client_id else "SLACK_BOT_TOKEN"
    tokens = {"DISCORD_TOKEN": settings.discord_token, slack: settings.has_slack}
    return [f"{name}: {'set' if token else 'not set, so not started'}" for name, token in tokens.items()]


def _discord(session: Session) -> Iterator[str]:
    """Lines that are well, then an error that says everything that is not."""
    import asyncio

    settings = session.settings
    if settings.discord_token is None:
        return
    from bot.discord.checkup import check

    well, amiss = asyncio.run(
        check(
            settings.discord_token.get_secret_value(),
            message_content=settings.discord_message_content,
            user_install=settings.discord_user_install,
        )
    )
    yield from well
    if amiss:
        raise UsageError("\nno  ".join(amiss))


def _slack(session: Session) -> list[str]:
    return session.examine_slack() if session.settings.has_slack else []
