"""Fit what turns logits into probabilities, on questions that training never saw; writes the manifest.

`python -m index.training.calibrate DEV.json.gz FOLDER` takes SQuAD 2.0's format.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.query.reader_input import ReaderInput
from index.query.reader_model import Logits, Reader
from index.training.sentences import split_sentences

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its one paragraph; `answers` are (start, text), empty when it holds none."""

    question: str
    passage: ReaderInput
    answers: tuple[tuple[int, str], ...]
    article: str


def read_squad(path: Path) -> Iterator[Asked]:
    for article in json.loads(gzip.decompress(path.read_bytes()))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            passage = ReaderInput(text, tuple(split_sentences(text)), article["title"].replace("_", " "))
            for asked in paragraph["qas"]:
                answers = tuple((a["answer_start"], a["text"]) for a in asked["answers"])
                held = () if asked["is_impossible"] else answers
                yield Asked(asked["question"], passage, held, article["title"])


def features(logits: Logits) -> list[float]:
    """The three values that `Calibration.answerable` weighs, and a one for its bias."""
    return [logits.answerable, logits.span, float(logits.sentences.max(initial=-10.0)), 1.0]


def sentence_labels(asked: Asked) -> list[bool]:
    return [any(s <= start < e for start, _ in asked.answers) for s, e in asked.passage.sentences]


def fit_logistic(values: Matrix, labels: npt.NDArray[np.bool_], ridge: float = 1e-3) -> Matrix:
    """Weights of a logistic regression by Newton's method; the last column is the bias, not shrunk."""
    weights = np.zeros(values.shape[1])
    shrink = ridge * len(values) * np.append(np.ones(values.shape[1] - 1), 0.0)
    for _ in range(30):
        p = 1 / (1 + np.exp(-values @ weights))
        gradient = values.T @ (p - labels) + shrink * weights
        hessian = (values * (p * (1 - p) + 1e-9)[:, None]).T @ values + np.diag(shrink + 1e-9)
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def fit(asked: list[Asked], logits: list[Logits]) -> dict[str, list[float]]:
    """Both calibrations, as the manifest holds them."""
    pairs = np.array([features(found) for found in logits])
    whole = fit_logistic(pairs, np.array([bool(a.answers) for a in asked]))
    scores = np.concatenate([found.sentences for found in logits]).astype(np.float64)
    labels = np.array([label for a in asked for label in sentence_labels(a)])
    each = fit_logistic(np.stack([scores, np.ones_like(scores)], axis=1), labels)
    return {
        "answerable": [round(float(w), 5) for w in whole],
        "sentence": [round(float(w), 5) for w in each],
    }


def main(dev: str, folder: str) -> None:
    reader = Reader(Path(folder))
    asked = list(read_squad(Path(dev)))
    logits = [reader.logits(a.question, [a.passage])[0] for a in asked]
    path = Path(folder) / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) | {"calibration": fit(asked, logits)}
    path.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
