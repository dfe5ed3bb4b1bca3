"""The reader alone: is the question answerable from its paragraph, by which words, and how sure is it?

    python -m bench.reader [--questions N]

Data: `dev/squad2/dev.json.gz` under FOOTNOTE_DATA, SQuAD 2.0's format. Span F1 and
normalisation are SQuAD's. Reliability is cross-fitted: calibrated on the articles of one half, measured
on the other. Passages for the timing are paragraphs packed to about 200 tokens.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.development_data import folder
from index.embedding import DEFAULT_MODEL, load
from index.query.evaluation import auroc, kept
from index.query.normal import normalised
from index.query.reader_input import ReaderInput
from index.query.reader_model import Logits, ReaderModel
from index.query.trained_reader import ROOM
from index.training.calibrate import Asked, fit, read_squad
from index.training.sentences import split_sentences

PUBLISHED = {"answerable AUROC": 0.655, "kept at 10 % false answers": 0.22}  # best MiniLM cosine signal
BINS = 10


def overlap(predicted: str, right: str) -> float:
    """Word F1 of SQuAD's official script."""
    one, other = normalised(predicted).split(), normalised(right).split()
    if not one or not other:
        return float(one == other)
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other))


def span_score(asked: Asked, found: Logits) -> float:
    if not found.highlights:
        return 0.0
    start, end, _ = found.highlights[0]
    return max(overlap(asked.passage.text[start:end], text) for _, text in asked.answers)


def cross_fitted(asked: Sequence[Asked], logits: Sequence[Logits]) -> list[float]:
    """Probability for each question from a calibration fitted on the other half of the articles."""
    articles = sorted({one.passage.title for one in asked})
    half = [articles.index(one.passage.title) % 2 for one in asked]
    probabilities = [0.0] * len(asked)
    for side in (0, 1):
        train = [at for at in range(len(asked)) if half[at] != side]
        calibration = fit([asked[at] for at in train], [logits[at] for at in train])
        for at in range(len(asked)):
            if half[at] == side:
                probabilities[at] = calibration.apply(logits[at]).answerable
    return probabilities


def reliability(probabilities: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, int]]:
    """(mean probability, share that is right, count) of each bin of equal width that is not empty."""
    bins = np.minimum((np.array(probabilities) * BINS).astype(int), BINS - 1)
    rows = []
    for number in range(BINS):
        inside = np.flatnonzero(bins == number)
        if len(inside):
            mean = float(np.mean(np.array(probabilities)[inside]))
            rows.append((mean, float(np.mean(np.array(right)[inside])), len(inside)))
    return rows


def packed(asked: Sequence[Asked], count: int) -> list[ReaderInput]:
    """Passages of about 900 characters, the size that is indexed."""
    texts = dict.fromkeys(one.passage.text for one in asked)
    passages: list[ReaderInput] = []
    for text in texts:
        ranges = [r for r in split_sentences(text) if r[1] <= 900]
        if ranges and ranges[-1][1] > 700:
            passages.append(ReaderInput(text[: ranges[-1][1]], tuple(ranges), "A title of six words here"))
    return passages[:count]


def timing(model: ReaderModel, asked: Sequence[Asked]) -> tuple[float, float]:
    """Median seconds of one core to read 20 passages, and to embed one of them, taken in turn."""
    passages = packed(asked, 20)
    with tempfile.TemporaryDirectory() as home:
        embedder = load(DEFAULT_MODEL, Path(home))
        read, embedded = [], []
        for one in asked[:30]:
            started = time.process_time()
            model.logits(one.question, passages, ROOM)
            read.append(time.process_time() - started)
            started = time.process_time()
            embedder.texts([passages[len(read) % len(passages)].text])
            embedded.append(time.process_time() - started)
    return statistics.median(read[5:]), statistics.median(embedded[5:])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, help="only this many, drawn with a fixed seed")
    parser.add_argument("--model", type=Path, help="a folder of weights other than the package's")
    options = parser.parse_args()
    path = folder("squad2") / "dev.json.gz"
    model = ReaderModel(options.model) if options.model else ReaderModel()
    asked = list(read_squad(path))
    if options.questions:
        asked = random.Random(5).sample(asked, options.questions)
    logits = [model.logits(one.question, [one.passage])[0] for one in asked]
    right = [bool(one.answers) for one in asked]
    sure = cross_fitted(asked, logits)
    good, bad = (
        [p for p, is_right in zip(sure, right, strict=True) if is_right is want] for want in (True, False)
    )
    best = [
        one.holding[int(f.sentences.argmax())] for one, f in zip(asked, logits, strict=True) if one.answers
    ]
    scores = [span_score(one, found) for one, found in zip(asked, logits, strict=True) if one.answers]
    figures = {
        "answerable AUROC": auroc(good, bad),
        "kept at 10 % false answers": kept(good, bad),
        "best span F1": statistics.mean(scores),
        "answering sentence first": statistics.mean(best),
    }
    print(
        f"reader: {len(asked)} questions of SQuAD 2.0 dev, {sum(right)} answerable, each with its paragraph"
    )
    print(f"{'':28}{'Footnote':>10}{'MiniLM':>10}")
    for name, value in figures.items():
        peer = f"{PUBLISHED[name]:10.3f}" if name in PUBLISHED else ""
        print(f"{name:28}{value:10.3f}{peer}")
    rows = reliability(sure, right)
    error = sum(abs(mean - share) * count for mean, share, count in rows) / len(asked)
    print(f"expected calibration error  {error:10.3f}   (articles crossed over)")
    for mean, share, count in rows:
        print(f"   says {mean:.2f}   is {share:.2f}   {count:5d} questions")
    read, embedded = timing(model, asked)
    times = read / embedded
    print(f"20 passages p50 {1000 * read:.0f} ms of a core, {times:.1f} times embedding one of them")


if __name__ == "__main__":
    main()
