"""What a build brought: the snapshot that serves now, compared with the one that served before.

Read from the two snapshots and not from the build, so that it is the same for a build that was killed
between publishing and telling, and for one that an undo made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.chronicle import chronicle
from bot.reply import Label
from index.ingest.progress import Meter, Tell
from index.model import Citation, Quote, Span
from index.store.snapshot import Snapshot
from index.timeline.story import of_documents
from index.timeline.timeline import Entry, Timeline

QUOTED = 5
"""New documents and new events that are quoted: what a channel reads through."""
READ = 500
"""New documents that are read for events, the newest first: about half a minute of work."""
EVERY = 1_000_000
TELLING = 5
"""Words of a sentence that tells something: titles, places and bylines have fewer."""


@dataclass(frozen=True, slots=True)
class Changes:
    """`added` and `changed` are hashes of documents that serve now, `removed` and `replaced` of earlier ones.

    Documents are told apart by where they come from: one with another text, title or date is changed.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class News:
    """Opening sentences of new documents, and the dates that the timeline gained, `QUOTED` at most quoted."""

    leads: tuple[Quote, ...]
    new_dates: int
    events: tuple[Quote, ...]
    labels: tuple[Label, ...]


def compare(before: Snapshot | None, after: Snapshot) -> Changes:
    """Which documents came, changed and went."""
    then, now = before.catalog.listing() if before else [], after.catalog.listing()
    old, new = ({row.origin: row.hash for row in rows} for rows in (then, now))
    moved = set(old.values()) & set(new.values())
    told, tells = ({(row.origin, row.title, row.published) for row in rows} for rows in (then, now))
    corrected = {origin for origin, *_ in tells - told}
    # A renamed file is no news: its text was in the story before.
    added = [new[origin] for origin in sorted(new.keys() - old.keys()) if new[origin] not in moved]
    removed = [old[origin] for origin in sorted(old.keys() - new.keys()) if old[origin] not in moved]
    both = sorted(new.keys() & old.keys())
    changed = [origin for origin in both if new[origin] != old[origin] or origin in corrected]
    return Changes(
        tuple(added),
        tuple(new[origin] for origin in changed),
        tuple(removed),
        tuple(old[origin] for origin in changed),
        len(new) - len(added) - len(changed),
    )


def news(before: Snapshot | None, after: Snapshot, changes: Changes, tell: Tell) -> News:
    """What is new in the story, to be quoted: the latest documents first, events in their order."""
    published = {row.hash: row.published or "" for row in after.catalog.listing()}
    fresh = _newest_first(published, (*changes.added, *changes.changed))[:READ]
    known = set()
    if before and changes.replaced:
        known = {_said(before, entry) for entry in of_documents(before, changes.replaced[:READ]).entries}
    meter = Meter("dating", len(fresh), "documents", tell)
    timeline = of_documents(after, fresh, lambda *_: meter.step(), limit=EVERY)
    entries = [entry for entry in timeline.entries if _said(after, entry) not in known]
    best = sorted(entries, key=lambda entry: -entry.quote.score)[:QUOTED]
    shown = chronicle(Timeline(tuple(entry for entry in entries if entry in best)), after)
    leads = [_lead(after, name) for name in _newest_first(published, changes.added)[:QUOTED]]
    return News(
        leads=tuple(lead for lead in leads if lead),
        new_dates=len(entries),
        events=shown.quotes[:QUOTED],
        labels=shown.labels[:QUOTED],
    )


def named(snapshot: Snapshot, documents: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(title, origin) of each."""
    found = map(snapshot.document, documents)
    return tuple((document.title, document.origin) for document in found)


def _newest_first(published: Mapping[str, str], documents: Sequence[str]) -> list[str]:
    return sorted(documents, key=lambda name: (published[name], name), reverse=True)


def _said(snapshot: Snapshot, entry: Entry) -> tuple[object, ...]:
    return (entry.interval, entry.quote.read(snapshot))


def _lead(snapshot: Snapshot, name: str) -> Quote | None:
    """The first sentence of a document that says more than its title; None where it has no sentence."""
    document = snapshot.document(name)
    found = [sentence for passage in snapshot.catalog.passages_of(name)[:2] for sentence in passage.sentences]
    telling = (
        (start, end)
        for start, end in found
        if (text := document.text[start:end]) not in document.title and len(text.split()) >= TELLING
    )
    start, end = next(telling, next(iter(found), (0, 0)))
    if start == end:
        return None
    return Quote(Span(name, start, end), Citation.of(document, start), 0.0)
