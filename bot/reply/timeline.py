"""A timeline as replies: pages of whole entries, and the words above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reply.values import Action, Caption, Picture, Reply, Role, Verb
from bot.reply.wording import count
from index.model import Quote

ENTRIES = 5
"""Entries on a page: what fits one message everywhere, quotes of usual length given."""
NAMED = 5
"""Documents that are named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Dated events in order, each a quote with its caption; an entry's differing tellings follow it.

    `left_out` counts events that did not make the cut, `undated` are titles of documents that were read
    without knowing when they were published, `span` is the first and the last year told of.
    """

    quotes: tuple[Quote, ...] = ()
    captions: tuple[Caption, ...] = ()
    left_out: int = 0
    undated: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    picture: Picture | None = None
    snapshot: int = 0


def about(topic: str, since: str = "", until: str = "") -> str:
    """What a timeline was asked for: ' of “the treaty” from 1 May 2021 to 3 June 2021', or nothing."""
    words = f" of “{topic}”" if topic else ""
    if since or until:
        words += (f" from {since}" if since else "") + (f" to {until}" if until else "")
    return words


def summary(chronicle: Chronicle, asked: str = "") -> str:
    """The words above the first page; `asked` as `about` puts it."""
    entries = sum(not caption.differs for caption in chronicle.captions)
    if not entries:
        sentences = [f"There are no dated events{asked} in these documents."]
    else:
        first, last = chronicle.span or (0, 0)
        years = f", {first}" if first == last else f", {first} to {last}"
        sentences = [f"Timeline{asked}: {count(entries, 'event')}{years}."]
    if chronicle.left_out:
        sentences.append(f"{count(chronicle.left_out, 'event')} told less often are left out.")
    if chronicle.undated:
        named = ", ".join(f"“{title}”" for title in chronicle.undated[:NAMED])
        more = len(chronicle.undated) - NAMED
        named += f" and {count(more, 'more document')}" if more > 0 else ""
        sentences.append(
            f"Without a publication date, only dates that stand by themselves are known: {named}."
        )
    return " ".join(sentences)


def timeline_reply(
    quotes: Sequence[Quote],
    captions: Sequence[Caption],
    *,
    words: str = "Further events:",
    first: int = 0,
    entries: int = ENTRIES,
    exchange: str = "",
) -> Reply:
    """At most `entries` whole entries from quote number `first` on, and what can be done next.

    `exchange` is the state's id of the timeline, empty where nothing can be done with it later.
    """
    starts = [number for number, caption in enumerate(captions) if not caption.differs and number >= first]
    last = starts[entries] if len(starts) > entries else len(quotes)
    verbs: list[Action] = []
    if exchange and last > first:
        if last < len(quotes):
            verbs.append(Action(Verb.MORE, exchange, last))
        verbs += [Action(Verb.CONTEXT, exchange, number) for number in range(first, last)]
        verbs.append(Action(Verb.VERIFY, exchange, first))
    return Reply(
        Role.TIMELINE,
        words,
        tuple(quotes[first:last]),
        first=first,
        captions=tuple(captions[first:last]),
        actions=tuple(verbs),
    )
