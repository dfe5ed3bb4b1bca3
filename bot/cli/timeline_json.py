"""A timeline as the JSON document of `footnote timeline --json`."""

from __future__ import annotations

from bot.cli.as_json import Json, quotes_json
from bot.engine import Documents
from index.model import Texts
from index.timeline.timeline import Alternative, Entry, Timeline
from index.timeline.values import Interval, Precision


def timeline_json(timeline: Timeline, documents: Documents, topic: str) -> Json:
    """Events in order; an event whose quote no longer matches its source is dropped and logged."""
    return {
        "topic": topic,
        "events": [event for entry in timeline.entries if (event := _event(entry, documents))],
        "left_out": timeline.left_out,
        "undated": [
            {"document": document.origin, "hash": document.hash, "title": document.title}
            for document in map(documents.document, timeline.undated)
        ],
    }


def _event(entry: Entry, documents: Texts) -> Json | None:
    quotes = list(quotes_json([entry.quote], documents))
    if not quotes:
        return None
    differing = [(other, list(quotes_json([other.quote], documents))) for other in entry.disagreements]
    return {
        **_days(entry.interval, entry.precision),
        "expression": _expression(entry, documents),
        "quote": quotes[0],
        "also": list(quotes_json(entry.also, documents)),
        "planned": entry.planned,
        "reported": entry.reported,
        "denied": entry.denied,
        "basis": entry.basis,
        "disagreements": [_alternative(other, quotes[0]) for other, quotes in differing if quotes],
    }


def _days(interval: Interval, precision: Precision) -> Json:
    first, last = interval
    return {"start": first.isoformat(), "end": last.isoformat(), "precision": precision}


def _alternative(other: Alternative, quote: Json) -> Json:
    return {"about": other.about, **_days(other.interval, other.precision), "quote": quote}


def _expression(entry: Entry, texts: Texts) -> Json | None:
    """The words that name the date; None where the date is that of the report."""
    span = entry.expression
    if span is None:
        return None
    return {
        "start": span.start,
        "end": span.end,
        "text": texts.text(span.document)[span.start : span.end],
        "value": entry.value,
    }
