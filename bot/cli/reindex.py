"""`footnote reindex`: the build that /reindex starts in a chat, in the terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.documents import JsonOption
from bot.wiring import Session

if TYPE_CHECKING:
    from bot.administration.result import Result


def reindex(
    context: typer.Context,
    story: Annotated[str | None, typer.Argument(help="The story, if not the default one.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Embed everything anew.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring a story up to date from where its documents came, and say what that changed."""
    import asyncio

    from bot.administration.wording import brought, heading
    from bot.cli.console import console, show
    from bot.reply import Display, Sheet, report

    session: Session = context.obj
    result: Result = asyncio.run(_build(session, story or session.settings.story, full=full))
    if as_json:
        typer.echo(json.dumps(reindex_json(result), ensure_ascii=False))
        return
    show(console(), Display(report(heading(result), Sheet(rows=tuple(brought(result))))))


async def _build(session: Session, story: str, *, full: bool) -> Result:
    from bot.administration.building import Wish
    from bot.administration.builds import wish_json
    from bot.administration.child import Child
    from bot.cli.progress import bars
    from bot.keeping import sources, task

    settings, library = session.settings, session.library
    number = library.stories.number(story)
    paths = sources(settings, library, story)
    wanted = {
        **wish_json(Wish(story, full=full, paths=paths)),
        "story": story,
        "before": number,
        "again": False,
        "settings": task(settings),
    }
    with bars() as tell:
        child = await Child.start(wanted)
        try:
            return await child.result(tell)
        finally:
            await child.end()


def reindex_json(result: Result) -> dict[str, object]:
    """As `footnote index --json`, with what else a build finds out."""
    scores = result.scores
    failed = [{"file": file, "reason": reason} for file, reason in result.failed]
    return {
        "story": result.story,
        "snapshot": result.snapshot,
        "documents": {**result.counts, "failed": failed},
        "passages": result.passages,
        "embedded": result.embedded,
        "new_dates": result.new_dates,
        "scores": scores and {"questions": scores.questions, "before": scores.before, "after": scores.after},
        "seconds": result.seconds,
    }
