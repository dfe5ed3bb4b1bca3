"""Our own reader: does this passage answer the question, which sentences, which words. Runs without torch.

ReaderModel.read: ReaderTokens.encode -> Network -> Logits -> doubted -> Calibration -> PassageReading
How it was trained, on what, and how good it is: index/training/MODEL_CARD.md.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.query import negation
from index.query.reader_input import MAX_PASSAGE, Encoded, ReaderInput, ReaderTokens
from index.query.spans import TokenSpan, best_spans
from index.runtime import Floats, Network, padded, rounded_up

FOLDER = Path(__file__).with_name("reader_weights")
HIGHLIGHTS = 3
TOGETHER = 10
"""Passages of a batch, of like length: more were no faster and cost memory."""
TOKEN_STEP, SENTENCE_STEP = 16, 8
"""What a batch's tokens and sentences are filled up to multiples of. OpenVINO keeps what it compiled for each
shape it met: filled up there are ten or so, not hundreds (350 of 550 MB less after 60 questions)."""

UNREAD = -5.0
"""Logit of a sentence that was cut off, or of the best of none."""


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What the reader makes of one passage; all scores are calibrated probabilities, 0 to 1.

    `sentences` has one score for each sentence of the input. `highlights` are (start, end, score), best
    first, not overlapping, each inside one sentence, in characters of the input's text; there may be none.
    """

    answerable: float
    sentences: tuple[float, ...]
    highlights: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Logits:
    """The network's output for one passage, before calibration.

    `sentences` and `spans` have a value for each sentence: its own logit, and that of its best span less
    that of no span at all.
    """

    answerable: float
    sentences: Floats
    spans: Floats
    highlights: tuple[tuple[int, int, float], ...]

    @property
    def passage_features(self) -> list[float]:
        """What `Calibration.answerable` weighs."""
        best = [float(values.max(initial=UNREAD)) for values in (self.sentences, self.spans)]
        return [self.answerable, *best, 1.0]

    @property
    def sentence_features(self) -> npt.NDArray[np.float64]:
        """What `Calibration.sentence` weighs, shape (sentences, 3)."""
        columns = [self.sentences, self.spans, np.ones_like(self.sentences)]
        return np.stack(columns, axis=1).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic weights (Platt 1999), bias last, fitted on questions the network was not trained on."""

    answerable: tuple[float, ...]
    sentence: tuple[float, ...]

    @classmethod
    def of(cls, manifest: dict[str, Any]) -> Calibration:
        fitted = manifest["calibration"]
        return cls(tuple(fitted["answerable"]), tuple(fitted["sentence"]))

    def apply(self, logits: Logits) -> PassageReading:
        answerable = np.array(logits.passage_features) @ np.array(self.answerable)
        sentences = logits.sentence_features @ np.array(self.sentence)
        return PassageReading(
            answerable=float(1 / (1 + np.exp(-answerable))),
            sentences=tuple(float(p) for p in 1 / (1 + np.exp(-sentences))),
            highlights=logits.highlights,
        )


def installed() -> bool:
    """Whether the weights are there: their licence is another than the code's, so a copy may lack them."""
    return (FOLDER / "manifest.json").exists()


class Reads(ABC):
    """A network that reads passages: `ReaderModel`, or another one by path. `identity` names its weights."""

    identity: str
    _calibration: Calibration
    # What was read last: a question with days in it is asked with them and then without.
    _last: tuple[tuple[str, int], dict[ReaderInput, Logits]] = ("", 0), {}

    def read(self, question: str, passages: Sequence[ReaderInput]) -> list[PassageReading]:
        """One reading for each passage, in order."""
        return [self._calibration.apply(logits) for logits in self.logits(question, passages)]

    def logits(self, question: str, passages: Sequence[ReaderInput], room: int = MAX_PASSAGE) -> list[Logits]:
        """What `read` calibrates: for ranking, where probabilities saturate, and for fitting.

        Of passages longer than `room` tokens our own reader reads only the sentences nearer to the question.
        """
        asked, known = self._last
        known = known if asked == (question, room) else {}
        new = [one for one in dict.fromkeys(passages) if one not in known]
        known = known | dict(zip(new, self._read(question, new, room), strict=True))
        self._last = (question, room), {one: known[one] for one in passages}
        return [known[one] for one in passages]

    @abstractmethod
    def _read(self, question: str, passages: Sequence[ReaderInput], room: int) -> list[Logits]:
        """The network's output for each passage, in order."""


