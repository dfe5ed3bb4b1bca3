"""Quotes and labels as JSON objects: spans and citations, no texts."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from bot.reply import Label
from index.model import Citation, Quote, Span


def quote_fields(quote: Quote) -> dict[str, Any]:
    fields = asdict(quote)
    for citation in (fields["citation"], *fields["also"]):
        citation["published"] = citation["published"].isoformat() if citation["published"] else None
    return fields


def quote_from(fields: dict[str, Any]) -> Quote:
    return Quote(
        span=Span(**fields["span"]),
        citation=_citation(fields["citation"]),
        score=fields["score"],
        highlights=tuple((start, end) for start, end in fields["highlights"]),
        also=tuple(map(_citation, fields["also"])),
    )


def label_fields(label: Label) -> dict[str, Any]:
    return asdict(label)


def label_from(fields: dict[str, Any]) -> Label:
    return Label(**{**fields, "marks": tuple(fields["marks"])})


def _citation(fields: dict[str, Any]) -> Citation:
    citation = Citation(**fields)
    published = fields["published"]
    return replace(citation, published=date.fromisoformat(published) if published else None)
