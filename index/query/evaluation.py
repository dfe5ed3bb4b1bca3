"""Measure a story on questions whose answers are known, and fit the threshold to them.

A questions file is JSON Lines: {"question", "answers": [...], "id"?, "answerable"?, "since"?, "until"?,
"as_of"?}. A question with no answers, or with "answerable": false, is one that should be declined. A
passage or quote holds an answer when the answer's words, normalised as SQuAD does, stand in it.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import Embedder
from index.errors import UsageError
from index.model import Answer, Question
from index.query.evidence import answer
from index.query.normal import holds
from index.query.reader import MakeReader, WordReader
from index.store.snapshot import Snapshot

FALSE_ANSWERS = 0.1
"""Share of the questions to decline that the fitted threshold lets through."""

QUOTES = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A question with every accepted answer; none for a question that should be declined."""

    id: str
    question: Question
    answers: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went; each flag says whether the passage or quote of that rank holds an answer."""

    case: Case
    answer: Answer
    passages: tuple[bool, ...]
    quotes: tuple[bool, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All outcomes, and what follows from them. Figures that need questions that are absent are None."""

    outcomes: tuple[Outcome, ...]

    def recall(self, flags: Callable[[Outcome], tuple[bool, ...]], count: int) -> float | None:
        """Share of the answerable questions with an answer among the first `count`."""
        good = [any(flags(one)[:count]) for one in self.outcomes if one.case.answerable]
        return statistics.mean(good) if good else None

    def confidences(self, *, answerable: bool) -> list[float]:
        return [one.answer.confidence for one in self.outcomes if one.case.answerable is answerable]

    @property
    def threshold(self) -> float | None:
        """Least confidence to answer with, so that `FALSE_ANSWERS` of the others are answered."""
        low = self.confidences(answerable=False)
        return float(np.quantile(low, 1 - FALSE_ANSWERS)) if low else None

    def figures(self) -> dict[str, float | None]:
        """Every measure by name, in the order of a report."""
        good, low = self.confidences(answerable=True), self.confidences(answerable=False)
        seconds = [one.seconds for one in self.outcomes]
        return {
            **{f"passage R@{k}": self.recall(lambda one: one.passages, k) for k in (1, 5, 10)},
            **{f"quoted sentence R@{k}": self.recall(lambda one: one.quotes, k) for k in (1, 3, 5)},
            "abstention AUROC": auroc(good, low) if good and low else None,
            "kept at 10 % false answers": kept(good, low) if good and low else None,
            "fitted threshold": self.threshold,
            "seconds p50": float(np.quantile(seconds, 0.5)) if seconds else None,
            "seconds p95": float(np.quantile(seconds, 0.95)) if seconds else None,
        }


def read_cases(path: Path) -> list[Case]:
    """The questions of a JSON Lines file; raises `UsageError` naming the line that is wrong."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the questions file {path} cannot be read: {error}") from error
    cases = [_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not cases:
        raise UsageError(f"the questions file {path} holds no question")
    return cases


def evaluate(
    snapshot: Snapshot,
    embedder: Embedder,
    cases: Sequence[Case],
    tell: Callable[[int], None] = lambda _: None,
    make_reader: MakeReader = WordReader,
) -> Evaluation:
    """Ask every question; `tell` hears how many are done. Never declines: confidences are compared."""
    outcomes = []
    for done, case in enumerate(cases, 1):
        started = time.perf_counter()
        found = answer(snapshot, embedder, case.question, top=QUOTES, threshold=0.0, make_reader=make_reader)
        seconds = time.perf_counter() - started
        spans = [hit.passage.span for hit in found.hits]
        passages = tuple(
            holds(snapshot.text(span.document)[span.start : span.end], case.answers) for span in spans
        )
        quotes = tuple(holds(quote.read(snapshot), case.answers) for quote in found.quotes)
        outcomes.append(Outcome(case, found, passages, quotes, seconds))
        tell(done)
    return Evaluation(tuple(outcomes))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that a positive scores above a negative, ties counted half (Hanley and McNeil 1982)."""
    high, low = np.asarray(positive)[:, None], np.asarray(negative)[None, :]
    return float(np.mean((high > low) + (high == low) / 2))


def kept(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Share of positives above the threshold that lets `FALSE_ANSWERS` of the negatives through."""
    return float(np.mean(np.asarray(positive) > np.quantile(negative, 1 - FALSE_ANSWERS)))


def _case(path: Path, number: int, line: str) -> Case:
    where = f"line {number} of {path}"
    try:
        fields: Any = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{where} is not JSON: {error}") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("question"), str):
        raise UsageError(f'{where} needs a "question"')
    answers = fields.get("answers", [])
    if not isinstance(answers, list) or not all(isinstance(one, str) for one in answers):
        raise UsageError(f'"answers" in {where} must be a list of texts')
    if fields.get("answerable") is True and not answers:
        raise UsageError(f'{where} says it is answerable but has no "answers"')
    try:
        since, until, as_of = (
            date.fromisoformat(fields[name]) if fields.get(name) else None
            for name in ("since", "until", "as_of")
        )
    except (TypeError, ValueError) as error:
        raise UsageError(f"a date in {where} is not of the form 2021-09-17") from error
    question = Question(fields["question"], since, until, as_of)
    answers = [] if fields.get("answerable") is False else answers
    return Case(str(fields.get("id", number)), question, tuple(answers))
