"""The timeline of a whole story: which documents are read for a topic, and which sentences are about it.

    hits for the topic, as for a question -> their documents -> sentences about the topic -> timeline.build

Without a topic every document is read, at about 1,500 sentences a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from index.model import Document, Hit, Passage, Question, Range
from index.store.snapshot import Snapshot
from index.timeline.timeline import READABLE, Relevance, Source, Timeline, build
from index.timeline.topic import ABOUT, Embed, Topic

HITS = 400
"""Passages that a topic's documents are taken from."""
DOCUMENTS = 150
"""Documents read for a topic, those with the best passages: some seconds of work."""
MEANING_PASSAGES = 40
"""Best passages whose sentences are compared with the topic by meaning; each costs the model milliseconds."""
FEW_DOCUMENTS = 25
"""Up to so many documents, sentences are compared by meaning to see that two tell the same."""
MARGIN = 0.25
"""Cosine by which a passage may fall short of the best one and still be near to the topic."""

Step = Callable[[int, int], None]
"""Told after each document: how many are read, and how many there are."""


def of_story(
    snapshot: Snapshot,
    asked: Question,
    hits: Sequence[Hit] = (),
    embed: Embed | None = None,
    step: Step | None = None,
    *,
    documents: int = DOCUMENTS,
) -> Timeline:
    """The timeline of a story, or of what it says about the topic `asked.text`, found as `hits`, best first.

    With hits at most `documents` are read, without them all. `asked.since` and `asked.until` are days of
    events, both included. `embed` gives unit vectors, one row a text.
    """
    topic = asked.text
    names = _documents(snapshot, hits, documents)
    relevance = None
    if topic:
        relevance = _relevance(Topic(topic, map(snapshot.document, names)), hits, embed)
    return build(
        _sources(snapshot, names, step),
        relevance=relevance,
        since=asked.since,
        until=asked.until,
        embed=embed if len(names) <= FEW_DOCUMENTS else None,
    )


def of_documents(
    snapshot: Snapshot, names: Sequence[str], step: Step | None = None, *, limit: int = READABLE
) -> Timeline:
    """What some of a story's documents, given by hash, say happened when; at most `limit` entries."""
    return build(_sources(snapshot, names, step), limit=limit)


def _documents(snapshot: Snapshot, hits: Sequence[Hit], most: int) -> list[str]:
    """The documents of the hits, best first; all of them without hits, or where there are few anyway."""
    if not hits or snapshot.manifest.documents <= FEW_DOCUMENTS:
        return [row.hash for row in snapshot.catalog.listing()]
    return list(dict.fromkeys(hit.passage.span.document for hit in hits))[:most]


def _sources(snapshot: Snapshot, names: Sequence[str], step: Step | None) -> Iterator[Source]:
    for number, name in enumerate(names, 1):
        passages = snapshot.catalog.passages_of(name)
        yield snapshot.document(name), [sentence for passage in passages for sentence in passage.sentences]
        if step:
            step(number, len(names))


def _relevance(topic: Topic, hits: Sequence[Hit], embed: Embed | None) -> Relevance:
    """How much a sentence is about the topic: by its names everywhere, by meaning in the nearest passages.

    A topic that says more than a name ('the trade war with China') is only told of in passages near to it.
    """
    near = _nearness(hits)
    compared: dict[str, list[Passage]] = defaultdict(list)
    for hit in hits[:MEANING_PASSAGES]:
        compared[hit.passage.span.document].append(hit.passage)

    def scores(document: Document, sentences: Sequence[Range]) -> list[float]:
        found = dict(zip(sentences, topic.scores(document, sentences), strict=True))
        for passage in compared[document.hash] if embed else ():
            by_meaning = topic.scores(document, passage.sentences, embed)
            for sentence, score in zip(passage.sentences, by_meaning, strict=True):
                found[sentence] = max(found[sentence], score)
        return [placed(score, near.get((document.hash, sentence))) for sentence, score in found.items()]

    def placed(score: float, nearness: float | None) -> float:
        if score < ABOUT:
            return score
        if nearness is None and not topic.is_name:
            return 0.0
        return ABOUT + (score - ABOUT) * (nearness or 0.0)

    return scores


def _nearness(hits: Sequence[Hit]) -> dict[tuple[str, Range], float]:
    """Document and sentence to 0 .. 1: how near its passage comes to the best one."""
    best = max((hit.dense for hit in hits), default=0.0)
    return {
        (hit.passage.span.document, sentence): 1 - (best - hit.dense) / MARGIN
        for hit in hits
        if hit.dense > best - MARGIN
        for sentence in hit.passage.sentences
    }
