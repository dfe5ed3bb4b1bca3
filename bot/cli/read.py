"""`footnote read`: the trained reader alone, over one text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from bot.cli.as_json import Json
from bot.cli.batch import read as read_batch
from bot.terminal.escape import escape
from bot.wiring import Session
from index.errors import UsageError


def read(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="What to ask of the text.")] = None,
    file: Annotated[Path | None, typer.Argument(help="A document.")] = None,
    batch: Annotated[Path | None, typer.Option(help="A JSON Lines file of questions and texts.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read one text for one question: is it answered there, by which sentences, by which words?"""
    session: Session = context.obj
    if (batch is None) == (question is None or file is None):
        raise UsageError("give either a question and a document, or a file of both with --batch")
    if batch is not None:
        for line in _lines(batch):
            found = session.library.readers.read(line.question, line.text)
            typer.echo(json.dumps({"id": line.id, **found}, ensure_ascii=False))
        return
    documents = session.library.read(file or Path())
    if len(documents) > 1:
        raise UsageError(f"{file} holds {len(documents)} documents: name a file of one")
    text, title = documents[0].text, documents[0].title
    found = session.library.readers.read(question or "", text, title, documents[0].published)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _print(text, found)


def _print(text: str, found: Json) -> None:
    typer.echo(f"Answered here: {found['answerable']:.0%}")
    best = sorted(found["sentences"], key=lambda one: -one["score"])[:3]
    for one in best:
        typer.echo(f"  {one['score']:.0%}  {escape(text[one['start'] : one['end']])}")
    for start, end, score in found["highlights"]:
        typer.echo(f"  words {score:.0%}  {escape(text[start:end])}")


class Line(NamedTuple):
    id: Any  # whatever JSON value the asker uses to tell lines apart
    question: str
    text: str


def _lines(path: Path) -> list[Line]:
    def line(fields: dict[str, Any]) -> Line:
        if not isinstance(fields["question"], str) or not isinstance(fields["text"], str):
            raise TypeError
        return Line(fields["id"], fields["question"], fields["text"])

    return read_batch(path, '{"id": …, "question": …, "text": …}', line)