class ReaderModel(Reads):
    """The model in `folder`: `reader.xml`, `reader.bin`, `tokenizer.json` and `manifest.json`.

    Raises `ModelError` where a file is missing or the weights are not those of the manifest.
    """

    def __init__(self, folder: Path = FOLDER, threads: int = 1, cache: Path | None = None) -> None:
        try:
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            self.identity: str = hashlib.sha256((folder / "reader.bin").read_bytes()).hexdigest()
            if self.identity != manifest["sha256"]:
                raise ModelError(f"the reader's weights in {folder} are damaged: install the package again")
            self._calibration = Calibration.of(manifest)
            self._tokens = ReaderTokens(folder / "tokenizer.json")
            self._network = Network(folder / "reader.xml", threads, cache)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(f"the reader in {folder} cannot be loaded: install the package again") from error

    def _read(self, question: str, passages: Sequence[ReaderInput], room: int) -> list[Logits]:
        encoded = self._tokens.encode(question, passages, room)
        order = sorted(range(len(encoded)), key=lambda index: len(encoded[index].ids))
        found: dict[int, Logits] = {}
        for first in range(0, len(order), TOGETHER):
            batch = order[first : first + TOGETHER]
            inputs = network_inputs([encoded[index] for index in batch], TOKEN_STEP, SENTENCE_STEP)
            outputs = self._network.run(inputs)
            for row, index in enumerate(batch):
                found[index] = logits_of(encoded[index], *(output[row] for output in outputs))
        read = [found[index] for index in range(len(encoded))]
        if not negation.negated(question):
            return read
        return [doubted(logits, passage) for logits, passage in zip(read, passages, strict=True)]


def network_inputs(
    chosen: Sequence[Encoded], token_step: int = 1, sentence_step: int = 1
) -> dict[str, npt.NDArray[np.int64]]:
    """`segments` names for each token its sentence, counted from 1, or 0; `numbers` lists the names.

    Tokens and sentences are filled up to multiples of their steps.
    """
    ids, mask = padded([one.ids for one in chosen], token_step)
    types, _ = padded([one.types for one in chosen], token_step)
    segments = np.zeros_like(ids)
    for row, one in enumerate(chosen):
        for number, (start, end) in enumerate(one.sentences, 1):
            segments[row, start:end] = number
    sentences = rounded_up(max(1, *(len(one.sentences) for one in chosen)), sentence_step)
    numbers = np.arange(1, 1 + sentences, dtype=np.int64)
    return {
        "input_ids": ids,
        "token_type_ids": types,
        "attention_mask": mask,
        "segments": segments,
        "numbers": numbers,
    }


def logits_of(encoded: Encoded, answerable: float, sentences: Floats, start: Floats, end: Floats) -> Logits:
    """One passage's logits from those of the network: one a sentence, and of `start` and `end` one a token.

    Those of the first token are for no span at all.
    """
    none = float(start[0] + end[0])
    found = best_spans(start, end, encoded.sentences)
    read = np.array([bool(spans) for spans in found], dtype=bool)
    scores = np.where(read, sentences[: len(found)], np.float32(UNREAD)).astype(np.float32)
    margins = [spans[0].logit - none if spans else UNREAD for spans in found]
    body = slice(encoded.passage, encoded.passage + len(encoded.offsets))
    total = float(sum(np.logaddexp.reduce(np.append(part[body], part[0])) for part in (start, end)))
    best = sorted((span for spans in found for span in spans), key=lambda span: (-span.logit, span.first))
    highlights = tuple(_highlight(encoded, span, total) for span in best[:HIGHLIGHTS])
    return Logits(float(answerable), scores, np.array(margins, dtype=np.float32), highlights)


def doubted(found: Logits, passage: ReaderInput) -> Logits:
    """For a negated question: less answerable where nothing near the best sentence is negated."""
    if not passage.sentences or not negation.bare(
        passage.text, passage.sentences, int(np.argmax(found.sentences))
    ):
        return found
    return replace(found, answerable=found.answerable - negation.WEIGHT)


def _highlight(encoded: Encoded, span: TokenSpan, total: float) -> tuple[int, int, float]:
    """Characters of the text, and the probability of this span among all spans and none."""
    start, end = encoded.offsets[span.first - encoded.passage], encoded.offsets[span.last - encoded.passage]
    return start[0], end[1], float(np.exp(min(0.0, span.logit - total)))
