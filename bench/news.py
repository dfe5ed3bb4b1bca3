"""Quality on real news questions: is the answer in the quoted sentence, is silence kept where it should?

    python -m bench.news [--home DIR] [--reader trained|words] [--fit]

Data: `dev/news/corpus.jsonl.gz` and `dev/news/queries.jsonl` under FOOTNOTE_DATA.
A passage or quote holds an answer when the answer's words, normalised as SQuAD does, stand in it. `--fit`
prints the logistic that index/query/confidence.py is made of.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bench.development_data import folder
from bench.peers import PEERS, rankings
from bench.readers import chosen
from bot.asking import ask as answered
from index.embedding import BASE_MODEL, DEFAULT_MODEL, Embedder, load
from index.ingest.build import build
from index.model import Question
from index.query.confidence import surprise
from index.query.evaluation import auroc, kept
from index.query.evidence import PASSAGES_READ
from index.query.normal import holds
from index.query.reader import MakeReader, WordReader
from index.query.retrieval import retrieve
from index.store.snapshot import Snapshot, Stories

STORY = "news"
PAGE = 3
"""Quotes on a first page at most, as FOOTNOTE_TOP has it."""
PUBLISHED = {  # MiniLM and BM25, the best mix of sentence and passage scores, over passages cut otherwise
    "quoted sentence R@1": 0.42,
    "quoted sentence R@3": 0.63,
    "quoted sentence R@5": 0.70,
    "other years AUROC": 0.975,
    "other years kept at 10 %": 0.946,
    "hard AUROC": 0.654,
    "hard kept at 10 %": 0.24,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it went: what was found, in order, and how sure."""

    answerable: bool
    sure: float
    hard: float | None
    articles: tuple[bool, ...]
    passages: tuple[bool, ...]
    quotes: tuple[bool, ...]
    signals: tuple[float, float]
    seconds: float
    documents: int
    shown: int
    peers: dict[str, tuple[tuple[bool, ...], tuple[bool, ...]]]


Searched = tuple[Snapshot, Embedder]
"""A story with the model that it was indexed with."""


def indexed(home: Path, model: str) -> Searched:
    stories, embedder = Stories(home), load(model, home)
    build(stories, STORY, [folder("news") / "corpus.jsonl.gz"], embedder)
    return stories.current(STORY), embedder


def ask(
    footnote: Searched,
    plain: Searched,
    query: dict[str, Any],
    relevant: Collection[str],
    make_reader: MakeReader,
) -> Asked:
    """`plain` is what the peers search: the same passages, in the vectors of the untuned model."""
    snapshot, embedder = footnote
    answerable = query["type"] == "answerable"
    question = Question(query["question"])
    started = time.perf_counter()
    # As the command line asks, on the day that the question was asked: "this week" then means something.
    today = date.fromisoformat(query["date"].replace("/", "-")[:10])
    found = answered(snapshot, embedder, question, top=5, today=today, make_reader=make_reader)
    seconds = time.perf_counter() - started
    texts = [snapshot.text(hit.passage.span.document) for hit in found.hits]
    shown = [
        text[hit.passage.span.start : hit.passage.span.end]
        for text, hit in zip(texts, found.hits, strict=True)
    ]
    passages = tuple(holds(text, query["answers"]) for text in shown)
    found_in = dict.fromkeys(hit.passage.span.document for hit in found.hits)
    articles = tuple(document in relevant for document in found_in)
    quotes = tuple(holds(quote.read(snapshot), query["answers"]) for quote in found.quotes or found.nearest)
    documents = len({quote.span.document for quote in (found.quotes or found.nearest)[:PAGE]})
    peers = of_peers(*plain, query, relevant) if answerable else {}
    hard = None
    if answerable:
        days = found.days
        bounded = [replace(question, since=days.since, until=days.until)] if days else []
        hard = _without_answers(snapshot, embedder, [*bounded, question], query["answers"], make_reader)
    first = found.hits[0].passage
    read = WordReader(snapshot.words).read(question.text, [(snapshot.document(first.span.document), first)])
    signals = (found.hits[0].dense, read[0].covered)
    return Asked(
        answerable,
        found.confidence,
        hard,
        articles,
        passages,
        quotes,
        signals,
        seconds,
        documents,
        len(quotes[: found.leading if found.answered else None][:PAGE]),
        peers,
    )


