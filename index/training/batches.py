"""Examples of similar length, padded together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from index.runtime import rounded_up
from index.training.examples import Example

STEP = 16  # lengths are rounded up to this: kernels are compiled once for each shape
RUN = 32
POOL = 1024  # examples sorted by length together: little padding, and still shuffled


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of (batch, tokens), but `pooling`, `sentence` and `evidence`, which hold sentences.

    `allowed` marks tokens a span may point at; `starts` and `ends` the right ones ([CLS] when there is
    no answer); `sentence` marks sentences that exist. `wording` is in log odds.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    pooling: Tensor
    allowed: Tensor
    starts: Tensor
    ends: Tensor
    sentence: Tensor
    evidence: Tensor
    answerable: Tensor
    wording: Tensor
    span_weight: Tensor


def batched(examples: Sequence[Example], size: int, seed: int) -> list[list[int]]:
    """Numbers of the examples of each batch, in an order that depends on `seed` only.

    Neighbours in runs of RUN stay in one pool: a pair of like length then often shares a batch.
    """
    chance = random.Random(seed)
    runs = [range(at, min(at + RUN, len(examples))) for at in range(0, len(examples), RUN)]
    chance.shuffle(runs)
    order = [number for run in runs for number in run]
    batches = []
    for at in range(0, len(order), POOL):
        pool = sorted(order[at : at + POOL], key=lambda n: len(examples[n].encoded.ids))
        groups = [pool[i : i + size] for i in range(0, len(pool), size)]
        chance.shuffle(groups)
        batches += groups
    return batches


def collate(examples: Sequence[Example], sentence_only_weight: float) -> Batch:
    count = len(examples)
    length = rounded_up(max(len(e.encoded.ids) for e in examples), STEP)
    width = rounded_up(max(len(e.encoded.sentences) for e in examples), 4)
    ids, types, mask = (torch.zeros(count, length, dtype=torch.long) for _ in range(3))
    allowed, starts, ends = (torch.zeros(count, length, dtype=torch.bool) for _ in range(3))
    pooling = torch.zeros(count, width, length)
    sentence, evidence = (torch.zeros(count, width, dtype=torch.bool) for _ in range(2))
    for row, example in enumerate(examples):
        encoded = example.encoded
        ids[row, : len(encoded.ids)] = torch.tensor(encoded.ids)
        types[row, : len(encoded.ids)] = torch.tensor(encoded.types)
        mask[row, : len(encoded.ids)] = 1
        allowed[row, 0] = True
        allowed[row, encoded.passage : encoded.passage + len(encoded.offsets)] = True
        for number, (first, end) in enumerate(encoded.sentences):
            if end > first:
                pooling[row, number, first:end] = 1 / (end - first)
                sentence[row, number] = True
                evidence[row, number] = example.evidence[number]
        for first, last in example.spans or ((0, 0),):
            if example.sentence_only:
                starts[row, first : last + 1] = ends[row, first : last + 1] = True
            else:
                starts[row, first] = ends[row, last] = True
    return Batch(
        ids=ids,
        types=types,
        mask=mask,
        pooling=pooling,
        allowed=allowed,
        starts=starts,
        ends=ends,
        sentence=sentence,
        evidence=evidence,
        answerable=torch.tensor([float(e.answerable) for e in examples]),
        wording=torch.tensor([e.wording for e in examples]),
        span_weight=torch.tensor([sentence_only_weight if e.sentence_only else 1.0 for e in examples]),
    )
