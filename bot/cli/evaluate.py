"""`footnote eval`: how well a story answers questions whose answers are known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.reply import count
from bot.wiring import Session
from index.errors import StorageError, UsageError

if TYPE_CHECKING:
    from index.query.evaluation import Case, Evaluation, Outcome
    from index.store.snapshot import Manifest, Snapshot


LEAST = 10
"""Questions of either kind that a threshold is fitted on: with fewer, one question moves it."""


def evaluate(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="JSON Lines: question, and answers unless there are none.")
    ] = None,
    story: Annotated[str | None, typer.Option(help="The story, if not the default one.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
    fit: Annotated[
        bool, typer.Option("--fit", help="Let the story answer with the fitted threshold.")
    ] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget the story's fitted threshold.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure a story on a file of questions, and write a report question by question."""
    session: Session = context.obj
    named = story or session.settings.story
    if clear:
        if file is not None or fit:
            raise UsageError("--clear takes no file of questions and no --fit: it only forgets")
        _clear(session, named)
        return
    if file is None:
        raise UsageError("name a file of questions, one JSON object a line")
    _measure(session, file, named, report, fit=fit, as_json=as_json)


def _clear(session: Session, story: str) -> None:
    from index.store import thresholds

    known = thresholds.clear(session.library.stories.folder(story))
    said = "answers with the reader's own threshold again" if known else "has no fitted threshold"
    typer.echo(f"Story {story} {said}.")


def _measure(
    session: Session, file: Path, story: str, report: Path | None, *, fit: bool, as_json: bool
) -> None:
    from bot.cli.progress import bars
    from index.ingest.progress import Meter
    from index.query.evaluation import evaluate as measure
    from index.query.evaluation import read_cases

    cases = read_cases(file)
    if fit:
        _check_enough(cases)
    snapshot = session.library.current(story)
    embedder = session.library.embedder()
    with bars() as tell:
        meter = Meter("asking", len(cases), "questions", tell)
        reader = session.library.readers.choose()
        evaluation = measure(snapshot, embedder, cases, lambda _: meter.step(), reader.make)
    manifest = snapshot.manifest
    path = report or session.settings.home / "reports" / f"{manifest.story}-{manifest.number}-{file.stem}.md"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(markdown(evaluation, snapshot, file)) + "\n", "utf-8")
    except OSError as error:
        raise StorageError(f"the report {path} cannot be written: {error.strerror}; name another") from error
    kept = _keep(session, evaluation, manifest, reader.name, file) if fit else None
    if as_json:
        about = {"story": manifest.story, "snapshot": manifest.number, "questions": len(cases)}
        found = {**about, "figures": evaluation.figures(), "report": str(path)}
        typer.echo(json.dumps({**found, **({"kept": kept} if kept is not None else {})}))
        return
    for name, figure in evaluation.figures().items():
        typer.echo(f"{name:<28} {shown(figure)}")
    typer.echo(f"\n{count(len(cases), 'question')}; each one is in {path}.")
    if kept is not None:
        typer.echo(f"Story {story} answers from now on with a confidence of {kept:.3f} or more.")


def _check_enough(cases: Sequence[Case]) -> None:
    """Raises `UsageError` where too few questions say where the line is."""
    declined = sum(not case.answerable for case in cases)
    for number, what in ((declined, "to decline"), (len(cases) - declined, "with answers")):
        if number < LEAST:
            raise UsageError(f"--fit needs at least {LEAST} questions {what}; the file has {number}")


def _keep(session: Session, evaluation: Evaluation, manifest: Manifest, reader: str, file: Path) -> float:
    """Store the fitted threshold for the story, its model and the reader."""
    from index.store import thresholds

    declined = len(evaluation.confidences(answerable=False))
    fitted = thresholds.Fitted(
        threshold=round(evaluation.threshold or 0.0, 4),
        answerable=len(evaluation.outcomes) - declined,
        declined=declined,
        file=file.name,
        fitted=datetime.now(UTC).isoformat(timespec="minutes"),
    )
    thresholds.put(session.library.stories.folder(manifest.story), reader, manifest.identity, fitted)
    return fitted.threshold


def shown(figure: float | None) -> str:
    return "none" if figure is None else f"{figure:.3f}"


def markdown(evaluation: Evaluation, snapshot: Snapshot, file: Path) -> Iterator[str]:
    """The report: every figure, then every question with what was quoted, those that went wrong first."""
    manifest = snapshot.manifest
    yield f"# {file.name} asked of {manifest.story}, snapshot {manifest.number}"
    yield ""
    documents, passages = count(manifest.documents, "document"), count(manifest.passages, "passage")
    yield f"{documents}, {passages}, model {manifest.model}."
    yield ""
    yield "| measure | value |"
    yield "|---|---|"
    for name, figure in evaluation.figures().items():
        yield f"| {name} | {shown(figure)} |"
    for title, right in (("Went wrong", False), ("Went right", True)):
        outcomes = [one for one in evaluation.outcomes if is_right(one, evaluation.threshold) is right]
        yield from ("", f"## {title}: {len(outcomes)}")
        for outcome in outcomes:
            yield from _question(outcome, snapshot)


def is_right(outcome: Outcome, threshold: float | None) -> bool:
    """Answered with an answer in the first three quotes, or declined where there is none.

    Where no question had to be declined there is no fitted threshold, and every question counts as answered.
    """
    answered = threshold is None or outcome.answer.confidence > threshold
    return answered and any(outcome.quotes[:3]) if outcome.case.answerable else not answered


def _question(outcome: Outcome, snapshot: Snapshot) -> Iterator[str]:
    from bot.terminal.escape import escape

    wanted = "; ".join(map(escape, outcome.case.answers)) or "nothing: it should be declined"
    yield from ("", f"### {escape(outcome.case.id)}", "")
    # Indented lines are code in Markdown: shown as they stand, whatever the documents hold.
    yield f"    asked       {escape(outcome.case.question.text)}"
    yield f"    wanted      {wanted}"
    yield f"    confidence  {outcome.answer.confidence:.3f}"
    for number, (quote, holds) in enumerate(
        zip(outcome.answer.quotes[:3], outcome.quotes[:3], strict=True), 1
    ):
        citation = quote.citation
        mark = "  (holds it)" if holds else ""
        yield f"    quote {number}     {escape(quote.read(snapshot))}"
        yield f"                — {escape(citation.title)} · paragraph {citation.paragraph}{mark}"
