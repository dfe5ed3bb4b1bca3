"""What the bot says, before any platform's markup.

    Reply (spans) --show, with the source texts--> Display (texts re-read) --render--> a platform's payload

A `Reply` holds quotes, not their texts. `show` re-reads each quote at the moment of sending, and what no
longer matches its source is dropped and logged. What a person can do next is an `Action`, whose id is
all that a button carries: it names a row of the state database and nothing in memory, so that buttons
outlive a restart.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.errors import QuoteMismatch, UsageError
from index.model import Quote, Range, Texts

log = logging.getLogger(__name__)


class Verb(StrEnum):
    """What a person can do with an answer, a list or a report."""

    MORE = "more"
    CONTEXT = "context"
    VERIFY = "verify"
    NEAREST = "nearest"
    USEFUL = "useful"
    NOT_USEFUL = "not-useful"
    REASON = "reason"
    PAGE = "page"
    UNDO = "undo"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do with one answer. `number` is the quote it is about, from 0; of a reason, 1 for useful.

    Of a list or report `exchange` is the id of an offer (`bot.state.Offers`) and `number` the page, from 0,
    or for an undo the snapshot that must still be the current one; a cancel's `exchange` is the job.

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
    CLAIM = "claim"
    SOURCE = "source"
    TIMELINE = "timeline"
    CONTEXT = "context"
    NOTICE = "notice"
    REPORT = "report"
    REFUSAL = "refusal"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Label:
    """What stands above a quote of a timeline, in our own words: when it was, and how sure that is.

    `group` is the year or month it is listed under, `marks` are such as "planned"; `differs` says what the
    quote tells otherwise than the entry it belongs to, and is empty for an entry's own quote.
    """

    when: str
    group: str = ""
    marks: tuple[str, ...] = ()
    differs: str = ""

    @property
    def line(self) -> str:
        """'In the week of 6 September 2021 (planned)', 'Another source: 8 January 2021'."""
        when = f"{self.differs}: {self.when}" if self.differs else self.when
        return f"{when} ({', '.join(self.marks)})" if self.marks else when


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand over, such as a table for a spreadsheet."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list or a report, below the notice that heads it and above any quotes.

    `done` is the share of a job that is done, 0 to 1, drawn as a bar; `lines` are sentences; `rows` are pairs
    of a label and what it says. Titles and names in them come from anywhere: a platform escapes them as it
    does quotes. None holds a line break.
    """

    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    done: float | None = None
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing said: a notice in our own words, a sheet, quotes, and what can be done next.

    `first` is the number, from 0, of the first quote among all of its answer's quotes. `private` replies
    are for the asker's eyes only. `reference` names the log entry of a failure. `asked` is the question, for
    platforms where the others would see an answer without it; `story` is what was asked.
    `labels` go with the quotes of a timeline, one each: when it was.
    """

    role: Role
    notice: str = ""
    quotes: tuple[Quote, ...] = ()
    first: int = 0
    confidence: float | None = None
    actions: tuple[Action, ...] = ()
    private: bool = False
    reference: str = ""
    asked: str = ""
    story: str = ""
    labels: tuple[Label, ...] = ()
    sheet: Sheet | None = None

    @property
    def exchange(self) -> str:
        """The state's id of the answer that can be gone on from; empty where none can."""
        return self.actions[0].exchange if self.actions else ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote with its text re-read. `text` is the source's slice; `number` counts from 1.

    In a timeline, `label` says in our words when it was, and `group` heads the first of each year or month.

    `cut` is where in the quote this excerpt starts, when a long quote had to be split.
    """

    quote: Quote
    text: str
    number: int
    cut: int = 0
    label: str = ""
    group: str = ""

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
        group = self.group if start == 0 else ""
        return replace(self, text=self.text[start:end], cut=self.cut + start, group=group)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what it shows in words, for those who do not see it."""

    png: bytes = field(repr=False)
    words: str


@dataclass(frozen=True, slots=True)
class Display:
    """A reply at the moment of sending. `dropped` counts quotes whose source no longer matches.

    `whole` is all of what the reply shows the first page of, for platforms where files are at home.
    """

    reply: Reply
    excerpts: tuple[Excerpt, ...] = ()
    dropped: int = 0
    picture: Picture | None = None
    whole: File | None = None


def show(reply: Reply, texts: Texts) -> Display:
    """Re-read every quote of a reply; those that do not match their source are dropped and logged."""
    excerpts = []
    labels = reply.labels or (None,) * len(reply.quotes)
    group = ""
    for number, (quote, label) in enumerate(zip(reply.quotes, labels, strict=True), reply.first + 1):
        try:
            text = quote.read(texts)
        except QuoteMismatch as error:
            log.warning("quote dropped: %s", error)
            continue
        heading = label.group if label and label.group != group else ""
        group = heading or group
        excerpts.append(Excerpt(quote, text, number, label=label.line if label else "", group=heading))
    dropped = len(reply.quotes) - len(excerpts)
    if dropped and not excerpts:
        gone = "What would be quoted is no longer in the documents as it was; please ask again."
        reply = replace(reply, notice=gone, confidence=None, actions=())
    return Display(reply, tuple(excerpts), dropped)
