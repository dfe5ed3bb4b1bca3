"""One pass over the training sets, as a file of examples."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from pathlib import Path

from index.query.reader_input import ReaderTokens
from index.training.examples import Example, ExampleMaker
from index.training.sources import read_rows, read_weak_negatives
from index.training.wording import with_wording
from index.training.written import SOURCE as WRITTEN
from index.training.written import read_written

NEGATIVES_PER_POSITIVE = 0.9
REPLAYED = 0.2  # of the other examples, so that what they taught is not lost
BESIDE_WRITTEN = 0.25  # mined negatives for each written question that is answered: it has its twins


def make_examples(
    data: Path, tokenizer: Path, seed: int, *, late: bool, written: bool = False
) -> list[Example]:
    rows = list(read_rows(data, late=late))
    if written:
        rows += read_written(rows)
    maker = ExampleMaker(rows, ReaderTokens(tokenizer), seed, late=late, written=written)
    chance = random.Random(seed + 1)
    made: list[Example | None] = []
    for row in rows:
        weight = row.weight * (REPLAYED if written and row.source != WRITTEN else 1.0)
        copies = int(weight) + (chance.random() < weight % 1)
        for _ in range(copies):
            if not row.answerable:
                made.append(maker.given(row))
                continue
            made.append(maker.positive(row))
            if chance.random() < (BESIDE_WRITTEN if row.source == WRITTEN else NEGATIVES_PER_POSITIVE):
                made.append(maker.negative(row))
    weak = read_weak_negatives(data, late=late)
    share = REPLAYED if written else 1.0
    made.extend(maker.given(row) for row in weak if chance.random() < share * row.weight)
    examples = [e for e in made if e is not None and (e.answerable or e.kind != "positive")]
    chance.shuffle(examples)
    return examples


def write_examples(
    data: Path, tokenizer: Path, out: Path, seed: int, *, late: bool, written: bool = False
) -> None:
    examples = make_examples(data, tokenizer, seed, late=late, written=written)
    if written:
        examples = with_wording(examples)
    kinds, sources = (Counter(getattr(e, name) for e in examples) for name in ("kind", "source"))
    print(f"{len(examples)} examples: {dict(kinds)}, {dict(sources)}")
    beside = out.with_suffix(".tmp")
    beside.write_bytes(pickle.dumps(examples))
    beside.replace(out)
