"""From the engine's timeline to words, quotes and a picture."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.reply import Chronicle, Label, Picture
from index.model import Quote
from index.store.snapshot import Snapshot
from index.timeline.phrase import heading, phrase
from index.timeline.picture import alt_text, draw
from index.timeline.timeline import Entry, Timeline

BASES = {
    "stated": (),
    "heading": ("by the date above it",),
    "scene": ("by the sentences before",),
    "published": ("day of the report",),
}
"""How a date is known, where the sentence itself does not say it."""


def chronicle(timeline: Timeline, snapshot: Snapshot, picture: Picture | None = None) -> Chronicle:
    """The timeline as replies show it."""
    told = [pair for entry in timeline.entries for pair in _told(entry)]
    years = [at.year for entry in timeline.entries for at in entry.interval]
    return Chronicle(
        quotes=tuple(quote for quote, _ in told),
        labels=tuple(label for _, label in told),
        left_out=timeline.left_out,
        undated=tuple(snapshot.document(document).title for document in timeline.undated),
        years=(min(years), max(years)) if years else None,
        picture=picture,
    )


def paint(timeline: Timeline, snapshot: Snapshot, title: str) -> Picture | None:
    """The timeline drawn; None where there is nothing to draw."""
    if not timeline.entries:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "timeline.png"
        draw(timeline, snapshot, path, title=title)
        return Picture(path.read_bytes(), alt_text(timeline, snapshot, title=title))


def when(entry: Entry) -> str:
    """The days of an entry as a label begins: 'In the week of 6 September 2021'."""
    words = phrase(entry.interval, entry.precision)
    return words[:1].upper() + words[1:]


def _told(entry: Entry) -> Iterator[tuple[Quote, Label]]:
    first, last = entry.interval
    in_a_month = (first.year, first.month) == (last.year, last.month)
    group = heading(first, "month" if in_a_month else entry.precision)
    marks = [
        name
        for name, on in (("planned", entry.planned), ("reported", entry.reported), ("denied", entry.denied))
        if on
    ]
    yield entry.quote, Label(when(entry), group, (*marks, *BASES[entry.basis]))
    for other in entry.disagreements:
        differs = "Another source" if other.about == "date" else "Another source, another number"
        yield other.quote, Label(phrase(other.interval, other.precision), group, (), differs)
