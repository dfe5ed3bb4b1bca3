"""Where a quote can be read in its source."""

from __future__ import annotations

from urllib.parse import quote as escaped

from index.model import Quote


def source_link(public_url: str | None, story: str, quote: Quote) -> str | None:
    """The source viewer's page with the quote marked, or the page a document came from; None for neither."""
    span = quote.span
    if public_url and story:
        base = public_url.rstrip("/")
        return f"{base}/s/{escaped(story)}/{span.document}?from={span.start}&to={span.end}"
    origin = quote.citation.origin
    return origin if origin.startswith(("http://", "https://")) and " " not in origin else None
