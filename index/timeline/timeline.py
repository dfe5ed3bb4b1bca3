"""Events of many documents as one timeline: about a topic, merged, ranked, cut to what can be read, in order.

events of each document -> about the topic, inside from / to -> same event merged, disagreements kept
-> ranked by how often the date is told, how close to the topic and how central the sentence is
-> cut -> ordered by interval
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index.model import Citation, Document, Quote, Range, Span
from index.timeline.events import WRITTEN, Basis, Event
from index.timeline.inherited import events, with_inferred
from index.timeline.sameness import Telling, counts_differ, same_but_for_the_date, same_event, tellings
from index.timeline.topic import ABOUT, Embed
from index.timeline.values import Interval, Precision

Source = tuple[Document, Sequence[Range]]
"""A document and its sentences."""
Relevance = Callable[[Document, Sequence[Range]], Sequence[float]]
"""How much each sentence of a document is about what was asked, 0 to 1; see `topic.Topic.scores`."""

READABLE = 40
"""Entries that a person reads through."""
_PRECISION_WEIGHT: Mapping[Precision, float] = {
    "day": 1.0, "week": 0.9, "month": 0.8, "quarter": 0.7, "season": 0.7, "range": 0.7, "year": 0.6,
    "decade": 0.4,
}  # fmt: skip
_BASIS_WEIGHT: Mapping[Basis, float] = {"stated": 1.0, "heading": 0.8, "scene": 0.6, "published": 0.4}
_WORDS = re.compile(r"\w+")
_STATED_BONUS = 0.05
"""A sentence that states its date may be a little further from the topic than one that inherits it."""
_SHORT = 6
"""Words that a sentence is taken to be longer than it is, when its share of common words is counted."""
_SAME_DAY = 0.6
"""What a further entry of a date that is already listed is worth."""
_WRONG_BY = 45
"""Days that two sources may be apart over the date of one event; beyond, they tell of two."""
_COMPARED = 60
"""Events of one date that are compared with each other; more would take long and merge no better."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another source says of the same event: another date, or another number."""

    about: Literal["date", "number"]
    interval: Interval
    precision: Precision
    quote: Quote


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the best sentence tells it, with the others that tell it too.

    The clause of the date is the highlight of `quote`, whose score ranks the entry among the others;
    `expression` is the span that names the date, None where it is that of the report (`basis` "published").
    """

    interval: Interval
    precision: Precision
    value: str
    quote: Quote
    expression: Span | None
    also: tuple[Quote, ...] = ()
    disagreements: tuple[Alternative, ...] = ()
    planned: bool = False
    reported: bool = False
    denied: bool = False
    basis: Basis = "stated"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries in order. `left_out` counts those that did not make the cut.

    `undated` are hashes of documents without a publication date: in them, only what stands by itself could
    be dated, and a reader should be told so.
    """

    entries: tuple[Entry, ...]
    left_out: int = 0
    undated: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    event: Event
    document: Document
    relevance: float
    position: int
    telling: Telling | None = None
    central: float = 0.0


def build(
    sources: Iterable[Source],
    *,
    relevance: Relevance | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = READABLE,
    embed: Embed | None = None,
) -> Timeline:
    """The timeline of the given documents, or, with `relevance`, of what they say about a topic.

    Only a topic brings in sentences whose date is inferred from their scene or their report. `since` and
    `until` are inclusive days of events, not of publications. `embed` makes merging see past wording.
    """
    found: list[_Found] = []
    undated: list[str] = []
    for document, sentences in sources:  # one at a time: a large story is read while it is worked on
        if document.published is None:
            undated.append(document.hash)
        events_told = _of_document(document, sentences, relevance)
        found += [item for item in events_told if _inside(item.event.interval, since, until)]
    found = _without_boilerplate(found)
    _compare(found, embed)
    told = _told(found)
    entries = []
    for group in _with_disagreements(_groups(found), told):
        score = _score(group, told)
        entries.append((_entry(group, score), score))
    kept = _cut(entries, limit)
    kept.sort(key=lambda entry: (entry.interval, entry.quote.span))
    return Timeline(tuple(kept), len(entries) - len(kept), tuple(undated))


