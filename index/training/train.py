"""Training, resumable at every checkpoint: `python -m index.training.train --help`."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from index.training.batches import Batch, batched, collate
from index.training.examples import Example
from index.training.network import ReaderNetwork

BATCH = 32
RATE, HEAD_RATE, LAYER_DECAY, WEIGHT_DECAY = 2e-4, 6e-4, 0.9, 0.01
WARM_UP, STABLE = 0.05, 0.45
"""Shares of the steps: the rate rises, stays, then falls linearly to zero, so that a run can be cut short
from any checkpoint by lowering the number of steps (Hu et al. 2024, arXiv:2404.06395)."""
SENTENCE_ONLY = 0.4  # weight of the span loss where only the sentence is known


def rate_at(step: int, steps: int) -> float:
    warm, fall = WARM_UP * steps, STABLE * steps
    if step < warm:
        return (step + 1) / warm
    return 1.0 if step < fall else max(0.0, (steps - step) / (steps - fall))


def loss_of(network: ReaderNetwork, batch: Batch) -> dict[str, Tensor]:
    """The four parts, each a mean over the batch, in float32."""
    outputs = network(batch.ids, batch.types, batch.mask, batch.pooling)
    alone, sentences, start, end = (o.float() for o in outputs)
    answerable = alone + batch.wording
    exists, marked = batch.sentence.float(), batch.evidence.float()
    each = functional.binary_cross_entropy_with_logits(sentences, marked, reduction="none") * exists
    holding = (marked.sum(1) > 0) & (exists.sum(1) > 1)
    choice = nll(sentences, batch.sentence, batch.evidence | ~holding[:, None] & batch.sentence)
    span = 0.5 * (nll(start, batch.allowed, batch.starts) + nll(end, batch.allowed, batch.ends))
    return {
        "answerable": functional.binary_cross_entropy_with_logits(answerable, batch.answerable),
        "sentence": each.sum() / exists.sum(),
        "choice": (choice * holding).mean(),
        "span": (span * batch.span_weight).mean(),
        "order": order(answerable, batch.answerable > 0),
    }


def order(logits: Tensor, right: Tensor) -> Tensor:
    """Mean logistic loss of every (answerable, not answerable) pair of the batch: what AUROC measures."""
    apart = logits[right][:, None] - logits[~right][None, :]
    return functional.softplus(-apart).mean() if apart.numel() else logits.sum() * 0.0


# `order` only in the second stage, see index.training.hard
WEIGHTS = {"answerable": 1.0, "sentence": 1.0, "choice": 0.5, "span": 0.7, "order": 0.0}


def nll(logits: Tensor, allowed: Tensor, right: Tensor) -> Tensor:
    """Negative log of the probability of all `right` places among the `allowed` ones, for each row."""
    low = torch.finfo(logits.dtype).min
    among = torch.logsumexp(logits.masked_fill(~allowed, low), dim=1)
    return among - torch.logsumexp(logits.masked_fill(~right, low), dim=1)


class Stream:
    """The examples of any step: passes over `files` in turn, then, while the rate falls, over `late`."""

    def __init__(self, files: list[Path], late: list[Path], steps: int, seed: int) -> None:
        self._files, self._late, self._seed = files, late, seed
        self._turn = int(STABLE * steps)
        self._lengths: dict[Path, int] = {}
        self._loaded: tuple[Path, int] | None = None
        self._examples: list[Example] = []
        self._order: list[list[int]] = []

    def batch(self, step: int) -> Batch:
        late = step >= self._turn
        files, at = (self._late, step - self._turn) if late else (self._files, step)
        number = 0
        while True:
            path = files[number % len(files)]
            if path not in self._lengths or at < self._lengths[path]:
                self._load(path, number)
            if at < self._lengths[path]:
                return collate([self._examples[n] for n in self._order[at]], SENTENCE_ONLY)
            at -= self._lengths[path]
            number += 1

    def _load(self, path: Path, number: int) -> None:
        if self._loaded != (path, number):
            self._examples = pickle.loads(path.read_bytes())
            self._order = batched(self._examples, BATCH, self._seed + number)
            self._lengths[path] = len(self._order)
            self._loaded = (path, number)


@dataclass(frozen=True, slots=True)
class Plan:
    """`start` is a checkpoint to go on from at step 0, with its optimiser if kept.

    `order` weighs that loss.
    """

    steps: int
    seed: int
    rate: float = RATE
    order: float = 0.0
    start: Path | None = None


def train(stream: Stream, weights: Path, run: Path, plan: Plan, every: int = 100) -> None:
    """Run or resume to `plan.steps`; the state after each `every` of them is in `run`/checkpoint.pt."""
    steps, scale = plan.steps, WEIGHTS | {"order": plan.order}
    torch.manual_seed(plan.seed)
    run.mkdir(parents=True, exist_ok=True)
    network = ReaderNetwork.from_pretrained(weights)
    optimizer = torch.optim.AdamW(
        network.groups(plan.rate, plan.rate * HEAD_RATE / RATE, LAYER_DECAY),
        weight_decay=WEIGHT_DECAY,
        fused=True,
    )
    peaks = [group["lr"] for group in optimizer.param_groups]
    first = 0
    checkpoint = run / "checkpoint.pt"
    begin = checkpoint if checkpoint.exists() else plan.start
    if begin is not None:
        saved = torch.load(begin, weights_only=True)
        network.load_state_dict(saved["network"])
        if "optimizer" in saved:  # the mean of two networks has none
            optimizer.load_state_dict(saved["optimizer"])
        first = saved["step"] if begin == checkpoint else 0
    began = time.monotonic()
    means: dict[str, float] = {}
    for step in range(first, steps):
        batch = stream.batch(step)
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * rate_at(step, steps)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            parts = loss_of(network, batch)
        torch.stack([scale[name] * part for name, part in parts.items()]).sum().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        for name, part in parts.items():
            means[name] = 0.98 * means.get(name, part.item()) + 0.02 * part.item()
        done = step + 1
        if done % 25 == 0 or done == steps:
            pace = {"step": done, "per_second": round((done - first) * BATCH / (time.monotonic() - began), 1)}
            print(json.dumps(pace | {k: round(v, 4) for k, v in means.items()}), flush=True)
        if done % every == 0 or done == steps:
            state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "step": done}
            torch.save(state, run / "checkpoint.tmp")
            (run / "checkpoint.tmp").replace(checkpoint)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passes", nargs="+", type=Path, help="files of examples, one for each pass")
    parser.add_argument(
        "--late", nargs="+", type=Path, required=True, help="examples while the learning rate falls"
    )
    parser.add_argument("--weights", type=Path, required=True, help="folder of the encoder to start from")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--steps", type=int, required=True, help=f"steps of {BATCH} examples in all")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rate", type=float, default=RATE, help="learning rate at its peak")
    parser.add_argument("--order", type=float, default=0.0, help="weight of the loss over pairs")
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from, from step 0")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    stream = Stream(options.passes, options.late, options.steps, options.seed)
    plan = Plan(options.steps, options.seed, options.rate, options.order, options.start)
    train(stream, options.weights, options.run, plan)


if __name__ == "__main__":
    main()
