"""Puts together what a source viewer shows of a document, from the story's kept snapshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.engine import Verdict
from bot.reply import DateMark, Passport, SourcePage, Standing
from bot.state import State
from index.model import Document, Quote
from index.store.history import Kept, find
from index.store.snapshot import Snapshot, Stories
from index.timeline.phrase import phrase
from index.timeline.sections import dates

READ_FOR_DATES = 400_000
"""Characters of a document that are looked through for dates while somebody waits for its page."""


class Sources:
    """Everything here blocks, so it is called from a worker thread.

    `verify` reads a document's source again, given the story and the document's hash.
    """

    def __init__(self, stories: Stories, state: State, verify: Callable[[str, str], Verdict]) -> None:
        self._stories, self._state, self._verify = stories, state, verify
        # A person goes from quote to quote of one document; its dates never change.
        self._dates = lru_cache(maxsize=32)(_dates)

    def page(self, passport: Passport) -> SourcePage:
        """Raises `FootnoteError` when the story, or the document in any kept snapshot, is not there."""
        story = passport.story
        snapshot = self._stories.current(story)
        kept = find(snapshot, self._stories.folder(story), passport.span.document)
        document = kept.entry.document
        current = kept.number == snapshot.number
        newer = None if current else _newer(snapshot, kept)
        return SourcePage(
            story,
            document,
            Standing.CURRENT if current else Standing.REPLACED if newer else Standing.WITHDRAWN,
            kept.number,
            kept.created[:16].replace("T", " "),
            file=self._verify(story, document.hash) if current else "",
            newer=newer,
            dates=self._dates(document),
            quotes=self._quotes(passport),
            original=_original(kept),
        )

    def _quotes(self, passport: Passport) -> tuple[Quote, ...]:
        """Of the answer that the link names, if of this story: the leading, or all for one of the rest."""
        exchange = self._state.exchanges.get(passport.answer) if passport.answer else None
        if exchange is None or exchange.story != passport.story:
            return ()
        leading = exchange.quotes[: exchange.leading]
        return leading if passport.span in [quote.span for quote in leading] else exchange.quotes


def _newer(snapshot: Snapshot, old: Kept) -> Document | None:
    """What the current snapshot has from the same source."""
    for row in snapshot.catalog.listing():
        if row.origin == old.entry.document.origin:
            return snapshot.document(row.hash)
    return None


def _original(kept: Kept) -> Path | None:
    """The file on disk, not a member of an archive and nothing a link leads out of its folder to."""
    path = Path(kept.entry.source)
    try:
        inside = path.resolve().is_relative_to(Path(kept.entry.root).resolve())
        return path if path.is_file() and inside else None
    except OSError:
        return None


def _dates(document: Document) -> tuple[DateMark, ...]:
    return tuple(
        DateMark(dated.start, dated.end, phrase(dated.interval, dated.precision))
        for dated in dates(replace(document, text=document.text[:READ_FOR_DATES]))
        if dated.interval and dated.precision
    )
