"""Another reader, by its folder: a question-answering or a sequence-pair model of transformers, as it is.

    ...ForQuestionAnswering        start and end logits -> spans, and from them sentences and passage
    ...ForSequenceClassification   a logit for each (question, passage) and (question, sentence); no spans

It stands where `ReaderModel` does and runs on torch. Nothing of it was fitted here: its logits are taken for
log-odds, and `footnote eval --fit` finds the threshold of a story.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import ModelError
from index.model import Range
from index.query.reader_input import MAX_QUESTION, Encoded, ReaderInput, token_ranges
from index.query.reader_model import UNREAD, Calibration, Logits, Reads, logits_of
from index.runtime import Floats

KINDS = ("ForQuestionAnswering", "ForSequenceClassification")
TOGETHER = 8
LONGEST = 512
"""Tokens of a sequence, where the model does not say less."""

AS_LOG_ODDS = Calibration(answerable=(1.0, 0.0, 0.0, 0.0), sentence=(1.0, 0.0, 0.0))
WEIGHTS = (".safetensors", ".bin")


class TransformersModel(Reads):
    """Raises `ModelError` where the folder holds no such model."""

    _calibration = AS_LOG_ODDS

    def __init__(self, folder: Path, threads: int = 1) -> None:
        architectures = _architectures(folder)
        kind = next((one for one in KINDS for name in architectures if name.endswith(one)), None)
        if kind is None:
            found = ", ".join(architectures) or "of an unknown kind"
            raise ModelError(f"the model in {folder} is {found}: a reader is one of … {' or … '.join(KINDS)}")
        try:
            import torch  # noqa: PLC0415 -- seconds of import, only for who chose such a model
            import transformers  # noqa: PLC0415 -- likewise
        except ImportError as error:
            raise ModelError(f"the reader in {folder} needs torch and transformers: install both") from error
        torch.set_num_threads(threads)
        transformers.utils.logging.disable_progress_bar()
        try:
            self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
            make = getattr(transformers, f"AutoModel{kind}")
            self._model: Any = make.from_pretrained(folder, local_files_only=True, dtype=torch.float32).eval()
        except Exception as error:  # whatever the libraries below raise for files that are none of theirs
            reason = str(error).strip().partition("\n")[0]
            raise ModelError(f"the reader in {folder} cannot be loaded: {reason}") from error
        if not self._tokenizer.is_fast or self._tokenizer.pad_token_id is None:
            raise ModelError(f"the reader in {folder} needs a fast tokenizer that pads: save it with one")
        self._torch = torch
        self._answers = kind == KINDS[0]
        self._yes, self._no = (0, None) if self._answers else _classes(folder, self._model.config)
        room = getattr(self._model.config, "max_position_embeddings", LONGEST + 2) - 2
        self._longest = min(LONGEST, room, self._tokenizer.model_max_length)
        self.identity = _identity(folder)

    def _read(self, question: str, passages: Sequence[ReaderInput], room: int) -> list[Logits]:
        """Of passages longer than the model reads, the end is not read."""
        del room  # our own reader's, to be quick
        asked = self._cut(question)
        return list((self._spans if self._answers else self._pairs)(asked, passages))

    def _cut(self, question: str) -> str:
        """At most MAX_QUESTION tokens of a question: what is longer leaves no room for the passage."""
        encoded = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
        offsets = encoded["offset_mapping"][: min(MAX_QUESTION, self._longest // 2)]
        return question[: offsets[-1][1]] if offsets else question

    def _spans(self, question: str, passages: Sequence[ReaderInput]) -> Iterator[Logits]:
        for first in range(0, len(passages), TOGETHER):
            batch = passages[first : first + TOGETHER]
            inputs = self._encoded([(question, _headed(one)) for one in batch], return_offsets_mapping=True)
            offsets = inputs.pop("offset_mapping")
            found = self._run(inputs)
            starts, ends = (found[name].numpy().astype(np.float32) for name in ("start_logits", "end_logits"))
            for row, one in enumerate(batch):
                yield self._of(one, inputs.encodings[row], offsets[row].tolist(), starts[row], ends[row])

    def _of(
        self, passage: ReaderInput, encoding: Any, offsets: list[Range], start: Floats, end: Floats
    ) -> Logits:
        header = len(_headed(passage)) - len(passage.text)
        own = [
            at
            for at, (part, (first, _)) in enumerate(zip(encoding.sequence_ids, offsets, strict=True))
            if part == 1 and first >= header
        ]
        cls = self._tokenizer.cls_token_id
        null = encoding.ids.index(cls) if cls in encoding.ids else 0
        start[0], end[0] = start[null], end[null]  # where our own reader has it
        # Some tokenizers count the space before a word to it, or have it as a token of no width.
        ranges = [
            (first + passage.text[first:last][:1].isspace(), last)
            for first, last in ((offsets[at][0] - header, offsets[at][1] - header) for at in own)
        ]
        place = own[0] if own else 0
        encoded = Encoded(encoding.ids, [], place, ranges, token_ranges(passage.sentences, ranges, place))
        unread = np.full(len(passage.sentences), UNREAD, dtype=np.float32)
        found = logits_of(encoded, 0.0, unread, start, end)
        return replace(
            found,
            answerable=float(found.spans.max(initial=UNREAD)),
            sentences=found.spans,
            highlights=tuple(one for one in found.highlights if one[0] < one[1]),
        )

    def _pairs(self, question: str, passages: Sequence[ReaderInput]) -> Iterator[Logits]:
        texts = [
            text
            for one in passages
            for text in (_headed(one), *(one.text[start:end] for start, end in one.sentences))
        ]
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        scores = np.zeros(len(texts), dtype=np.float32)
        for first in range(0, len(order), TOGETHER):
            batch = order[first : first + TOGETHER]
            found = self._run(self._encoded([(question, texts[at]) for at in batch]))["logits"].numpy()
            scores[batch] = found[:, self._yes] - (0 if self._no is None else found[:, self._no])
        at = 0
        for one in passages:
            sentences = scores[at + 1 : at + 1 + len(one.sentences)]
            yield Logits(float(scores[at]), sentences, sentences, ())
            at += 1 + len(one.sentences)

    def _encoded(self, pairs: Sequence[tuple[str, str]], **more: bool) -> Any:
        return self._tokenizer(
            [question for question, _ in pairs],
            [text for _, text in pairs],
            truncation="only_second",
            max_length=self._longest,
            padding=True,
            return_tensors="pt",
            **more,
        )

    def _run(self, inputs: Any) -> Any:
        with self._torch.inference_mode():
            return self._model(**inputs)


def _headed(passage: ReaderInput) -> str:
    """The passage under its title and date, as the package's reader sees it."""
    return f"{passage.header}\n{passage.text}" if passage.header else passage.text


def _architectures(folder: Path) -> list[str]:
    try:
        config: Any = json.loads((folder / "config.json").read_text("utf-8"))
        return list(config.get("architectures") or ())
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ModelError(
            f"{folder} is no folder of a reader: it has no config.json of transformers, nor a reader.xml"
        ) from error


def _classes(folder: Path, config: Any) -> tuple[int, int | None]:
    """The class that says yes, and the one that says no where there is one."""
    if config.num_labels == 1:
        return 0, None
    if config.num_labels > 2:  # noqa: PLR2004
        raise ModelError(f"the model in {folder} has {config.num_labels} classes: a reader has one or two")
    names = [str(config.id2label[at]).lower() for at in (0, 1)]
    said = ("entail", "yes", "true", "relevant", "answer")
    no = ("no", "ir", "un")
    yes = next(
        (at for at in (0, 1) if any(word in names[at] for word in said) and not names[at].startswith(no)), 1
    )
    return yes, 1 - yes


def _identity(folder: Path) -> str:
    """SHA-256 over the weights."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.suffix in WEIGHTS:
            with file.open("rb") as weights:
                digest.update(hashlib.file_digest(weights, "sha256").digest())
    return digest.hexdigest()
