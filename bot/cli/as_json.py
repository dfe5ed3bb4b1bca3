"""The JSON documents that commands print with `--json`; their shapes are a contract with other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.engine import Documents
from bot.reply import Excerpt, Reply, Role, show
from index.model import Answer, Days, Quote, Texts

Json = dict[str, Any]  # what json.dumps takes; the shapes stand in the functions below


def answer_json(answer: Answer, documents: Documents, name: Any = None) -> Json:
    """An answer with its quotes re-read; `name` is the question's id in a batch.

    Offsets are characters of the canonical text, end exclusive.
    """
    return {
        **({} if name is None else {"id": name}),
        "question": answer.question.text,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "quotes": list(quotes_json(answer.quotes, documents)),
        "nearest": [] if answer.answered else list(quotes_json(answer.nearest, documents)),
        "passages": [
            {
                "document": documents.document(hit.passage.span.document).origin,
                "hash": hit.passage.span.document,
                "start": hit.passage.span.start,
                "end": hit.passage.span.end,
                "score": round(hit.score, 6),
            }
            for hit in answer.hits
        ],
        **({"context": answer.question.context} if answer.question.context else {}),
        **({"days": _days(answer.days)} if answer.days else {}),
    }


def _days(days: Days) -> Json:
    """The days that the question names in its words, and how the answer kept to them."""
    first, last = (day.isoformat() if day else None for day in (days.since, days.until))
    return {"since": first, "until": last, "kept": days.kept}


def quotes_json(quotes: Iterable[Quote], documents: Texts) -> Iterator[Json]:
    """Each quote that still matches its source; the others are dropped and logged."""
    display = show(Reply(Role.ANSWER, quotes=tuple(quotes)), documents)
    return map(_quote, display.excerpts)


def _quote(excerpt: Excerpt) -> Json:
    span, citation = excerpt.quote.span, excerpt.quote.citation
    return {
        "text": excerpt.text,
        "document": citation.origin,
        "hash": span.document,
        "title": citation.title,
        "published": citation.published.isoformat() if citation.published else None,
        "start": span.start,
        "end": span.end,
        **({} if citation.page is None else {"page": citation.page}),
        **({} if citation.section is None else {"section": citation.section}),
        "paragraph": citation.paragraph,
        "line": citation.line,
        "highlights": [[start, end] for start, end in excerpt.quote.highlights],
        "score": round(excerpt.quote.score, 6),
    }
