"""`footnote dates`: every time expression of a text, as it is named and what days it means."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from bot.cli.as_json import Json
from bot.cli.batch import read
from bot.question import parse_day
from bot.terminal.escape import escape
from bot.wiring import Session
from index.errors import UsageError

if TYPE_CHECKING:
    from index.timeline.dated import Dated


def dates(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A document.")] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was published, if it does not say.")
    ] = None,
    batch: Annotated[Path | None, typer.Option(help="A JSON Lines file of texts.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the time expressions of a document, with the days they mean."""
    from index.timeline.calendar import resolve
    from index.timeline.sections import dates as dates_of

    session: Session = context.obj
    if (file is None) == (batch is None):
        raise UsageError("give either a document or a file of texts with --batch")
    if batch is not None:
        if published:
            raise UsageError("with --batch the date stands in the file: published of each line")
        for line in _lines(batch):
            listed = [dated_json(dated) for dated in resolve(line.text, line.published)]
            typer.echo(json.dumps({"id": line.id, "dates": listed}, ensure_ascii=False))
        return
    given = _day(published) if published else None
    documents = session.library.read(file or Path())
    resolved = [(one, dates_of(replace(one, published=given or one.published))) for one in documents]
    if as_json:
        # A file that holds several documents has an offset's document beside it.
        many = len(documents) > 1
        rows = [
            {**({"document": one.origin} if many else {}), **dated_json(dated)}
            for one, found in resolved
            for dated in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one, found in resolved:
        _print(one.title, given or one.published, found)


def dated_json(dated: Dated) -> Json:
    """One time expression; `interval` and `precision` only where it names a part of the calendar."""
    known: dict[str, Any] = {}
    if dated.interval and dated.precision:
        first, last = dated.interval
        known = {"interval": [first.isoformat(), last.isoformat()], "precision": dated.precision}
    return {
        "start": dated.start,
        "end": dated.end,
        "text": dated.text,
        "type": dated.type,
        "value": dated.value,
        **known,
    }


def _print(title: str, published: date | None, found: Iterable[Dated]) -> None:
    from index.timeline.phrase import phrase

    when = f"published {published}" if published else "without a publication date"
    typer.echo(f"{escape(title)} ({when})")
    for dated in found:
        days = (
            phrase(dated.interval, dated.precision) if dated.interval and dated.precision else "no known days"
        )
        typer.echo(f"  {escape(dated.text)}  {dated.type} {dated.value}  {days}")


class Line(NamedTuple):
    id: Any  # whatever JSON value the asker uses to tell texts apart
    text: str
    published: date | None


def _lines(path: Path) -> list[Line]:
    def line(fields: dict[str, Any]) -> Line:
        if not isinstance(fields["text"], str):
            raise TypeError
        day = fields.get("published")
        return Line(fields["id"], fields["text"], _day(day) if day else None)

    return read(path, '{"id": …, "text": …, "published": …}', line)


def _day(text: str) -> date:
    return parse_day(text, "published", today=datetime.now(UTC).date())