def of_peers(
    snapshot: Snapshot, embedder: Embedder, query: dict[str, Any], relevant: Collection[str]
) -> dict[str, tuple[tuple[bool, ...], tuple[bool, ...]]]:
    """For each peer, whether its articles and its passages are right, in its order."""
    found = rankings(snapshot, query["question"], embedder.question(query["question"]), PASSAGES_READ)
    flags = {}
    for name, rows in found.items():
        spans = [passage.span for passage in snapshot.catalog.passages(rows)]
        texts = [snapshot.text(span.document)[span.start : span.end] for span in spans]
        articles = dict.fromkeys(span.document for span in spans)
        right = tuple(document in relevant for document in articles)
        flags[name] = right, tuple(holds(text, query["answers"]) for text in texts)
    return flags


def of_peer(asked: Sequence[Asked], peer: str, measure: str) -> float | None:
    """A peer's figure; None where it has none."""
    kind, _, rest = measure.partition(" R@")
    if kind not in {"article", "passage"}:
        return PUBLISHED.get(measure) if peer == "fused" else None
    return statistics.mean(
        any(one.peers[peer][kind == "passage"][: int(rest)]) for one in asked if one.answerable
    )


def _without_answers(
    snapshot: Snapshot,
    embedder: Embedder,
    questions: Sequence[Question],
    answers: Sequence[str],
    make_reader: MakeReader,
) -> float:
    """Confidence when every passage that holds an answer is taken out: a near miss, to be declined.

    As in asking, a question bounded by days comes first, and stands where it would be answered.
    """
    reader = make_reader(snapshot.words)
    sure = 0.0
    for question in questions:
        hits = [
            (hit, snapshot.document(hit.passage.span.document))
            for hit in retrieve(snapshot, question, embedder.question(question.text), 10 * PASSAGES_READ)
        ]
        left = [
            (hit, document)
            for hit, document in hits
            if not holds(document.text[hit.passage.span.start : hit.passage.span.end], answers)
        ][:PASSAGES_READ]
        sure = 0.0
        if left:
            readings = reader.read(question.text, [(document, hit.passage) for hit, document in left])
            sure = reader.confidence([hit for hit, _ in left], readings, snapshot.manifest.passages)
        if sure >= reader.threshold:
            break
    return sure


def article_hashes(corpus: Path, snapshot: Snapshot) -> dict[int, str]:
    """Document hash of each article number; articles of the same text share one."""
    by_text = {document.text.strip(): document.hash for document in snapshot.documents()}
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    return {one["id"]: by_text[one["text"].strip()] for one in articles if one["text"].strip() in by_text}


def figures(asked: Sequence[Asked]) -> dict[str, float]:
    good = [one for one in asked if one.answerable]
    sure, hard = [one.sure for one in good], [one.hard or 0.0 for one in good]
    other = [one.sure for one in asked if not one.answerable]

    def recall(get: Callable[[Asked], tuple[bool, ...]], k: int) -> float:
        return statistics.mean(any(get(one)[:k]) for one in good)

    return {
        "article R@1": recall(lambda one: one.articles, 1),
        **{f"passage R@{k}": recall(lambda one: one.passages, k) for k in (1, 5, 10)},
        **{f"quoted sentence R@{k}": recall(lambda one: one.quotes, k) for k in (1, 3, 5)},
        "other years AUROC": auroc(sure, other),
        "other years kept at 10 %": kept(sure, other),
        "hard AUROC": auroc(sure, hard),
        "hard kept at 10 %": kept(sure, hard),
    }


