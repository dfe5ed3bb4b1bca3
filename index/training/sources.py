"""The training sets, one JSON object a line, and what each is good for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.model import Range

Label = Literal["span", "sentence"]


@dataclass(frozen=True, slots=True)
class Source:
    """`weight` is the expected number of times a row is drawn in one pass; `label` what its answers mark.

    `late` is the weight in the last phase, while the learning rate falls: cleaner and nearer to use.
    """

    name: str
    weight: float
    late: float
    label: Label = "span"


SOURCES = (
    Source("squad2train_piece", 1.2, 1.3),
    Source("squadshifts_new_wiki", 1.0, 0.8),
    Source("squadshifts_reddit", 0.4, 0.1),
    Source("squadshifts_amazon", 0.2, 0.05),
    Source("fairytaleqa", 0.6, 0.35),
    Source("onestopqa", 1.5, 1.0, "sentence"),
    Source("selqa", 1.0, 0.5, "sentence"),
    Source("qed", 1.2, 1.0),
    Source("quotesum", 0.5, 0.5, "sentence"),
    Source("timeqa", 0.5, 0.3),
    Source("squad1train_nqg_sent", 0.4, 0.1, "sentence"),
    Source("qadiscourse", 0.3, 0.15),
    Source("qamr", 0.2, 0.05),
    Source("policyqa", 0.05, 0.02),
)
WEAK_NEGATIVES = ("new_wiki", "squad2train_piece")
_DISTANT = 0.3  # rows whose answer was matched by rule are drawn this much less
_ADVERSARIAL = 3.0  # the few unanswerable questions written by people are drawn this much more


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its context; `answers` are ranges in characters, several where people differ."""

    id: str
    source: str
    question: str
    title: str
    context: str
    answers: tuple[Range, ...]
    answerable: bool
    label: Label
    weight: float


def read_rows(folder: Path, *, late: bool = False) -> Iterator[Row]:
    """Every row of every source in `folder`, in a fixed order, with its weight in this phase."""
    for source in SOURCES:
        for entry in _lines(folder / f"{source.name}.jsonl.gz"):
            yield _row(entry, source, late=late)


def read_weak_negatives(folder: Path, *, late: bool = False) -> Iterator[Row]:
    """Questions beside a passage that words alone found for them and that does not hold the answer."""
    for name in WEAK_NEGATIVES:
        for entry in _lines(folder / "weak_negatives" / f"{name}.jsonl.gz"):
            yield _row(entry, Source(f"weak_{name}", 0.5, 0.25), late=late)


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _row(entry: dict[str, object], source: Source, *, late: bool) -> Row:
    marked: list[dict[str, object]] = entry["answers"]  # type: ignore[assignment]  # the files' contract
    answers = tuple((int(str(a["start"])), int(str(a["start"])) + len(str(a["text"]))) for a in marked)
    label = source.label
    if entry.get("answer_kind") == "fuzzy_sentence" or entry.get("n_answer_sentences") not in {0, 1, None}:
        label = "sentence"  # people disagree about the short answer: the sentences still help
    weight = source.late if late else source.weight
    if entry.get("distant"):
        weight *= _DISTANT
    if source.name == "squad2train_piece" and not entry["answerable"]:
        weight *= _ADVERSARIAL
    return Row(
        id=str(entry["id"]),
        source=source.name,
        question=str(entry["question"]),
        title=str(entry["title"]),
        context=str(entry["context"]),
        answers=answers,
        answerable=bool(entry["answerable"]),
        label=label,
        weight=weight,
    )
