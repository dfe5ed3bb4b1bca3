"""`footnote doctor`: everything that the bot needs, a line each.

    ok    it works      warn  it works, and could be better      no    it does not: what to do

Exit status 1 when any line is no. Every check is looked at, whatever the one before it found.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import typer

from bot.reply import count
from bot.version import installed
from bot.wiring import Session
from index.errors import FootnoteError, ModelError, StorageError, StoryError, UsageError

LEAST_FREE = 500_000_000
"""Bytes: room for a snapshot of some ten thousand passages beside the one that serves."""
OLD_BACKUP = 7
"""Days."""
PATIENCE = 3.0
"""Seconds that a server has to answer."""


class Warn(str):
    """A line about something that works, and could be better."""

    __slots__ = ()


Check = Callable[[Session], Iterable[str]]
"""Gives lines, and raises `FootnoteError` for what does not work."""


def doctor(context: typer.Context) -> None:
    """Check everything the bot needs: each line is ok, warn or no, and says what to do."""
    session: Session = context.obj
    checks: tuple[Check, ...] = (
        *(_program, _settings, _folder, _state, _backup),
        *(_model, _reader, _stories, _web, _public_url, _tokens, _discord, _slack),
    )
    failed = False
    for check in checks:
        try:
            for line in check(session):
                typer.echo(f"{'warn' if isinstance(line, Warn) else 'ok'}  {line}")
        except FootnoteError as error:
            typer.echo(f"no  {error}")
            failed = True
    if failed:
        raise typer.Exit(1)


def _program(_: Session) -> list[str]:
    import platform

    return [f"program: Footnote {installed() or 'from source'}, Python {platform.python_version()}"]


def _settings(session: Session) -> Iterator[str]:
    """Settings that are right one by one, and contradict each other."""
    settings = session.settings
    yield f"settings: home is {settings.home.resolve()}"
    if settings.slack_app_token and not settings.has_slack:
        yield Warn("settings: SLACK_APP_TOKEN alone starts nothing; set SLACK_BOT_TOKEN, too")
    if settings.slack_bot_token and settings.slack_client_id:
        yield Warn("settings: with SLACK_CLIENT_ID the SLACK_BOT_TOKEN is not used; unset one of them")
    if settings.log_questions:
        yield Warn("settings: FOOTNOTE_LOG_QUESTIONS writes what people ask into the log")
    if settings.metrics == "open" and _exposed(session):
        yield Warn("settings: FOOTNOTE_METRICS=open shows the metrics to whoever reaches the web")
    if settings.has_slack and not (settings.slack_app_token or settings.slack_signing_secret):
        raise UsageError(
            "settings: Slack needs SLACK_APP_TOKEN for Socket Mode or SLACK_SIGNING_SECRET for HTTP mode"
        )


def _exposed(session: Session) -> bool:
    """Whether others than this machine reach the web; as far as the settings tell."""
    settings = session.settings
    return settings.web_guarded or settings.public_url is not None


def _folder(session: Session) -> list[str]:
    import shutil
    import tempfile

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


def _state(session: Session) -> list[str]:
    import sqlite3

    from bot.state.database import MIGRATIONS

    path = session.settings.state_path
    if not path.exists():
        return ["state: none yet; the first question makes it"]
    try:
        connection = sqlite3.connect(path, timeout=PATIENCE)
        try:
            ((version,),) = connection.execute("PRAGMA user_version").fetchall()
            found = [row for (row,) in connection.execute("PRAGMA integrity_check(3)")]
        finally:
            connection.close()
    except sqlite3.Error as error:
        found, version = [str(error)], 0
    if found != ["ok"]:
        raise StorageError(
            f"state: {path} is damaged ({'; '.join(found)}); restore a backup, or move it away to start anew"
        )
    if version > len(MIGRATIONS):
        raise StorageError(f"state: {path} was written by a newer version of Footnote; upgrade this one")
    behind = f", brought up to {len(MIGRATIONS)} at the next start" if version < len(MIGRATIONS) else ""
    return [f"state: sound, version {version}{behind}, {path.stat().st_size / 1e6:,.1f} MB"]


def _backup(session: Session) -> list[str]:
    from bot.backup.make import last_backup

    if not session.library.names() and not session.settings.state_path.exists():
        return ["backup: there is nothing to save yet"]
    when = last_backup(session.settings.home)
    if when is None:
        return [Warn("backup: none was made yet; run `footnote backup FILE`, best every day")]
    days = (datetime.now(UTC) - when).days
    if days > OLD_BACKUP:
        return [Warn(f"backup: the last one is {days} days old; run `footnote backup FILE`")]
    return [f"backup: made at {when:%Y-%m-%d %H:%M} UTC"]


def _model(session: Session) -> list[str]:
    embedder = session.library.embedder()
    return [f"model: {embedder.name} loads, {embedder.dimension} dimensions"]


def _reader(session: Session) -> list[str]:
    return [f"reader: {session.library.readers.choose().name} loads"]


def _stories(session: Session) -> Iterator[str]:
    library, default = session.library, session.settings.story
    problems, embedder = [], None
    with suppress(ModelError):  # which the line about the model tells
        embedder = library.embedder()
    for name in sorted({default, *library.names()}):
        try:
            if library.stories.number(name) is not None:
                manifest = library.current(name).manifest
                if embedder:
                    manifest.require_model(embedder)
                yield f"story {name}: its snapshot loads, {count(manifest.documents, 'document')}"
                for root in manifest.roots:
                    if not os.path.lexists(root):
                        yield Warn(f"story {name}: {root}, which it was built from, is gone")
            elif name == default:
                problems.append(f"story {name} has no index yet; run `footnote index`")
            else:
                yield Warn(f"story {name} has no index yet; run `footnote index PATH --story {name}`")
        except FootnoteError as error:
            problems.append(str(error))
    if problems:
        raise StoryError("\nno  ".join(problems))


def _web(session: Session) -> Iterator[str]:
    """Who is let in, and whether the port is to be had."""
    import socket
    from urllib.parse import urlsplit

    settings = session.settings
    where = f"{settings.web_host}:{settings.web_port}"
    session.check_web()
    if settings.web_guarded and urlsplit(settings.public_url or "").scheme != "https":
        yield Warn("web: passwords travel unencrypted; put a reverse proxy with HTTPS before it")
    try:
        family, _, _, _, address = socket.getaddrinfo(settings.web_host, settings.web_port)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if not _healthy(f"http://{where}"):
            raise UsageError(
                f"web: {where} cannot be opened ({error.strerror or error}); set FOOTNOTE_WEB_PORT to another"
            ) from error
        yield f"web: a bot serves at {where} already"
    else:
        yield f"web: {where} is free"


def _public_url(session: Session) -> list[str]:
    url = session.settings.public_url
    if url is None:
        return ["public URL: none, so citations in chats have no links"]
    if _healthy(url.rstrip("/")):
        return [f"public URL: {url} leads to a running bot"]
    return [
        Warn(f"public URL: no bot answers at {url}, asked from here; is it running, and the proxy set up?")
    ]


def _healthy(url: str) -> bool:
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    request = Request(f"{url}/healthz", headers={"user-agent": "footnote-doctor"})  # noqa: S310 -- http(s), as the settings check
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 -- same
            return bool(answer.status == 200 and answer.read(16) == b"ok\n")  # noqa: PLR2004 -- OK
    except (URLError, OSError, ValueError):
        return False


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
