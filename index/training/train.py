"""Training, resumable at every checkpoint: `python -m index.training.train --help`."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import time
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
    answerable, sentences, start, end = (o.float() for o in outputs)
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
    }


WEIGHTS = {"answerable": 1.0, "sentence": 1.0, "choice": 0.5, "span": 0.7}


def nll(logits: Tensor, allowed: Tensor, right: Tensor) -> Tensor:
    """Negative log of the probability of all `right` places among the `allowed` ones, for each row."""
    low = torch.finfo(logits.dtype).min
    among = torch.logsumexp(logits.masked_fill(~allowed, low), dim=1)
    return among - torch.logsumexp(logits.masked_fill(~right, low), dim=1)


def train(passes: list[Path], weights: Path, run: Path, steps: int, seed: int) -> None:
    torch.manual_seed(seed)
    run.mkdir(parents=True, exist_ok=True)
    network = ReaderNetwork.from_pretrained(weights)
    optimizer = torch.optim.AdamW(
        network.groups(RATE, HEAD_RATE, LAYER_DECAY), weight_decay=WEIGHT_DECAY, fused=True
    )
    peaks = [group["lr"] for group in optimizer.param_groups]
    step = 0
    checkpoint = run / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        step = saved["step"]
    loaded = -1
    began, seen = time.monotonic(), 0
    means: dict[str, float] = {}
    examples: list[Example] = []
    order: list[list[int]] = []
    first = 0
    while step < steps:
        while step >= first + len(order):
            loaded += 1
            first += len(order)
            examples = pickle.loads(passes[loaded % len(passes)].read_bytes())  # noqa: S301 -- our own file
            order = batched(examples, BATCH, seed + loaded)
        batch = collate([examples[n] for n in order[step - first]], SENTENCE_ONLY)
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * rate_at(step, steps)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            parts = loss_of(network, batch)
        total = torch.stack([WEIGHTS[name] * part for name, part in parts.items()]).sum()
        total.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        seen += BATCH
        for name, part in parts.items():
            means[name] = 0.98 * means.get(name, part.item()) + 0.02 * part.item()
        if step % 25 == 0 or step == steps:
            entry = {"step": step, "per_second": round(seen / (time.monotonic() - began), 1)}
            print(json.dumps(entry | {k: round(v, 4) for k, v in means.items()}), flush=True)  # noqa: T201
        if step % 100 == 0 or step == steps:
            state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
            torch.save(state, run / "checkpoint.tmp")
            (run / "checkpoint.tmp").replace(checkpoint)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passes", nargs="+", type=Path, help="files of examples, one for each pass")
    parser.add_argument("--weights", type=Path, required=True, help="folder of the encoder to start from")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--steps", type=int, required=True, help=f"steps of {BATCH} examples in all")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options.passes, options.weights, options.run, options.steps, options.seed)


if __name__ == "__main__":
    main()
