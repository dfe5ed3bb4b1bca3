"""Footnote itself, through the functions its command line calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.contenders.common import report
from index.embedding import DEFAULT_MODEL, load
from index.model import Question
from index.query.evidence import answer
from index.store.snapshot import Stories


def index(source: Path, home: Path) -> int:
    # Imported here: asking does not pay for what only indexing needs, as in the command line.
    from index.ingest.build import build  # noqa: PLC0415

    return build(Stories(home), "bench", [source], load(DEFAULT_MODEL, home)).passages


def opened(home: Path) -> Callable[[str], object]:
    snapshot, embedder = Stories(home).current("bench"), load(DEFAULT_MODEL, home)
    return lambda question: answer(snapshot, embedder, Question(question), top=3)


if __name__ == "__main__":
    report(index, opened)
