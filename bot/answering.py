"""The engine, run off the event loop: questions answered, quotes re-read, sources verified.

One worker thread searches, because one core answers one question fastest alone; reading a few slices for
a button press does not wait behind it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from typing import ParamSpec, TypeVar

from bot.engine import Engine, Verdict
from bot.followup import Before, after
from bot.reply import Chronicle, Display, Reply, notice, show
from bot.state import Exchange
from index.errors import QuoteMismatch
from index.model import Answer, Citation, Question, Quote, Span
from index.stages import stage

P = ParamSpec("P")
T = TypeVar("T")

PAGES = 3
"""Pages of quotes an answer has at most, "More" included."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and a way to show replies about it from the snapshot it was found in."""

    answer: Answer
    display: Callable[[Reply], Display]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a text stands, word for word or nearly, and a way to show it."""

    quotes: tuple[Quote, ...]
    identical: bool
    display: Callable[[Reply], Display]


@dataclass(frozen=True, slots=True)
class Told:
    """A timeline, and a way to show it."""

    chronicle: Chronicle
    display: Callable[[Reply], Display]


class Answering:
    """Asks the engine from worker threads. `top` is how many quotes a page shows."""

    def __init__(self, engine: Engine, top: int) -> None:
        self._engine = engine
        self.top = top
        self._searching = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="read")

    def close(self) -> None:
        """Wait for what runs and let the threads go."""
        self._searching.shutdown()
        self._reading.shutdown()

    async def ask(self, story: str, question: Question, *, hurried: bool = False) -> Found:
        """Search, quickly where others wait; raises `FootnoteError` as the engine does."""
        answer, documents = await self._run(
            self._searching, partial(self._engine.ask, hurried=hurried), story, question, self.top * PAGES
        )
        return Found(answer, lambda reply: show(reply, documents))

    async def completed(self, question: Question, earlier: Exchange, context: str) -> Question:
        """The question with what it takes from an earlier one, which had taken `context` itself.

        Raises:
            StoryError, SnapshotError: the story cannot be read.
        """
        return await self._run(self._reading, self._completed, question, earlier, context)

    def _completed(self, question: Question, earlier: Exchange, context: str) -> Question:
        documents = self._engine.current(earlier.story)
        texts = []
        for quote in earlier.quotes[: self.top]:
            try:
                texts.append(quote.read(documents))
            except QuoteMismatch:
                continue  # its source has changed since: it lends nothing
        before = replace(earlier.question, context=context)
        return after(question, Before(before.whole, tuple(texts)))

    async def find(self, story: str, text: str) -> Sources:
        """Look for where a text stands; raises `FootnoteError` as the engine does."""
        identical, quotes, documents = await self._run(
            self._searching, self._engine.find, story, text, self.top
        )
        return Sources(tuple(quotes), identical, lambda reply: show(reply, documents))

    async def timeline(self, story: str, asked: Question) -> Told:
        """Read a timeline; raises `FootnoteError` as the engine does."""
        chronicle, documents = await self._run(self._searching, self._engine.timeline, story, asked)
        return Told(chronicle, lambda reply: show(reply, documents))

    async def titles(self, story: str) -> tuple[str, ...]:
        """Titles of a story's documents; raises `StoryError` or `SnapshotError`."""
        return tuple(await self._run(self._reading, self._engine.titles, story))

    async def documents(self, story: str) -> tuple[tuple[str, str], ...]:
        """(title, hash) of a story's documents; raises `StoryError` or `SnapshotError`."""
        return tuple(await self._run(self._reading, self._engine.documents, story))

    async def topics(self, story: str) -> tuple[str, ...]:
        """What a story can be asked about; raises `StoryError` or `SnapshotError`."""
        return tuple(await self._run(self._reading, self._engine.topics, story))

    async def read(self, found: Found | Sources | Told, reply: Reply) -> Display:
        """The reply with its quotes re-read from the snapshot that answered."""
        with stage("show"):
            return await self._run(self._reading, found.display, reply)

    async def reread(self, story: str, reply: Reply) -> Display:
        """The reply with its quotes re-read from the story as it is now, for what was answered before."""
        return await self._run(self._reading, lambda: show(reply, self._engine.current(story)))

    async def context(self, exchange: Exchange, number: int) -> Quote:
        """A quote of an answer with the paragraph before it and the one after it.

        Raises:
            QuoteMismatch: there is no such quote, or its document is no longer in the story.
        """
        return await self._run(self._reading, self._context, exchange, number)

    def _context(self, exchange: Exchange, number: int) -> Quote:
        if number >= len(exchange.quotes):
            raise QuoteMismatch(f"the answer has {len(exchange.quotes)} quotes")
        quote = exchange.quotes[number]
        document = self._engine.current(exchange.story).document(quote.span.document)
        around = [
            paragraph
            for place, paragraph in enumerate(document.paragraphs, 1)
            if document.paragraph_at(quote.span.start) - 1
            <= place
            <= document.paragraph_at(quote.span.end) + 1
        ]
        start = min([quote.span.start, *(first for first, _ in around)])
        end = max([quote.span.end, *(last for _, last in around)])
        return Quote(
            span=Span(document.hash, start, end),
            citation=Citation.of(document, start),
            score=quote.score,
            highlights=((quote.span.start, quote.span.end),),
        )

    async def verify(self, story: str, quotes: Sequence[Quote]) -> Reply:
        """A notice on what re-reading the sources of these quotes finds."""
        hashes = list(dict.fromkeys(quote.span.document for quote in quotes))
        verdicts = await self._run(
            self._reading, lambda: [self._engine.verify(story, document) for document in hashes]
        )
        return notice(verified(verdicts), private=True)

    async def _run(
        self, where: ThreadPoolExecutor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        # In the asker's context, as asyncio.to_thread does it: what the thread logs and times is his.
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            where, lambda: context.run(work, *args, **kwargs)
        )


SENTENCES = {
    Verdict.IDENTICAL: "identical to what was quoted",
    Verdict.CHANGED: "changed since it was quoted",
    Verdict.REMOVED: "removed since it was quoted",
}


def verified(verdicts: Sequence[Verdict]) -> str:
    """One sentence: 'Re-read 2 sources: 1 identical to what was quoted, 1 changed since it was quoted.'."""
    counts = Counter(verdicts)
    if len(verdicts) == 1:
        return f"Re-read the source: {SENTENCES[verdicts[0]]}."
    found = ", ".join(f"{counts[verdict]} {SENTENCES[verdict]}" for verdict in Verdict if counts[verdict])
    return f"Re-read {len(verdicts)} sources: {found}."
