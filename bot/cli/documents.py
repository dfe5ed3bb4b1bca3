"""`footnote index`, `text` and `verify`: what the stories are made of."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bot.engine import Verdict
from bot.reply import count
from bot.terminal.escape import escape
from bot.wiring import Session

StoryOption = Annotated[str | None, typer.Option(help="The story, if not the default one.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def index(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders; none: as before.")] = None,
    story: StoryOption = None,
    full: Annotated[bool, typer.Option("--full", help="Embed everything anew.")] = False,
    only: Annotated[bool, typer.Option("--only", help="Leave out what other paths brought in.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Build a story's index, or bring it up to date with its documents."""
    from bot.cli.progress import bars
    from bot.cli.report import lines, report_json

    session: Session = context.obj
    name = story or session.settings.story
    with bars() as tell:
        report = session.library.build(
            name, sources(session, paths or [], name), full=full, only=only, progress=tell
        )
    if as_json:
        typer.echo(json.dumps(report_json(report), ensure_ascii=False))
        return
    for line in lines(report):
        typer.echo(line)


def sources(session: Session, paths: list[Path], story: str) -> list[Path]:
    """The paths to read: those named, or for a default story not built yet its folder of documents."""
    if paths or story != session.settings.story or session.library.stories.number(story) is not None:
        return paths
    return [session.settings.documents]


def text(context: typer.Context, file: Annotated[Path, typer.Argument(help="A document.")]) -> None:
    """Print the canonical text of a document, the one that offsets refer to."""
    session: Session = context.obj
    documents = session.library.read(file)
    # As bytes: no newline is translated or added, so that offsets hold for what is printed.
    for document in documents:
        if len(documents) > 1:
            sys.stdout.buffer.write(f"==> {document.origin} <==\n".encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.write(document.text.encode("utf-8", "surrogatepass"))
        if len(documents) > 1:
            sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def verify(context: typer.Context, story: StoryOption = None) -> None:
    """Read every source again and say which are still what was indexed."""
    from bot.cli.progress import bars

    session: Session = context.obj
    with bars() as tell:
        verdicts = session.library.verify_all(story or session.settings.story, tell)
    for origin, verdict in verdicts:
        if verdict is not Verdict.IDENTICAL:
            typer.echo(f"{verdict}: {escape(origin)}")
    counts = Counter(verdict for _, verdict in verdicts)
    summary = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in Verdict)
    typer.echo(f"{count(len(verdicts), 'source')} read again: {summary}.")
    if counts[Verdict.IDENTICAL] != len(verdicts):
        typer.echo("Run `footnote index` to bring the story up to date.")
