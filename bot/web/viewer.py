"""The source viewer: a document as it was read, with the quote that a link names marked in it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.conversation import Person
from bot.reply import DateMark, Links, Passport, SourcePage
from bot.reply import source as short_origin
from bot.web.changes import Changes, changes
from bot.web.columns import column_classes
from bot.web.entrance import Entrance, Refusal
from bot.web.marking import MOST_DATES, Block, Marks, marked
from bot.web.pages import message, page, too_many
from bot.web.parts import part_at, parts
from index.errors import FootnoteError
from index.model import Range, Span

LISTED_DATES = 40

Open = Callable[[Passport], Awaitable[SourcePage]]
"""Reads what a page shows, off the event loop; raises `FootnoteError` when there is nothing to show."""


@dataclass(frozen=True, slots=True)
class View:
    """What the template shows besides the page: the part of the text, and where its links lead."""

    source: SourcePage
    part: Range
    number: int
    count: int
    blocks: Sequence[Block]
    links: Mapping[str, str]
    changes: Changes | None

    @property
    def columned(self) -> list[tuple[Block, str]]:
        """Each block with the class that puts the cells of a table under each other."""
        texts = ["".join(piece.text for piece in block.pieces) for block in self.blocks]
        return list(zip(self.blocks, column_classes(texts), strict=True))


class Viewer:
    """Serves `/s/<story>/<document>`. `originals` says whether the files themselves are handed out.

    `wait` takes one of so many requests a minute of an address; 0, or seconds.
    """

    def __init__(
        self,
        open_page: Open,
        links: Links,
        entrance: Entrance,
        may_ask: Callable[[Person, str], Awaitable[bool]],
        wait: Callable[[str], float],
        *,
        originals: bool = False,
    ) -> None:
        self._open, self._links, self._entrance = open_page, links.inside(), entrance
        self._may_ask, self._wait, self._originals = may_ask, wait, originals

    def routes(self) -> list[Route]:
        return [
            Route("/s/{story}/{document}", self.show),
            Route("/s/{story}/{document}/original", self.original),
        ]

    async def show(self, request: Request) -> Response:
        found = await self._found(request)
        if isinstance(found, Response):
            return found
        passport, source = found
        at = _number(request.query_params.get("at"))
        view = await asyncio.to_thread(self._view, passport, source, at)
        visitor = self._entrance.admit(request)
        document = source.document
        return page(
            "source.html",
            view=view,
            document=document,
            span=passport.span,
            web=document.origin.startswith(("http://", "https://")),
            file_name=short_origin(document.origin),
            listed=_listed(source, view.part),
            visitor=None if isinstance(visitor, Refusal) else visitor,
        )

    async def original(self, request: Request) -> Response:
        """The file that the document was read from, to save and never to be run here."""
        found = await self._found(request)
        if isinstance(found, Response):
            return found
        _, source = found
        if not self._originals or source.original is None:
            return message("No file", "The original file is not handed out here.", 404)
        return FileResponse(
            source.original,
            media_type="application/octet-stream",
            filename=source.original.name,
            headers={"content-security-policy": "sandbox; default-src 'none'"},
        )

    async def _found(self, request: Request) -> tuple[Passport, SourcePage] | Response:
        # A page reads its source again, which costs more than a question.
        if seconds := self._wait(self._entrance.address(request)):
            return too_many(seconds)
        query = request.query_params
        passport = Passport.parse(request.path_params["story"], request.path_params["document"], query)
        if passport is None:
            return message("No such place", "The link names no range of a document.", 404)
        if not self._links.covers(passport, query.get("key", "")):
            if await self._invited(request, passport):
                # Whoever came without a link gets links as new as those of an answer.
                passport = self._links.fresh(passport.story, passport.span, passport.answer)
                return await self._read(passport)
            return message(
                "This link does not open anything",
                "It has expired or was changed on its way. Ask again where you found it: "
                "the new answer has a link that works.",
                403,
            )
        return await self._read(passport)

    async def _read(self, passport: Passport) -> tuple[Passport, SourcePage] | Response:
        try:
            return passport, await self._open(passport)
        except FootnoteError:
            # Not its own words: they name stories, and the link may be all that somebody knows of us.
            return message("No longer here", "This document is in no version of the story that is kept.", 404)

    async def _invited(self, request: Request, passport: Passport) -> bool:
        """Whether somebody inside, who may ask the story anyway, opens the page without a link that does."""
        visitor = self._entrance.admit(request)
        return not isinstance(visitor, Refusal) and await self._may_ask(visitor.person, passport.story)

    def _view(self, passport: Passport, source: SourcePage, at: int | None) -> View:
        document, span = source.document, passport.span
        all_parts = parts(document)
        number = part_at(all_parts, span.start if at is None else at)
        marks = Marks.of(source, span)
        newer = source.newer
        changed = changes(document, newer, (span.start, span.end)) if newer else None
        return View(
            source,
            all_parts[number],
            number,
            len(all_parts),
            list(marked(document, all_parts[number], marks)),
            self._links_of(passport, source, all_parts, number, changed),
            changed,
        )

    def _links_of(
        self,
        passport: Passport,
        source: SourcePage,
        all_parts: Sequence[Range],
        number: int,
        changed: Changes | None,
    ) -> Mapping[str, str]:
        """Every one lasts as long as the link that led here."""

        def to(span: Span) -> str:
            return self._links.page(replace(passport, span=span))

        spans = [quote.span for quote in source.quotes]
        here = spans.index(passport.span) if passport.span in spans else None
        # A link that there is none of is empty, which the template leaves out.
        links = defaultdict(str, quote=to(passport.span))
        if here:
            links["previous"] = to(spans[here - 1])
        if here is not None and here + 1 < len(spans):
            links["next"] = to(spans[here + 1])
        if number:
            links["earlier"] = self._links.page(passport, at=str(all_parts[number - 1][0]))
        if number + 1 < len(all_parts):
            links["later"] = self._links.page(passport, at=str(all_parts[number + 1][0]))
        if changed and source.newer:
            links["newer"] = to(changed.still or Span(source.newer.hash, 0, 0))
        if self._originals and source.original:
            links["original"] = self._links.page(passport, "/original")
        return links


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None  # noqa: PLR2004


def _listed(source: SourcePage, part: Range) -> list[DateMark]:
    """The dates in a part, each once, in the order of the text."""
    inside = [mark for mark in source.dates if part[0] <= mark.start and mark.end <= part[1]][:MOST_DATES]
    return list({mark.words: mark for mark in reversed(inside)}.values())[::-1][:LISTED_DATES]
