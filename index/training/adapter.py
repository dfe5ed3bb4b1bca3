"""Train the embedder's adapter, resumable: `python -m index.training.adapter DATA RUN [--steps N]`.

A question's passage is to be nearer to it than the passages of the batch's other questions (multiple
negatives ranking, Henderson et al. 2017, arXiv:1705.00652), and than its own article's best paragraph that
does not answer it. RUN/adapter.safetensors replaces the file of `index.adapter`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from index.adapter import adapted
from index.embedding import BASE_MODEL, reference_model
from index.training.negatives import ContextIndex, holds_answer
from index.training.sentences import split_sentences
from index.training.sources import Row, read_rows

RANK, RATE, WARM_UP, BATCH, STEPS = 16, 5e-4, 20, 32, 240
SCALE = 20  # of cosines to logits, as all-MiniLM-L6-v2 was trained
TOGETHER = 4  # questions of one article in a batch: their passages tell it apart from its like
CHARACTERS = (300, 1000)  # of a passage; ours have about 900
MOST_TOKENS = 220


class LowRank(nn.Module):
    """A frozen linear map and what is added to it; nothing at first, as `b` is zero."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, states: Tensor) -> Tensor:
        added: Tensor = functional.linear(functional.linear(states, self.a), 2 * self.b)
        return self.base(states) + added


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with a passage that answers it and, where there is one, a paragraph that only seems to."""

    row: Row
    passage: str
    near_miss: str


def window(text: str, row: Row, chance: random.Random) -> str:
    """Whole sentences of `text` around an answer, or around any place where the row has none in it."""
    sentences = split_sentences(text)
    inside = text == row.context
    at = row.answers[0][0] if inside and row.answers else chance.randrange(max(1, len(text)))
    middle = next((n for n, (_, end) in enumerate(sentences) if end > at), len(sentences) - 1)
    first = last = middle
    room = chance.randint(*CHARACTERS)
    while first > 0 or last < len(sentences) - 1:
        before = last == len(sentences) - 1 or (first > 0 and chance.random() < 0.5)  # noqa: PLR2004 -- a coin
        grown = (first - 1, last) if before else (first, last + 1)
        if sentences[grown[1]][1] - sentences[grown[0]][0] > room:
            break
        first, last = grown
    return text[sentences[first][0] : sentences[last][1]]


def pairs(data: Path, seed: int) -> list[Pair]:
    """Every answerable row as often as its weight says, in an order that depends on `seed` only."""
    chance = random.Random(seed)
    rows = list(read_rows(data, late=True))
    contexts = ContextIndex(rows)
    drawn: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        times = int(row.weight) + (chance.random() < row.weight % 1)
        if row.answerable and row.answers:
            drawn[row.source, row.title or row.context].extend([row] * times)
    packs = []
    for group in drawn.values():
        chance.shuffle(group)
        packs += [group[at : at + TOGETHER] for at in range(0, len(group), TOGETHER)]
    chance.shuffle(packs)
    made = []
    for row in (row for pack in packs for row in pack):
        miss = contexts.sibling(row, contexts.scores(row.question), chance) if row.title else None
        near = window(miss, row, chance) if miss else ""
        made.append(Pair(row, window(row.context, row, chance), near))
    return made


def loss_of(questions: Tensor, passages: Tensor, barred: Tensor) -> Tensor:
    """Mean cross entropy of each question's passage, the one of its own number, among all not `barred`.

    Both are of unit length: (questions, dimension) and (passages, dimension). `barred` is (questions,
    passages).
    """
    logits = (SCALE * questions @ passages.T).masked_fill(barred, -math.inf)
    return functional.cross_entropy(logits, torch.arange(len(questions)))


def barred(batch: Sequence[Pair], passages: Sequence[str]) -> Tensor:
    """Passages that answer a question too, or stand in the same context, are no wrong ones for it."""
    table = torch.zeros(len(batch), len(passages), dtype=torch.bool)
    for one, pair in enumerate(batch):
        for other, passage in enumerate(passages):
            same = other < len(batch) and batch[other].row.context == pair.row.context
            table[one, other] = other != one and (same or holds_answer(passage, pair.row))
    return table


class Adapter:
    """The embedder with its maps of low rank; only these are trained."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.model = reference_model(BASE_MODEL, torch.get_num_threads())
        self.model.max_seq_length = MOST_TOKENS
        self.model.requires_grad_(requires_grad=False)
        encoder = self.model[0].model
        self.maps: dict[str, LowRank] = {}
        for name in adapted(encoder):
            self.maps[name] = LowRank(encoder.get_submodule(name))
            encoder.set_submodule(name, self.maps[name])

    def parameters(self) -> list[nn.Parameter]:
        return [part for low in self.maps.values() for part in (low.a, low.b)]

    def vectors(self, texts: Sequence[str]) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            features = self.model.preprocess(list(texts))
            states = self.model(features)["sentence_embedding"]
        return functional.normalize(states.float(), dim=1)

    def save(self, file: Path) -> None:
        """Half precision: what is rounded off is a thousandth of what was added."""
        parts = {}
        for name, low in self.maps.items():
            parts[f"{name}.a"] = low.a.detach().half().contiguous()
            parts[f"{name}.b"] = (2 * low.b.detach()).half().contiguous()
        save_file(parts, file)


def train(rows: Sequence[Pair], run: Path, steps: int, seed: int, every: int = 20) -> None:
    """Run or resume to `steps`; the state after each `every` of them is in `run`/adapter.pt."""
    run.mkdir(parents=True, exist_ok=True)
    adapter = Adapter(seed)
    optimizer = torch.optim.AdamW(adapter.parameters(), lr=RATE, weight_decay=0.01)
    first, checkpoint = 0, run / "adapter.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        for part, value in zip(adapter.parameters(), saved["parts"], strict=True):
            part.data.copy_(value)
        optimizer.load_state_dict(saved["optimizer"])
        first = saved["step"]
    began, mean = time.monotonic(), 0.0
    for step in range(first, steps):
        at = step * BATCH % max(1, len(rows) - BATCH + 1)
        batch = rows[at : at + BATCH]
        passages = [pair.passage for pair in batch] + [pair.near_miss for pair in batch if pair.near_miss]
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * (1 - step / steps)
        questions = adapter.vectors([pair.row.question for pair in batch])
        loss = loss_of(questions, adapter.vectors(passages), barred(batch, passages))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        mean = loss.item() if step == first else 0.95 * mean + 0.05 * loss.item()
        done = step + 1
        if done % every == 0 or done == steps:
            pace = round((time.monotonic() - began) / (done - first), 2)
            print(json.dumps({"step": done, "loss": round(mean, 4), "seconds_a_step": pace}), flush=True)
            parts = [part.detach() for part in adapter.parameters()]
            state = {"parts": parts, "optimizer": optimizer.state_dict(), "step": done}
            torch.save(state, run / "adapter.tmp")
            (run / "adapter.tmp").replace(checkpoint)
    adapter.save(run / "adapter.safetensors")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the training sets of MODEL_CARD.md")
    parser.add_argument("run", type=Path, help="folder for checkpoints and the adapter")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"of {BATCH} questions (default {STEPS})")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(pairs(options.data, options.seed), options.run, options.steps, options.seed)


if __name__ == "__main__":
    main()
