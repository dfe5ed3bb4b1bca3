"""A timeline as replies: pages of whole entries, and the words above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reply.values import Action, Label, Picture, Reply, Role, Verb
from bot.reply.wording import count, day
from index.model import Question, Quote

ENTRIES = 5
"""Entries on a page: what fits one message everywhere, quotes of usual length given."""
NAMED = 5
"""Documents that are named before the rest is counted."""
ENDS = "?!.… "
"""Of a topic that was typed as a question: a sentence goes on behind it."""


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Dated events in order, each a quote with its label; an entry's differing tellings follow it.

    `left_out` counts events that did not make the cut, `undated` are titles of documents that were read
    without knowing when they were published, `years` is the first and the last year told of.
    """

    quotes: tuple[Quote, ...] = ()
    labels: tuple[Label, ...] = ()
    left_out: int = 0
    undated: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    picture: Picture | None = None


def about(asked: Question) -> str:
    """What a timeline was asked for: ' of the treaty from 1 May 2021 to 3 June 2021', or nothing."""
    words = f" of {asked.text.rstrip(ENDS)}" if asked.text else ""
    words += f" from {day(asked.since)}" if asked.since else ""
    return words + (f" to {day(asked.until)}" if asked.until else "")


def timeline_notice(chronicle: Chronicle, asked: Question) -> str:
    """What a timeline holds, and what it leaves out."""
    entries = sum(not label.differs for label in chronicle.labels)
    if not entries:
        sentences = [f"The documents tell of no dated events{about(asked)}."]
    else:
        first, last = chronicle.years or (0, 0)
        years = f", {first}" if first == last else f", {first} to {last}"
        sentences = [f"Timeline{about(asked)}: {count(entries, 'event')}{years}."]
    if chronicle.left_out:
        are = "is" if chronicle.left_out == 1 else "are"
        sentences.append(f"{count(chronicle.left_out, 'event')} told less often {are} left out.")
    if chronicle.undated:
        named = "; ".join(chronicle.undated[:NAMED])
        more = len(chronicle.undated) - NAMED
        named += f" and {count(more, 'more document')}" if more > 0 else ""
        sentences.append(
            f"No publication date is known of {named}: only dates that need none are resolved there."
        )
    return " ".join(sentences)


def timeline_reply(
    quotes: Sequence[Quote],
    labels: Sequence[Label],
    *,
    notice: str = "Further events:",
    first: int = 0,
    entries: int = ENTRIES,
    exchange: str = "",
) -> Reply:
    """At most `entries` whole entries from quote number `first` on, and what can be done next.

    `exchange` is the state's id of the timeline, empty where nothing can be done with it later.
    """
    starts = [number for number, label in enumerate(labels) if not label.differs and number >= first]
    last = starts[entries] if len(starts) > entries else len(quotes)
    verbs: list[Action] = []
    if exchange and last > first:
        if last < len(quotes):
            verbs.append(Action(Verb.MORE, exchange, last))
        verbs += [Action(Verb.CONTEXT, exchange, number) for number in range(first, last)]
        verbs.append(Action(Verb.VERIFY, exchange, first))
        verbs += [Action(verb, exchange) for verb in (Verb.USEFUL, Verb.NOT_USEFUL)]
    return Reply(
        Role.TIMELINE,
        notice,
        tuple(quotes[first:last]),
        first=first,
        labels=tuple(labels[first:last]),
        actions=tuple(verbs),
    )
