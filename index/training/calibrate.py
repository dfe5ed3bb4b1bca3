"""Fit what turns logits into probabilities, on questions that training never saw; writes the manifest.

`python -m index.training.calibrate DEV.json.gz FOLDER`; DEV holds questions in SQuAD 2.0's format.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.query.reader_input import ReaderInput
from index.query.reader_model import Calibration, Logits, ReaderModel
from index.training.sentences import split_sentences

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its one paragraph; `answers` are (start, text), empty when it holds none."""

    question: str
    passage: ReaderInput
    answers: tuple[tuple[int, str], ...]

    @property
    def holding(self) -> list[bool]:
        """For each sentence whether an answer begins in it."""
        return [any(s <= start < e for start, _ in self.answers) for s, e in self.passage.sentences]


def read_squad(path: Path) -> Iterator[Asked]:
    for article in json.loads(gzip.decompress(path.read_bytes()))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            passage = ReaderInput(text, tuple(split_sentences(text)), article["title"].replace("_", " "))
            for asked in paragraph["qas"]:
                answers = tuple((a["answer_start"], a["text"]) for a in asked["answers"])
                yield Asked(asked["question"], passage, () if asked["is_impossible"] else answers)


def fit_logistic(values: Matrix, labels: npt.NDArray[np.bool_], ridge: float = 1e-3) -> Matrix:
    """Weights of a logistic regression by Newton's method; the last column is the bias, not shrunk."""
    weights = np.zeros(values.shape[1])
    shrink = ridge * len(values) * np.append(np.ones(values.shape[1] - 1), 0.0)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-values @ weights))
        gradient = values.T @ (chance - labels) + shrink * weights
        curvature = (values * (chance * (1 - chance))[:, None]).T @ values + np.diag(shrink + 1e-9)
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def fit(asked: Sequence[Asked], logits: Sequence[Logits]) -> Calibration:
    passages = np.array([found.passage_features for found in logits])
    sentences = np.concatenate([found.sentence_features for found in logits])
    answerable = fit_logistic(passages, np.array([bool(one.answers) for one in asked]))
    sentence = fit_logistic(sentences, np.array([label for one in asked for label in one.holding]))
    return Calibration(*(tuple(round(float(w), 5) for w in weights) for weights in (answerable, sentence)))


def main(dev: str, folder: str) -> None:
    reader = ReaderModel(Path(folder))
    asked = list(read_squad(Path(dev)))
    fitted = fit(asked, [reader.logits(one.question, [one.passage])[0] for one in asked])
    path = Path(folder) / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["calibration"] = {"answerable": fitted.answerable, "sentence": fitted.sentence}
    path.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
