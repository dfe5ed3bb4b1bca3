"""Pairs that the reader so far gets wrong: a passage that answers, and the nearest to it that does not.

`python -m index.training.hard --help`. Of several negatives for each question the one that the reader thinks
likeliest to answer is kept, and of all pairs those that it tells apart least (Shrivastava et al. 2016,
arXiv:1604.03540): a step costs ten times a reading, so what is known already is not trained on again.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from index.query.reader_input import ReaderTokens
from index.query.reader_model import network_inputs
from index.runtime import Floats, Network, batches
from index.training.examples import Example, ExampleMaker
from index.training.sources import Row, read_rows

CANDIDATES = 3
EXCHANGED = 0.5
"""Share of the questions whose negatives may be exchanged names and words: of three, those are nearly always
the hardest, and a reader must know the passage that merely is about the question, too."""
KEPT = 0.6
"""Share of the pairs that are kept, the hardest first."""
DOUBTFUL = 2.5
"""A negative not made by exchange that scores this much (logit) above its positive may well answer."""
GIVEN = 2
"""Copies of the unanswerable questions that people wrote: there are few."""
BATCH_TOKENS = 4096


class Judge(Protocol):
    def judged(self, examples: Sequence[Example]) -> list[tuple[float, float]]:
        """Of each example its answerable logit, and the loss on its right span."""
        ...


class ServedReader:
    """What the served reader thinks: the answerable logit of each example, and its loss on the right span."""

    def __init__(self, folder: Path) -> None:
        self._network = Network(folder / "reader.xml", 1, None)

    def judged(self, examples: Sequence[Example]) -> list[tuple[float, float]]:
        found: dict[int, tuple[float, float]] = {}
        for batch in batches([len(one.encoded.ids) for one in examples], BATCH_TOKENS):
            outputs = self._network.run(network_inputs([examples[at].encoded for at in batch]))
            for row, at in enumerate(batch):
                answerable, _, start, end = (output[row] for output in outputs)
                found[at] = (float(answerable), span_loss(examples[at], start, end))
        return [found[at] for at in range(len(examples))]


def span_loss(example: Example, start: Floats, end: Floats) -> float:
    """Mean negative log probability of the right ends; 0 where only the sentence is known."""
    if example.sentence_only or not example.spans:
        return 0.0
    encoded = example.encoded
    body = slice(encoded.passage, encoded.passage + len(encoded.offsets))
    total = 0.0
    for logits, places in ((start, [s for s, _ in example.spans]), (end, [e for _, e in example.spans])):
        everything = np.logaddexp.reduce(np.append(logits[body], logits[0]))
        total += float(everything - np.logaddexp.reduce(logits[places]))
    return total / 2


def candidates(maker: ExampleMaker, rows: Sequence[Row], chance: random.Random) -> list[list[Example]]:
    """For each row its positive, then negatives for the same question."""
    groups = []
    for row in rows:
        positive = maker.positive(row)
        if positive is None or not positive.answerable:
            continue
        exchanged = chance.random() < EXCHANGED
        made = [maker.negative(row) for _ in range(CANDIDATES if exchanged else 2 * CANDIDATES)]
        negatives = [one for one in made if one and (exchanged or one.kind != "swap")]
        if negatives:
            groups.append([positive, *negatives[:CANDIDATES]])
    return groups


def hardest(groups: Sequence[Sequence[Example]], judge: Judge, kept: float) -> list[Example]:
    """Pairs, each positive followed by its hardest negative, of the share `kept` that is hardest."""
    judged = judge.judged([example for group in groups for example in group])
    pairs: list[tuple[float, Example, Example]] = []
    at = 0
    for group in groups:
        (good, loss), *others = judged[at : at + len(group)]
        at += len(group)
        fair = [
            (answerable, example)
            for (answerable, _), example in zip(others, group[1:], strict=True)
            if example.kind == "swap" or answerable - good < DOUBTFUL
        ]
        if fair:
            bad, negative = max(fair, key=lambda one: one[0])
            difficulty = float(np.logaddexp(0, bad - good)) + float(np.logaddexp(0, -good)) + 0.5 * loss
            pairs.append((difficulty, group[0], negative))
    pairs.sort(key=lambda pair: -pair[0])
    return [one for _, *both in pairs[: int(kept * len(pairs))] for one in both]


def write_hard(data: Path, reader: Path, out: Path, seed: int, count: int, kept: float) -> None:
    """`count` rows, drawn by their late weights, give at most `kept` of as many pairs."""
    every = list(read_rows(data, late=True))
    maker = ExampleMaker(every, ReaderTokens(reader / "tokenizer.json"), seed, late=True, pairs=True)
    chance = random.Random(seed)
    answerable = [row for row in every if row.answerable]
    rows = chance.choices(answerable, [row.weight for row in answerable], k=count)
    made = hardest(candidates(maker, rows, chance), ServedReader(reader), kept)
    written = [row for row in every if not row.answerable and row.source == "squad2train_piece"]
    given = [maker.given(row) for row in written for _ in range(GIVEN)]
    # Pairs stay neighbours: batches of like length then often hold both.
    units = [[*made[at : at + 2]] for at in range(0, len(made), 2)] + [[one] for one in given]
    chance.shuffle(units)
    examples = [example for unit in units for example in unit]
    print(f"{len(examples)} examples: {dict(Counter(one.kind for one in examples))}", flush=True)
    beside = out.with_suffix(".tmp")
    beside.write_bytes(pickle.dumps(examples))
    beside.replace(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("reader", type=Path, help="folder of the reader so far, as it is served")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True, help="questions to draw")
    parser.add_argument("--kept", type=float, default=KEPT)
    options = parser.parse_args()
    write_hard(options.data, options.reader, options.out, options.seed, options.count, options.kept)


if __name__ == "__main__":
    main()
