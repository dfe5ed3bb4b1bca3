"""What the bot says, before any platform's markup.

    Reply (spans) --show, with the source texts--> Display (texts re-read) --render--> a platform's payload

A `Reply` holds quotes, not their texts. `show` re-reads each quote at the moment of sending, and what no
longer matches its source is dropped and logged. What a person can do next is an `Action`, whose id is
all that a button carries: it names a row of the state database and nothing in memory, so that buttons
outlive a restart.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from index.errors import QuoteMismatch, UsageError
from index.model import Quote, Range, Texts

log = logging.getLogger(__name__)


class Verb(StrEnum):
    """What a person can do with an answer."""

    MORE = "more"
    CONTEXT = "context"
    VERIFY = "verify"
    NEAREST = "nearest"
    USEFUL = "useful"
    NOT_USEFUL = "not-useful"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do with one answer. `number` is the quote it is about, from 0.

    `id` is at most 100 characters, the least that a platform allows (Discord's `custom_id`,
    https://discord.com/developers/docs/components/reference).
    """

    verb: Verb
    exchange: str
    number: int = 0

    @property
    def id(self) -> str:
        return f"footnote:{self.verb}:{self.exchange}:{self.number}"

    @classmethod
    def parse(cls, text: str) -> Action:
        """The action with this id; raises `UsageError` for any other text, however it was forged."""
        try:
            prefix, verb, exchange, number = text.split(":")
            action = cls(Verb(verb), exchange, int(number))
        except ValueError:
            raise UsageError("This button is not one of mine; please ask again.") from None
        if prefix != "footnote" or action.id != text or action.number < 0:
            raise UsageError("This button is not one of mine; please ask again.")
        return action


class Role(StrEnum):
    """What a reply is, for platforms that show each kind differently."""

    ANSWER = "answer"
    DECLINED = "declined"
    NEAREST = "nearest"
    CONTEXT = "context"
    TIMELINE = "timeline"
    NOTICE = "notice"
    REFUSAL = "refusal"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a quote of a timeline, in our own words: when it happened, and how sure that is.

    `group` is the year or month it is listed under, `marks` are such as "planned"; `differs` says what a
    quote tells otherwise than the entry it belongs to, and is empty for the entry's own quote.
    """

    when: str
    group: str = ""
    marks: tuple[str, ...] = ()
    differs: str = ""

    @property
    def line(self) -> str:
        """'In the week of 6 September 2021 · planned'."""
        return " · ".join((f"{self.differs}: {self.when}" if self.differs else self.when, *self.marks))


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file to show beside a reply; `alt` is for those who do not see it, at most 1,000 characters."""

    name: str
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing said: a notice in our own words, quotes, or both, and what can be done next.

    `first` is the number, from 0, of the first quote among all of its answer's quotes. `private` replies
    are for the asker's eyes only. `reference` names the log entry of a failure. `captions` are one for each
    quote in a timeline, none elsewhere.
    """

    role: Role
    notice: str = ""
    quotes: tuple[Quote, ...] = ()
    first: int = 0
    confidence: float | None = None
    actions: tuple[Action, ...] = ()
    private: bool = False
    reference: str = ""
    captions: tuple[Caption, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote with its text re-read. `text` is the source's slice; `number` counts from 1.

    `cut` is where in the quote this excerpt starts, when a long quote had to be split. `caption` stands above
    it in a timeline; its `group` is given once, with the first excerpt of each.
    """

    quote: Quote
    text: str
    number: int
    cut: int = 0
    caption: Caption | None = None

    @property
    def highlights(self) -> tuple[Range, ...]:
        """The quote's highlights as ranges of `text`, in order, joined where they touch."""
        base = self.quote.span.start + self.cut
        ranges: list[Range] = []
        for start, end in sorted(self.quote.highlights):
            start, end = max(0, start - base), min(len(self.text), end - base)  # noqa: PLW2901
            if start >= end:
                continue
            if ranges and start <= ranges[-1][1]:
                ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
            else:
                ranges.append((start, end))
        return tuple(ranges)

    @property
    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in order, in pieces that are highlighted or not; joined they are `text`."""
        position = 0
        for start, end in self.highlights:
            if position < start:
                yield self.text[position:start], False
            yield self.text[start:end], True
            position = end
        if position < len(self.text):
            yield self.text[position:], False

    def part(self, start: int, end: int) -> Excerpt:
        caption = self.caption if start == 0 else None
        return replace(self, text=self.text[start:end], cut=self.cut + start, caption=caption)


@dataclass(frozen=True, slots=True)
class Display:
    """A reply at the moment of sending. `dropped` counts quotes whose source no longer matches."""

    reply: Reply
    excerpts: tuple[Excerpt, ...] = ()
    dropped: int = 0
    picture: Picture | None = None


def show(reply: Reply, texts: Texts) -> Display:
    """Re-read every quote of a reply; those that do not match their source are dropped and logged."""
    excerpts = []
    captions = reply.captions or (None,) * len(reply.quotes)
    for number, (quote, caption) in enumerate(zip(reply.quotes, captions, strict=True), reply.first + 1):
        try:
            excerpts.append(Excerpt(quote, quote.read(texts), number, caption=caption))
        except QuoteMismatch as error:
            log.warning("quote dropped: %s", error)
    dropped = len(reply.quotes) - len(excerpts)
    if dropped and not excerpts:
        gone = "What would be quoted is no longer in the documents as it was; please ask again."
        reply = replace(reply, notice=gone, confidence=None, actions=())
    return Display(reply, tuple(_grouped(excerpts)), dropped)


def _grouped(excerpts: Iterable[Excerpt]) -> Iterator[Excerpt]:
    """The excerpts, each group named once: with the first of those that are shown."""
    group = ""
    for excerpt in excerpts:
        caption = excerpt.caption
        if caption and caption.group == group:
            yield replace(excerpt, caption=replace(caption, group=""))
            continue
        group = caption.group if caption else group
        yield excerpt
