"""Our own reader: does this passage answer the question, which sentences, which words. Runs without torch.

Reader.read --> ReaderTokens.encode --> Network (OpenVINO) --> logits --> Calibration, spans --> Reading
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.model import Range
from index.query.reader_input import Encoded, ReaderInput, ReaderTokens
from index.runtime import Floats, Network, batches, padded

FOLDER = Path(__file__).with_name("reader_weights")
MAX_SPAN = 24
"""Longest highlight in tokens: longer answers are whole sentences, which the quote shows anyway."""
HIGHLIGHTS = 3
_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage; all scores are calibrated probabilities, 0 to 1.

    `sentences` has one score for each sentence of the input. `highlights` are (start, end, score), best
    first, not overlapping, each inside one sentence, in characters of the input's text; there may be none.
    """

    answerable: float
    sentences: tuple[float, ...]
    highlights: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Logits:
    """The network's raw output for one passage. `span` is the best span's logit over that of no span."""

    answerable: float
    span: float
    sentences: Floats
    highlights: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling (Platt 1999), fitted on questions that the network was not trained on.

    `answerable` weighs the answerable logit, the span logit and the best sentence's logit; `sentence` is a
    slope; each comes with its bias, last.
    """

    answerable: tuple[float, float, float, float]
    sentence: tuple[float, float]

    def apply(self, logits: Logits) -> Reading:
        best = float(logits.sentences.max(initial=-10.0))
        values = np.array([logits.answerable, logits.span, best, 1.0])
        slope, bias = self.sentence
        return Reading(
            answerable=float(_sigmoid(values @ np.array(self.answerable))),
            sentences=tuple(float(p) for p in _sigmoid(logits.sentences * slope + bias)),
            highlights=logits.highlights,
        )


class Reader:
    """The model in `folder`: `reader.xml`, `reader.bin`, `tokenizer.json` and `manifest.json`.

    Raises `ModelError` where a file is missing or the weights are not those of the manifest.
    """

    def __init__(self, folder: Path = FOLDER, threads: int = 1, cache: Path | None = None) -> None:
        try:
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            digest = hashlib.sha256((folder / "reader.bin").read_bytes()).hexdigest()
            if digest != manifest["sha256"]:
                raise ModelError(f"the reader's weights in {folder} are damaged: install the package again")
            self.identity: str = digest
            self._calibration = Calibration(
                tuple(manifest["calibration"]["answerable"]), tuple(manifest["calibration"]["sentence"])
            )
            self._tokens = ReaderTokens(folder / "tokenizer.json")
            self._network = Network(folder / "reader.xml", threads, cache)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(f"the reader in {folder} cannot be loaded: install the package again") from error

    def read(self, question: str, passages: Sequence[ReaderInput]) -> list[Reading]:
        """One reading for each passage, in order."""
        return [self._calibration.apply(logits) for logits in self.logits(question, passages)]

    def logits(self, question: str, passages: Sequence[ReaderInput]) -> list[Logits]:
        """What `read` calibrates: for fitting a calibration, and for benches."""
        encoded = self._tokens.encode(question, passages)
        found: dict[int, Logits] = {}
        for batch in batches([len(e.ids) for e in encoded]):
            chosen = [encoded[index] for index in batch]
            ids, mask = padded([e.ids for e in chosen])
            types, _ = padded([e.types for e in chosen])
            numbers = np.arange(1, 1 + max(1, *(len(e.sentences) for e in chosen)), dtype=np.int64)
            outputs = self._network.run(
                {
                    "input_ids": ids,
                    "token_type_ids": types,
                    "attention_mask": mask,
                    "segments": _segments(chosen, ids.shape[1]),
                    "numbers": numbers,
                }
            )
            for row, index in enumerate(batch):
                found[index] = _logits(encoded[index], *(output[row] for output in outputs))
        return [found[index] for index in range(len(encoded))]


def _sigmoid(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.asarray(1 / (1 + np.exp(-values)))


def _segments(chosen: Sequence[Encoded], width: int) -> npt.NDArray[np.int64]:
    """For each token the number, from 1, of its sentence; 0 outside all."""
    segments = np.zeros((len(chosen), width), dtype=np.int64)
    for row, encoded in enumerate(chosen):
        for number, (start, end) in enumerate(encoded.sentences, 1):
            segments[row, start:end] = number
    return segments


def _logits(encoded: Encoded, answerable: Floats, sentences: Floats, start: Floats, end: Floats) -> Logits:
    """Logits of one passage; a sentence that was cut off gets the lowest of the others."""
    scores = sentences[: len(encoded.sentences)].copy()
    read = np.array([last > first for first, last in encoded.sentences], dtype=bool)
    scores[~read] = min(-5.0, scores[read].min(initial=0.0))
    tokens = slice(encoded.passage, encoded.passage + len(encoded.offsets))
    begin, finish = (np.concatenate([s[:1], s[tokens]]) for s in (start, end))
    spans = best_spans(begin, finish, [(a - encoded.passage, b - encoded.passage) for a, b in encoded.sentences])
    total = float(np.logaddexp.reduce(begin) + np.logaddexp.reduce(finish))
    highlights = tuple(
        (encoded.offsets[first][0], encoded.offsets[last][1], float(np.exp(min(0.0, score - total))))
        for first, last, score in spans
    )
    best = spans[0][2] if spans else float(begin[0] + finish[0]) - 10.0
    return Logits(float(answerable), best - float(begin[0] + finish[0]), scores, highlights)


def best_spans(start: Floats, end: Floats, sentences: Sequence[Range]) -> list[tuple[int, int, float]]:
    """(first token, last token, logit) of the best spans, each inside one sentence, none overlapping.

    `start[0]` and `end[0]` belong to no span; token i of the passage is at i + 1.
    """
    candidates: list[tuple[int, int, float]] = []
    for first, stop in sentences:
        length = stop - first
        if length <= 0:
            continue
        scores = start[first + 1 : stop + 1, None] + end[None, first + 1 : stop + 1]
        fits = np.triu(np.ones((length, length), dtype=bool)) & ~np.triu(
            np.ones((length, length), dtype=bool), MAX_SPAN
        )
        scores = np.where(fits, scores, _NEVER)
        for _ in range(HIGHLIGHTS):
            at, to = np.unravel_index(int(scores.argmax()), scores.shape)
            if scores[at, to] <= _NEVER:
                break
            candidates.append((first + int(at), first + int(to), float(scores[at, to])))
            scores[: to + 1, at:] = _NEVER
    return sorted(candidates, key=lambda span: (-span[2], span[0]))[:HIGHLIGHTS]
