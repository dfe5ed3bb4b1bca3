"""What is said of a build: before, while and after it runs. Pure; names and reasons stand as they came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.administration.result import Pairs, Result, Scores
from bot.reply import Action, Reply, Sheet, Verb, count, report
from bot.reply.amounts import duration, pace
from bot.state import Job, Status
from index.ingest.progress import Progress

NAMED = 5
"""Documents of a kind that are named before the rest is counted."""
REASONS = 10
"""Files that could not be read, named with the reason."""

AT_ONCE = frozenset({"model", "files"})
"""Units of stages of a few seconds, whose amounts tell nobody anything."""

STAGES = {
    "loading": "loading the model",
    "reading": "reading the documents",
    "embedding": "embedding what is new",
    "writing": "writing the index",
    "dating": "looking for new dates",
    "asking": "asking the saved questions",
}


def waiting(job: Job, ahead: int) -> Reply:
    """Taken on; `ahead` builds of the story come first."""
    line = f"It waits for {count(ahead, 'build')} of the same story." if ahead else "It starts now."
    sheet = Sheet(lines=(line, "The story answers as before meanwhile."))
    return _public(f"Building story {job.story}", sheet, _cancel(job))


def moving(job: Job, progress: Progress) -> Reply:
    """Under way: stage, bar, documents and passages done, rate, time left."""
    timed = progress.unit not in AT_ONCE
    done = min(1.0, progress.done / progress.total) if progress.total and timed else None
    lines = ("The bot was started again; the build goes on.",) if job.attempts > 1 else ()
    stage = STAGES.get(progress.stage, progress.stage)
    return _public(
        f"Building story {job.story}: {stage}",
        Sheet(lines=lines, rows=tuple(_amounts(progress) if timed else ()), done=done),
        _cancel(job),
    )


def ended(job: Job, back: Sequence[Action] = ()) -> Reply:
    """Over; `back` is the way to what served before, where there is one."""
    story = job.story
    if job.status is Status.DONE:
        result = Result.from_json(job.result)
        return _public(heading(result), Sheet(rows=tuple(brought(result))), back if result.published else ())
    words = {
        Status.CANCELLED: f"The build of story {story} was stopped",
        Status.INTERRUPTED: f"The build of story {story} was interrupted",
    }.get(job.status, f"Story {story} could not be built")
    reason = " ".join(job.problem.split())
    lines = (f"{reason[:1].upper()}{reason[1:]}." if reason else "The story answers as before.",)
    return _public(words, Sheet(lines=lines), ())


def heading(result: Result) -> str:
    """What serves now."""
    serves = f"snapshot {result.snapshot}"
    if result.published:
        return f"Story {result.story} is up to date: {serves}"
    return f"Nothing to change in story {result.story}: {serves} serves on"


def _public(heading: str, sheet: Sheet, actions: Sequence[Action]) -> Reply:
    return report(heading, sheet, actions=actions, private=False)


def _cancel(job: Job) -> tuple[Action, ...]:
    return (Action(Verb.CANCEL, job.id),)


def _amounts(progress: Progress) -> Iterator[tuple[str, str]]:
    if progress.of_documents:
        yield "documents", _of(progress.documents, progress.of_documents)
        yield "passages", f"{progress.passages:,}"
        if progress.done:
            yield "rate", f"{pace(progress.rate * progress.passages / progress.done)} passages"
    else:
        yield progress.unit, _of(progress.done, progress.total)
        yield "rate", pace(progress.rate)
    if progress.seconds_left is not None:
        yield "time left", duration(progress.seconds_left)


def _of(done: int, total: int) -> str:
    return f"{done:,} of {total:,}" if total else f"{done:,}"


def brought(result: Result) -> Iterator[tuple[str, str]]:
    """What a build did, as pairs of a label and what it says."""
    counts = result.counts
    for kind, names in (("added", result.added), ("changed", result.changed), ("removed", result.removed)):
        if counts.get(kind):
            yield kind, _named(names, counts[kind])
    yield "unchanged", f"{counts.get('unchanged', 0):,}"
    if result.published:
        yield "new dates", f"{result.new_dates:,}"
    yield "passages", f"{result.passages:,}, {result.embedded:,} embedded now"
    if result.scores:
        yield from _scored(result.scores)
    yield "took", duration(result.seconds)
    for file, reason in result.failed[:REASONS]:
        yield "not read", f"{_line(file)}: {_line(reason)}"
    more = counts.get("failed", 0) - len(result.failed[:REASONS])
    if more > 0:
        yield "not read", f"{count(more, 'more file')}"


def _named(names: Pairs, total: int) -> str:
    shown = "; ".join(_line(title) for title, _ in names[:NAMED])
    more = total - len(names[:NAMED])
    return f"{total:,}: {shown}" + (f" and {more:,} more" if more > 0 else "")


def _scored(scores: Scores) -> Iterator[tuple[str, str]]:
    yield "saved questions", f"{scores.questions:,}"
    for name, after in scores.after.items():
        before = scores.before.get(name) if scores.before else None
        if after is None:
            continue
        yield name, f"{after:.3f}" if before is None else f"{before:.3f} before, {after:.3f} now"


def _line(text: str) -> str:
    return " ".join(text.split())
