"""What a build's process does: build, then find out what that brought."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.administration.result import LISTED, Pairs, Result, Scores
from bot.changes import News, compare, named, news
from bot.keeping import QUESTIONS
from bot.library import Library
from bot.settings import Settings
from index.edits import Edit
from index.errors import FootnoteError
from index.ingest.build import Report
from index.ingest.progress import Meter, Tell
from index.query.evaluation import evaluate, read_cases
from index.store.snapshot import Snapshot, snapshot_folder

SCORED = ("quoted sentence R@1", "quoted sentence R@3", "abstention AUROC", "kept at 10 % false answers")
"""Measures that are compared before and after."""


def work(task: Mapping[str, Any], tell: Tell) -> Result:
    """Build as the task says, then find out what it brought; raises `FootnoteError`.

    The task is {"settings": {variable: value}, "story", "paths", "full", "edits", "back", "only_if",
    "before", "again"}; `again` says that it was begun before, by a process that did not live to tell.
    """
    library = Library(Settings.of(task["settings"]))
    story, number = task["story"], task["before"]
    if task["again"] and task["back"] is not None and library.stories.number(story) != number:
        report = Report(story, 0)  # it went back already, and must not go back further
    else:
        report = library.build(
            story,
            [Path(path) for path in task["paths"]],
            full=task["full"],
            edits=[Edit.of_json(edit) for edit in task["edits"]],
            back=task["back"],
            only_if=task["only_if"],
            progress=tell,
            wait=-1,
        )
    after = library.current(story)
    before = _earlier(library, story, number)
    if number == after.number:
        return _result(report, number, after, counts=_counts(report))
    if number is not None and before is None:  # so many builds ago that it is no longer kept
        return _result(
            report,
            number,
            after,
            counts=_counts(report),
            added=tuple((origin, origin) for origin in report.added[:LISTED]),
        )
    changes = compare(before, after)
    found = news(before, after, changes, tell)
    return _result(
        report,
        number,
        after,
        counts={
            "added": len(changes.added),
            "changed": len(changes.changed),
            "removed": len(changes.removed),
            "unchanged": changes.unchanged,
            "failed": len(report.failed),
        },
        added=named(after, changes.added[:LISTED]),
        changed=named(after, changes.changed[:LISTED]),
        removed=named(before, changes.removed[:LISTED]) if before else (),
        found=found,
        scores=_scores(library, story, before, after, tell),
    )


def _result(
    report: Report,
    before: int | None,
    after: Snapshot,
    *,
    counts: dict[str, int],
    added: Pairs = (),
    changed: Pairs = (),
    removed: Pairs = (),
    found: News | None = None,
    scores: Scores | None = None,
) -> Result:
    return Result(
        story=report.story,
        snapshot=after.number,
        before=before,
        passages=after.manifest.passages,
        embedded=report.embedded,
        seconds=report.seconds,
        counts=counts,
        added=added,
        changed=changed,
        removed=removed,
        failed=tuple((one.file, one.reason) for one in report.failed[:LISTED]),
        leads=found.leads if found else (),
        new_dates=found.new_dates if found else 0,
        events=found.events if found else (),
        labels=found.labels if found else (),
        scores=scores,
    )


def _counts(report: Report) -> dict[str, int]:
    lists = {"added": report.added, "changed": report.changed, "removed": report.removed}
    counts = {name: len(origins) for name, origins in lists.items()}
    return {**counts, "unchanged": report.unchanged, "failed": len(report.failed)}


def _earlier(library: Library, story: str, number: int | None) -> Snapshot | None:
    """The snapshot that served before, if there was one and it is still kept whole."""
    if number is None:
        return None
    try:
        return Snapshot(snapshot_folder(library.stories.folder(story), number))
    except FootnoteError:
        return None


def _scores(
    library: Library, story: str, before: Snapshot | None, after: Snapshot, tell: Tell
) -> Scores | None:
    """How the saved questions do before and after; None where none are saved."""
    path = library.stories.folder(story) / QUESTIONS
    if not path.is_file():
        return None
    cases = read_cases(path)
    rounds = [snapshot for snapshot in (before, after) if snapshot]
    meter = Meter("asking", len(cases) * len(rounds), "questions", tell)

    def measured(snapshot: Snapshot) -> dict[str, float | None]:
        found = evaluate(
            snapshot, library.embedder(), cases, lambda _: meter.step(), library.readers.choose().make
        ).figures()
        return {name: found[name] for name in SCORED}

    return Scores(len(cases), measured(before) if before else None, measured(after))
