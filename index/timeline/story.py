"""The timeline of a story's current snapshot: which documents are read for it, and how many at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from index.errors import UsageError
from index.model import Range
from index.store.snapshot import Snapshot
from index.timeline.timeline import Timeline, build
from index.timeline.topic import Topic

DOCUMENTS = 100
"""Documents that are read while somebody waits."""
PASSAGES = 400


def of_story(snapshot: Snapshot, topic: str, since: date | None, until: date | None) -> Timeline:
    """What happened when, about `topic`, or in the whole story where it is empty.

    The topic is looked for by its names, in the documents whose words are nearest to it. Reading goes by
    words alone: embedding every sentence would keep a person waiting for a minute.

    Raises:
        UsageError: there is no topic, and the story is too large to be read as a whole.
    """
    hashes = _about(snapshot, topic) if topic else [row[0] for row in snapshot.catalog.listing()]
    if len(hashes) > DOCUMENTS and not topic:
        raise UsageError(
            f"story {snapshot.manifest.story} has {len(hashes):,} documents, "
            "too many for one timeline; name a topic"
        )
    sources = [(snapshot.document(found), _sentences(snapshot, found)) for found in hashes[:DOCUMENTS]]
    relevance = Topic(topic, [document for document, _ in sources]).scores if topic and sources else None
    return build(sources, relevance=relevance, since=since, until=until)


def _about(snapshot: Snapshot, topic: str) -> list[str]:
    """Documents by the best of their passages, best first."""
    rows = [row for row, _ in snapshot.words.search(topic, PASSAGES)]
    return list(dict.fromkeys(passage.span.document for passage in snapshot.catalog.passages(rows)))


def _sentences(snapshot: Snapshot, document: str) -> Sequence[Range]:
    return [sentence for passage in snapshot.catalog.passages_of(document) for sentence in passage.sentences]
