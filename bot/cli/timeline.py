"""`footnote timeline`: what the documents say happened when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.question import make_window
from bot.wiring import Session
from index.errors import StorageError

if TYPE_CHECKING:
    from index.model import Texts
    from index.timeline.timeline import Timeline


def timeline(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="What the events are about; nothing: every event.")] = "",
    story: Annotated[str | None, typer.Option(help="The story, if not the default one.")] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Events since this day.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Events until this day.")] = None,
    picture: Annotated[Path | None, typer.Option(help="A PNG file to draw it in.")] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Draw it light on dark.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what happened when: dated events in order, each with its quote."""
    from bot.cli.progress import bars, counted

    session: Session = context.obj
    asked = make_window(topic, first, last, longest=session.settings.max_question)
    with bars() as tell:
        found, snapshot = session.library.events(
            story or session.settings.story, asked, counted(tell, "reading", "documents")
        )
    if picture is not None:
        _draw(found, snapshot, picture, title=asked.text, dark=dark)
    if as_json:
        from bot.cli.timeline_json import timeline_json

        typer.echo(json.dumps(timeline_json(found, snapshot, asked.text), ensure_ascii=False))
        return
    from bot.chronicle import chronicle
    from bot.cli.console import console, show
    from bot.reply import show as reread
    from bot.reply import timeline_notice, timeline_reply

    whole = chronicle(found, snapshot)
    notice = timeline_notice(whole, asked)
    reply = timeline_reply(whole.quotes, whole.labels, notice=notice, entries=len(whole.quotes))
    show(console(), reread(reply, snapshot))


def _draw(found: Timeline, texts: Texts, path: Path, *, title: str, dark: bool) -> None:
    from index.timeline.picture import draw

    try:
        draw(found, texts, path, title=title, dark=dark)
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(f"the picture {path} cannot be written: {reason}; name another file") from error