def _of_document(
    document: Document, sentences: Sequence[Range], relevance: Relevance | None
) -> Iterable[_Found]:
    if relevance is None:
        for event in events(document, sentences):
            yield _Found(event, document, 1.0, event.sentence[0])
        return
    scores = dict(zip(sentences, relevance(document, sentences), strict=True))
    if max(scores.values(), default=0.0) < ABOUT:
        return
    for event in with_inferred(document, sentences):
        enough = ABOUT - _STATED_BONUS if event.basis in WRITTEN else ABOUT
        if scores[event.sentence] >= enough:
            yield _Found(event, document, scores[event.sentence], event.sentence[0])


def _without_boilerplate(found: Sequence[_Found]) -> list[_Found]:
    """Leaves out a sentence that documents repeat word for word on different days ('Sign up today')."""
    days: dict[str, set[Interval]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    texts = [
        " ".join(_WORDS.findall(item.document.text[slice(*item.event.sentence)].lower())) for item in found
    ]
    for item, text in zip(found, texts, strict=True):
        days[text].add(item.event.interval)
        sources[text].add(item.document.hash)
    return [
        item
        for item, text in zip(found, texts, strict=True)
        if len(sources[text]) == 1 or len(days[text]) < len(sources[text])
    ]


def _inside(interval: Interval, since: date | None, until: date | None) -> bool:
    return (since is None or interval[1] >= since) and (until is None or interval[0] <= until)


def _told(found: Sequence[_Found]) -> Counter[Interval]:
    """How many documents tell of each interval, a report of the day itself included."""
    return Counter(interval for interval, _ in {(item.event.interval, item.document.hash) for item in found})


# ---- the same event, told twice


def _compare(found: Sequence[_Found], embed: Embed | None) -> None:
    """Notes what each sentence says, and how much of it other documents say of the same days."""
    texts = [item.document.text[slice(*item.event.sentence)] for item in found]
    dates = [item.document.text[slice(*(item.event.expression or (0, 0)))] for item in found]
    used: dict[Interval, Counter[str]] = defaultdict(Counter)
    by_source: dict[tuple[Interval, str], set[str]] = defaultdict(set)
    for item, telling in zip(found, tellings(texts, dates, embed), strict=True):
        item.telling = telling
        by_source[item.event.interval, item.document.hash] |= telling.words
    for (interval, _), words in by_source.items():
        used[interval].update(words)
    sources = Counter(interval for interval, _ in by_source)
    for item in found:
        told: frozenset[str] = item.telling.words if item.telling else frozenset()
        shared = sum(used[item.event.interval][word] for word in told) / sources[item.event.interval]
        # Short sentences share all of a few words; they are no centre.
        item.central = shared / (len(told) + _SHORT)


def _groups(found: Sequence[_Found]) -> list[list[_Found]]:
    """Events that are the same, the best telling first; a sentence stands once for each of its dates."""
    by_interval: dict[Interval, list[_Found]] = defaultdict(list)
    for item in sorted(found, key=_rank):
        by_interval[item.event.interval].append(item)
    groups: list[list[_Found]] = []
    for items in by_interval.values():
        of_interval: list[list[_Found]] = []
        for item in items:
            home = next((group for group in of_interval[:_COMPARED] if _same(group[0], item)), None)
            if home is not None:
                home.append(item)
            else:
                of_interval.append([item])
        groups += of_interval
    return groups


def _rank(item: _Found) -> tuple[float, int, str]:
    """The best telling first: it states its date, is about the topic, and stands early."""
    worth = _BASIS_WEIGHT[item.event.basis] * item.relevance * (1 + item.central)
    return (-round(worth, 6), item.position, item.document.hash)


def _same(one: _Found, other: _Found) -> bool:
    if one.document is other.document and one.event.sentence == other.event.sentence:
        return True
    return one.telling is not None and other.telling is not None and same_event(one.telling, other.telling)


def _with_disagreements(groups: list[list[_Found]], told: Mapping[Interval, int]) -> list[list[_Found]]:
    """Joins groups of nearby days that tell the same but for the date; the day told more often leads."""
    alike: dict[object, list[list[_Found]]] = defaultdict(list)
    for group in sorted(groups, key=lambda group: (group[0].event.interval, group[0].position)):
        telling = group[0].telling
        # Only what names the same people and numbers can be the same: few are left to compare.
        candidates = alike[(telling.names, telling.numbers) if telling else None]
        twin = next((other for other in candidates[-_COMPARED:] if _disagree(other[0], group[0])), None)
        if twin is None:
            candidates.append(list(group))
        elif told[group[0].event.interval] > told[twin[0].event.interval]:
            twin[:0] = group
        else:
            twin += group
    return [group for candidates in alike.values() for group in candidates]


def _disagree(one: _Found, other: _Found) -> bool:
    if one.document is other.document or one.event.interval == other.event.interval:
        return False
    if one.event.precision != "day" or other.event.precision != "day":
        return False
    if abs((one.event.interval[0] - other.event.interval[0]).days) > _WRONG_BY:
        return False
    written = {one.event.basis, other.event.basis} <= WRITTEN
    return bool(
        written and one.telling and other.telling and same_but_for_the_date(one.telling, other.telling)
    )


# ---- entries


def _entry(group: Sequence[_Found], score: float) -> Entry:
    lead, *others = group
    also, disagreements = [], []
    cited = {(lead.document.hash, lead.event.sentence)}
    for other in others:
        if (other.document.hash, other.event.sentence) in cited:
            continue
        cited.add((other.document.hash, other.event.sentence))
        about = _difference(lead, other)
        if about is None:
            also.append(_quote(other, score))
        else:
            event = other.event
            disagreements.append(Alternative(about, event.interval, event.precision, _quote(other, score)))
    event = lead.event
    expression = Span(lead.document.hash, *event.expression) if event.expression else None
    return Entry(
        interval=event.interval,
        precision=event.precision,
        value=event.value,
        quote=replace(_quote(lead, score), also=tuple(quote.citation for quote in also)),
        expression=expression,
        also=tuple(also),
        disagreements=tuple(disagreements),
        planned=event.planned,
        reported=event.reported,
        denied=event.denied,
        basis=event.basis,
    )


def _difference(lead: _Found, other: _Found) -> Literal["date", "number"] | None:
    if lead.event.interval != other.event.interval:
        return "date"
    if lead.document is not other.document and lead.telling and other.telling:
        return "number" if counts_differ(lead.telling, other.telling) else None
    return None


def _quote(item: _Found, score: float) -> Quote:
    start, end = item.event.sentence
    return Quote(
        span=Span(item.document.hash, start, end),
        citation=Citation.of(item.document, start),
        score=round(score, 4),
        highlights=(item.event.clause,),
    )


# ---- rank and cut


def _score(group: Sequence[_Found], told: Mapping[Interval, int]) -> float:
    lead = group[0]
    sources = len({item.document.hash for item in group})
    often = math.log1p(told[lead.event.interval]) + math.log1p(sources)
    close = (0.5 + 0.5 * lead.relevance) * (0.5 + lead.central)
    return often * close * _PRECISION_WEIGHT[lead.event.precision] * _BASIS_WEIGHT[lead.event.basis]


def _cut(entries: Sequence[tuple[Entry, float]], limit: int) -> list[Entry]:
    """The best `limit` entries; a date that is listed already makes way for others."""
    waiting = sorted(entries, key=lambda scored: (-scored[1], scored[0].interval, scored[0].quote.span))
    if len(waiting) <= limit:
        return [entry for entry, _ in waiting]
    listed: Counter[Interval] = Counter()
    worth = []
    for entry, score in waiting:
        worth.append((score * _SAME_DAY ** listed[entry.interval], entry))
        listed[entry.interval] += 1
    worth.sort(key=lambda item: (-item[0], item[1].interval, item[1].quote.span))
    return [entry for _, entry in worth[:limit]]
