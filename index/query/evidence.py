"""From a question to an answer: whole sentences quoted and cited, or the nearest misses.

check -> retrieval.retrieve -> reader.read -> sentences ranked -> neighbours merged
      -> the same words in other documents folded into one quote -> confidence -> Answer
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.embedding import Embedder
from index.model import Answer, Hit, Question
from index.query import quoting
from index.query.question import check, is_foreign
from index.query.reader import MakeReader, Reading, WordReader
from index.query.retrieval import retrieve
from index.stages import stage
from index.store.snapshot import Snapshot

PASSAGES_READ = 20


def answer(
    snapshot: Snapshot,
    embedder: Embedder,
    question: Question,
    *,
    top: int = 3,
    threshold: float | None = None,
    make_reader: MakeReader = WordReader,
) -> Answer:
    """At most `top` quotes, best first.

    `threshold` is the least confidence to answer with, by default the reader's own.

    Raises `UsageError` for a question that cannot be asked and `SnapshotError` for a snapshot built with
    another model than `embedder`.
    """
    question = check(question)
    manifest = snapshot.manifest
    manifest.require_model(embedder)
    with stage("embed"):
        vector = embedder.question(question.whole)
    with stage("retrieve"):
        hits = retrieve(snapshot, question, vector, PASSAGES_READ)
    if not hits:
        return Answer(question, False, 0.0, (), (), (), snapshot.number)
    with stage("read"):
        reader = make_reader(snapshot.words)
        documents = [snapshot.document(hit.passage.span.document) for hit in hits]
        passages = [(document, hit.passage) for document, hit in zip(documents, hits, strict=True)]
        readings = reader.read(question.text, passages, question.context)
        sure = reader.confidence(hits, readings, manifest.passages)
    answered = sure >= (reader.threshold if threshold is None else threshold)
    with stage("quote"):
        quotes = quoting.quotes(snapshot, hits, readings, top)
    return Answer(
        question=question,
        answered=answered,
        confidence=round(sure, 4),
        quotes=quotes if answered else (),
        nearest=() if answered else quotes,
        hits=tuple(_ordered(hits, readings) if reader.orders_passages else hits),
        snapshot=snapshot.number,
        foreign=not answered and is_foreign(question.text, snapshot.words),
        leading=quoting.leading(quotes, reader.reach),
    )


def _ordered(hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
    """Passages by retrieval and their best sentence together."""
    best = [max(reading.sentences, default=0.0) for reading in readings]
    scored = [replace(hit, score=hit.score + sentence) for hit, sentence in zip(hits, best, strict=True)]
    return sorted(scored, key=lambda hit: (-hit.score, hit.row))
