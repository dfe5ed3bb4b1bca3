"""`footnote index`, `text` and `verify`: what stories are made of; `footnote documents`: changing that."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.administer import administer
from bot.engine import Verdict
from bot.reply import count
from bot.terminal.escape import escape
from bot.wiring import Session

StoryOption = Annotated[str | None, typer.Option(help="The story, if not the default one.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


app = typer.Typer(no_args_is_help=True, help="List, add, correct and remove documents, and undo it.")
Document = Annotated[str, typer.Argument(help="Its title, or its id as the list shows it.")]


@app.command("list")
def list_(context: typer.Context, story: StoryOption = None, page: int = 1) -> None:
    """List a story's documents."""
    administer(context.obj, "documents", "list", story=story, page=str(page))


@app.command()
def show(context: typer.Context, document: Document, story: StoryOption = None) -> None:
    """Show what was read of a document: its first lines, and the dates found in it."""
    administer(context.obj, "documents", "show", document=document, story=story)


@app.command()
def add(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(help="Files, which are copied.")] = None,
    url: Annotated[str | None, typer.Option(help="A page of the web.")] = None,
    story: StoryOption = None,
) -> None:
    """Add files to a story, or a page of the web."""
    administer(context.obj, "documents", "add", files=tuple(files or ()), url=url, story=story)


@app.command()
def remove(context: typer.Context, document: Document, story: StoryOption = None) -> None:
    """Remove a document; `undo` brings it back."""
    administer(context.obj, "documents", "remove", document=document, story=story)


@app.command()
def title(context: typer.Context, document: Document, text: str, story: StoryOption = None) -> None:
    """Correct a document's title."""
    administer(context.obj, "documents", "title", document=document, text=text, story=story)


@app.command()
def date(context: typer.Context, document: Document, day: str, story: StoryOption = None) -> None:
    """Correct the day a document was published on; `none` where it is not known."""
    administer(context.obj, "documents", "date", document=document, day=day, story=story)


@app.command()
def undo(
    context: typer.Context,
    to: Annotated[int | None, typer.Option(help="Go to this snapshot of the history.")] = None,
    story: StoryOption = None,
) -> None:
    """Take a story's last change back."""
    administer(context.obj, "documents", "undo", to=str(to) if to else None, story=story)


@app.command()
def history(context: typer.Context, story: StoryOption = None, page: int = 1) -> None:
    """List the snapshots that can be gone back to."""
    administer(context.obj, "documents", "history", story=story, page=str(page))


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
