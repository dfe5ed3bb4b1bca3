"""`footnote status`: what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.library import Library
from bot.reply import count
from bot.wiring import Session
from index.errors import FootnoteError

if TYPE_CHECKING:
    from index.store.snapshot import Manifest


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
            f"model {manifest.model}{_threshold(library, manifest)}"
        )
    return lines


def _threshold(library: Library, manifest: Manifest) -> str:
    """What was fitted for the story, where something was."""
    from index.store import thresholds

    try:
        every = thresholds.read(library.stories.folder(manifest.story), manifest.identity)
        fitted = every.get(library.readers.choose().name) if every else None  # loading one takes a while
    except FootnoteError as error:
        return f"; {error}"
    if fitted is None:
        return ""
    on = f"{fitted.answerable + fitted.declined} questions of {fitted.file}"
    return f", answers from a confidence of {fitted.threshold:.3f} (fitted on {on}, {fitted.fitted[:10]})"
