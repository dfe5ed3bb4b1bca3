"""A question answered, with the days it names in its own words heeded.

    'what happened in May 2021?'   -> events dated to those days, by the timeline
    'who resigned in May 2021?'    -> what was published in those days, if that answers it
    otherwise                      -> everything, sentences that name those days preferred; the answer says so

Why, and what it was measured to do: docs/decisions/0007-dates-in-questions.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.dated_reader import DatedReader, naming
from index.embedding import Embedder
from index.model import Answer, Days, Question, Quote, Span
from index.query.evidence import answer
from index.query.reader import MakeReader, WordReader
from index.query.retrieval import retrieve
from index.store.snapshot import Snapshot
from index.timeline.events import WRITTEN
from index.timeline.question import Asked, days_asked
from index.timeline.story import of_story

TOLD = 0.75
"""Confidence in sentences that tell of an event of the very days asked about: 'likely the answer'."""
HITS = 100
"""Passages whose documents are read for events."""
A_YEAR = timedelta(days=365)
DOCUMENTS = 25
"""Documents read for events: about a second of work."""

WHAT_HAPPENED = re.compile(
    r"\W*(?:(?:tell me|and|so) )?what (?:else |all )?(?:has |had |have )?"
    r"(?:happened|happens|occurred|took place|taken place|went on|was going on|were the events)\b",
    re.IGNORECASE,
)
JOINING = re.compile(
    r"(?:^|(?<=\W))(?:in|on|at|to|with|of|by|the|during|around|there|then|and|between|from|since|until|before"
    r"|after)(?=\W|$)",
    re.IGNORECASE,
)


def ask(
    snapshot: Snapshot,
    embedder: Embedder,
    question: Question,
    *,
    top: int,
    threshold: float | None = None,
    today: date,
    make_reader: MakeReader = WordReader,
) -> Answer:
    """An answer as `index.query.evidence.answer` gives it; `days` tells what became of days in the question.

    'Last week' counts from `question.as_of`, or else from `today`; 'in May' is that of the story, from its
    newest document back. Days that the asker gave as options stand above those in the words.
    """
    days = [] if question.since or question.until else _named(snapshot, question, today)
    if not days or (question.as_of and days[0].since and days[0].since > question.as_of):
        return answer(snapshot, embedder, question, top=top, threshold=threshold, make_reader=make_reader)
    named = days[0]
    if happened := WHAT_HAPPENED.match(question.text):
        topic = _topic(question.text, happened.end(), named)
        for meant in days:
            told = _told(snapshot, embedder, question, topic, meant, top)
            if told is not None:
                return told
    bounded = replace(question, since=named.since, until=named.until)
    found = answer(snapshot, embedder, bounded, top=top, threshold=threshold, make_reader=make_reader)
    if found.answered:
        return replace(found, question=question, days=Days(named.since, named.until, "published"))
    dated = DatedReader.over(make_reader, days)
    found = answer(snapshot, embedder, question, top=top, threshold=threshold, make_reader=dated)
    meant = next((one for one in days if _quotes(snapshot, found, one)), named)
    return replace(found, days=Days(meant.since, meant.until, "not"))


def _named(snapshot: Snapshot, question: Question, today: date) -> list[Asked]:
    """The days named, the likeliest reading first.

    A day without a year is the last one up to the newest document, or else one of the year after: a log
    that has no day of its own goes on, and minutes tell of the next meeting.
    """
    newest = snapshot.catalog.newest()
    if question.as_of or newest is None:
        found = [days_asked(question.text, question.as_of or today, question.as_of)]
    else:
        ends = (min(today, newest), min(today, newest + A_YEAR))
        found = [days_asked(question.text, today, end) for end in ends]
    return list(dict.fromkeys(asked for asked in found if asked))


def _quotes(snapshot: Snapshot, found: Answer, days: Asked) -> bool:
    """Whether the first quote names a day of these."""
    spans = [quote.span for quote in found.quotes[:1]]
    return any(naming([days], snapshot.document(span.document), span) for span in spans)


def _topic(text: str, start: int, named: Asked) -> str:
    """What is left of the question without 'what happened' and its days."""
    rest = text[start : named.span[0]] + " " + text[max(start, named.span[1]) :]
    words = " ".join(JOINING.sub(" ", rest).split()).strip("?!.,;: ")
    return words if any(character.isalnum() for character in words) else ""


def _told(
    snapshot: Snapshot, embedder: Embedder, question: Question, topic: str, named: Asked, top: int
) -> Answer | None:
    """The events of the days, in their order; None where the documents date none to them."""
    vector = embedder.question(question.whole)
    after = replace(question, since=named.since)  # what was published from then on tells of it, if anything
    hits = [*retrieve(snapshot, after, vector, HITS), *retrieve(snapshot, question, vector, HITS)]
    asked = Question(topic, named.since, named.until)
    timeline = of_story(snapshot, asked, hits, embedder.texts, documents=DOCUMENTS)
    # Sources that tell the same otherwise are quoted, too: a reader should see that they differ.
    quotes = [
        quote
        for entry in timeline.entries
        if entry.basis in WRITTEN and named.hold(entry.interval)
        for quote in (entry.quote, *(other.quote for other in entry.disagreements))
    ]
    if not quotes:
        return None
    return Answer(
        question=question,
        answered=True,
        confidence=TOLD,
        quotes=tuple(_merged(quotes))[:top],
        nearest=(),
        hits=tuple(hits[:HITS]),
        snapshot=snapshot.number,
        days=Days(named.since, named.until, "told"),
    )


def _merged(quotes: Iterable[Quote]) -> list[Quote]:
    """A sentence that tells of several events once, with all their clauses highlighted."""
    by_span: dict[Span, Quote] = {}
    for quote in quotes:
        known = by_span.get(quote.span)
        highlights = (*known.highlights, *quote.highlights) if known else quote.highlights
        by_span[quote.span] = replace(known or quote, highlights=highlights)
    return list(by_span.values())
