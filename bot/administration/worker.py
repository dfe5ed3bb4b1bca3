"""The process in which a build runs: `python -m bot.administration.worker`, started by the bot.

    standard input: one JSON line, the task; then open for as long as the bot lives
    standard output: JSON lines, {"progress": …}, at the end {"result": …}, {"refused": …} or {"broken": …}

A process of its own: it shares no interpreter with those who ask, gives way to them, and can be ended at
any moment, because a snapshot is whole or absent. When the bot dies, its end of the pipe closes, and with
that this process ends, too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.administration.result import LISTED, Pairs, Result, Scores
from bot.changes import News, compare, named, news
from bot.keeping import QUESTIONS
from bot.settings import Settings
from bot.wiring import Library
from index.edits import Edit
from index.errors import FootnoteError
from index.ingest.build import Report
from index.ingest.progress import Meter, Tell
from index.query.evaluation import evaluate, read_cases
from index.store.snapshot import Snapshot, snapshot_folder

ORPHANED = 3
"""Exit status when the bot is gone."""

SCORED = ("quoted sentence R@1", "quoted sentence R@3", "abstention AUROC", "kept at 10 % false answers")
"""Measures that are compared before and after."""


def main() -> int:
    say = _own_output()
    task = json.loads(_first_line())
    threading.Thread(target=_end_with_the_bot, daemon=True).start()
    _give_way()
    try:
        result = work(task, lambda progress: say({"progress": asdict(progress)}))
    except FootnoteError as error:
        say({"refused": str(error)})
    except Exception:  # noqa: BLE001 -- the bot logs it: two processes must not rotate one log
        say({"broken": traceback.format_exc()})
    else:
        say({"result": result.as_json()})
    return 0


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
            snapshot, library.embedder(), cases, lambda _: meter.step(), library.make_reader()
        ).figures()
        return {name: found[name] for name in SCORED}

    return Scores(len(cases), measured(before) if before else None, measured(after))


def _own_output() -> Callable[[object], None]:
    """Writes JSON lines to what is standard output now; whatever else prints goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(value: object) -> None:
        out.write(json.dumps(value) + "\n")
        out.flush()

    return say


def _first_line() -> bytes:
    with os.fdopen(0, "rb", buffering=0, closefd=False) as stream:
        return stream.readline()


def _end_with_the_bot() -> None:
    """Ends this process at once when nobody holds the other end of its input any more."""
    # os.read, not sys.stdin: a daemon thread that holds its lock would be in the way of a clean end.
    while os.read(0, 1024):
        pass
    os._exit(ORPHANED)


def _give_way() -> None:
    """Take only the processor time that nobody else wants."""
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if hasattr(os, "nice"):
        os.nice(19)


if __name__ == "__main__":
    sys.exit(main())
