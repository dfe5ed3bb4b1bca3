"""`footnote ask`: one question, or a file of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from bot.cli.batch import read
from bot.engine import Documents
from bot.question import make_question
from bot.wiring import Session
from index.errors import UsageError
from index.model import Answer, Question


def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="What to ask.")] = None,
    story: Annotated[str | None, typer.Option(help="The story to ask, if not the default one.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Published by this day.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="As if asked on this day.")] = None,
    top: Annotated[
        int | None,
        typer.Option(min=1, max=100, help="Quotes at most, however far below the first they score."),
    ] = None,
    after: Annotated[
        list[str] | None, typer.Option(metavar="QUESTION", help="Asked before; may be given several times.")
    ] = None,
    batch: Annotated[Path | None, typer.Option(help="A JSON Lines file of questions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Answer a question with quotes, or say that the documents do not."""
    session: Session = context.obj
    if (question is None) == (batch is None):
        raise UsageError("give either a question or a file of questions with --batch")
    if batch is not None:
        if since or until or as_of:
            raise UsageError("with --batch the dates stand in the file: since, until and as_of of each line")
        if after:
            raise UsageError("with --batch every question stands alone; leave --after out")
        _answer_batch(session, batch, story, top)
        return
    longest = session.settings.max_question
    made = make_question(question or "", since=since, until=until, as_of=as_of, longest=longest)
    named = story or session.settings.story
    earlier = [make_question(text, longest=longest) for text in after or ()]
    made = session.library.after(named, earlier, made)
    answer, snapshot = session.library.ask(named, made, top or session.settings.top)
    if as_json:
        from bot.cli.as_json import answer_json

        typer.echo(json.dumps(answer_json(answer, snapshot), ensure_ascii=False))
        return
    if top is None:  # who names a number gets as many; programs tell by the scores
        answer = replace(answer, quotes=answer.quotes[: answer.leading])
    print_answer(answer, snapshot)


def print_answer(answer: Answer, documents: Documents) -> None:
    """An answer for people: its quotes, or that there is none and the near misses."""
    from bot.cli.console import console, show
    from bot.reply import answer_reply, days_note, nearest_reply
    from bot.reply import show as reread

    out = console()
    reply = answer_reply(
        answer.quotes,
        answered=answer.answered,
        foreign=answer.foreign,
        confidence=answer.confidence,
        count=len(answer.quotes),
    )
    context = answer.question.context
    together = f"Read together with these words: {context}. " if context and answer.answered else ""
    reply = replace(reply, notice=together + days_note(answer) + reply.notice)
    show(out, reread(reply, documents))
    if not answer.answered and answer.nearest:
        show(out, reread(nearest_reply(answer.nearest), documents))


class Line(NamedTuple):
    id: Any  # whatever JSON value the asker uses to tell questions apart
    question: Question


def _answer_batch(session: Session, path: Path, story: str | None, top: int | None) -> None:
    from bot.cli.as_json import answer_json

    for line in _lines(path, session.settings.max_question):
        answer, snapshot = session.library.ask(
            story or session.settings.story, line.question, top or session.settings.top
        )
        typer.echo(json.dumps(answer_json(answer, snapshot, line.id), ensure_ascii=False))


def _lines(path: Path, longest: int) -> list[Line]:
    def line(fields: dict[str, Any]) -> Line:
        days = {name: fields.get(name) for name in ("since", "until", "as_of")}
        return Line(fields["id"], make_question(fields["question"], **days, longest=longest))

    return read(path, '{"id": …, "question": …}', line)