def calibration_error(asked: Sequence[Asked], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Naeini et al. 2015), classes weighted as they are."""
    rows = [(one.sure, one.answerable) for one in asked]
    total = 0.0
    for low in np.arange(bins) / bins:
        inside = [
            (sure, right)
            for sure, right in rows
            if low <= sure < low + 1 / bins or (sure == 1 and low == 1 - 1 / bins)
        ]
        if inside:
            gap = statistics.mean(sure for sure, _ in inside) - statistics.mean(right for _, right in inside)
            total += abs(gap) * len(inside) / len(rows)
    return total


def evaluation_threshold(asked: Sequence[Asked]) -> float:
    return float(np.quantile([one.sure for one in asked if not one.answerable], 0.9))


def fitted(asked: Sequence[Asked], passages: int) -> tuple[float, float, float]:
    """Bias and weights of the logistic by Newton's method, a little ridge for stability."""
    rows = np.array([[1.0, surprise(one.signals[0], passages), one.signals[1]] for one in asked])
    truth = np.array([float(one.answerable) for one in asked])
    weights = np.zeros(3)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (truth - chance) - 0.01 * weights
        curvature = (rows * (chance * (1 - chance))[:, None]).T @ rows + 0.01 * np.eye(3)
        weights += np.linalg.solve(curvature, gradient)
    return float(weights[0]), float(weights[1]), float(weights[2])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--home", type=Path, help="where the index is kept between runs (default: a new folder)"
    )
    parser.add_argument("--reader", choices=("trained", "words"), default="trained")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    data = folder("news")
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary)
        footnote, plain = indexed(home, DEFAULT_MODEL), indexed(home / "peers", BASE_MODEL)
        snapshot, _ = footnote
        queries = [json.loads(line) for line in (data / "queries.jsonl").open(encoding="utf-8")]
        hashes = article_hashes(data / "corpus.jsonl.gz", snapshot)
        make_reader = chosen(options.reader, home)
        relevant = [{hashes[number] for number in query["rel"] if number in hashes} for query in queries]
        asked = [
            ask(footnote, plain, query, found, make_reader)
            for query, found in zip(queries, relevant, strict=True)
        ]
    good = sum(one.answerable for one in asked)
    counts = f"{good} answerable questions, {len(asked) - good} about other years"
    print(f"reader: {options.reader}")
    print(f"news: {snapshot.manifest.documents} articles, {snapshot.manifest.passages} passages, {counts}")
    print(f"{'':28}{'Footnote':>10}" + "".join(f"{peer:>10}" for peer in PEERS))
    for name, value in figures(asked).items():
        others = [of_peer(asked, peer, name) for peer in PEERS]
        print(f"{name:28}{value:10.3f}" + "".join(f"{'' if o is None else f'{o:.3f}':>10}" for o in others))
    print(f"{'calibration error':28}{calibration_error(asked):10.3f}")
    p50, p95 = (1000 * float(np.quantile([one.seconds for one in asked], q)) for q in (0.5, 0.95))
    found = statistics.mean(one.documents for one in asked if one.answerable)
    print(f"{'documents in three quotes':28}{found:10.2f}")
    first = [(one.shown, any(one.quotes[: one.shown])) for one in asked if one.answerable]
    print(f"{'quotes shown at first':28}{statistics.mean(shown for shown, _ in first):10.2f}")
    print(f"{'one of these holds it':28}{statistics.mean(right for _, right in first):10.3f}")
    print(f"query p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    declined = evaluation_threshold(asked)
    print(f"confidence that lets 10 % of the others through: {declined:.3f}")
    if options.fit:
        print(
            "BIAS, DENSE, COVERED =",
            ", ".join(f"{weight:.2f}" for weight in fitted(asked, snapshot.manifest.passages)),
        )


if __name__ == "__main__":
    main()
