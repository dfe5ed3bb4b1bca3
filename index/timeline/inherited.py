"""Sentences that name no date, with the one they inherit: of their section, their scene or the report."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from index.model import Document, Range
from index.timeline.events import DENIED, REPORTED, Basis, Event, stated, tells
from index.timeline.expressions import straighten
from index.timeline.sections import DatesOf, Section
from index.timeline.tense import looks_back
from index.timeline.values import Interval, Precision

_PLUPERFECT = re.compile(
    r"^[^,;]{0,80}\bhad (?:\w+ly |not |been |also )?\w+(?:ed|en|wn|ne|de|ld|nt|ght|t)\b", re.IGNORECASE
)
_LEAD = 4
"""Sentences from the start in which a story names its day."""
_OPENING = len("In the early ")
_SCENE_DAYS = 10
"""A scene lies at most so many days before the day of writing."""


def events(document: Document, sentences: Sequence[Range]) -> list[Event]:
    """The events whose date the text gives, in the order of the text.

    In a chronicle these are also the first sentences of the paragraphs that stand under a date. `sentences`
    are ranges of the text, in order and without overlap; a date outside all of them is left out.
    """
    dates = DatesOf.of(document)
    named = stated(document, sentences, dates)
    return [*_with_headed(document, sentences, named, dates.sections, every=False)]


def with_inferred(document: Document, sentences: Sequence[Range]) -> list[Event]:
    """The same, and every other sentence with the date it inherits: of its section, its scene or the report.

    Meant for a topic that is asked for by name; an inherited date is the reader's inference, and marked so.
    """
    dates = DatesOf.of(document)
    named = stated(document, sentences, dates)
    if dates.sections:
        return [*_with_headed(document, sentences, named, dates.sections, every=True)]
    return [*_with_scenes(document, sentences, named, dates.day)]


def _with_headed(
    document: Document,
    sentences: Sequence[Range],
    named: Iterator[Event],
    sections: Sequence[Section],
    *,
    every: bool,
) -> Iterator[Event]:
    """The events and, of a section, the sentences that tell what happened, or the first of each paragraph."""
    by_sentence, begun = _by_sentence(named), set[int]()
    for sentence in sentences:
        own = by_sentence.get(sentence, [])
        yield from own
        at = bisect_right(sections, sentence[0], key=lambda section: section.head[0]) - 1
        if at < 0 or sentence[0] < sections[at].head[1]:
            continue
        paragraph = document.paragraph_at(sentence[0])
        opens = paragraph not in begun
        begun.add(paragraph)
        section = sections[at]
        # Under a day in April, 'asks for the papers found in January' is of April; 'In May, ...' is not.
        told = any(_within(event.interval, section.days) or _opens_with_date(event) for event in own)
        if not told and (opens or (every and not own)) and _happens(document, sentence):
            days, precision = section.days, section.precision
            yield _dated(document, sentence, days, precision, section.value, section.head, "heading")


def _with_scenes(
    document: Document, sentences: Sequence[Range], named: Iterator[Event], day: date | None
) -> Iterator[Event]:
    by_sentence = _by_sentence(named)
    # A headline and the lines under it tell of the day that the lead names; without one, the text is no
    # report of a day, and a date reaches to the end of its paragraph only.
    lead = next(filter(None, (_scene_of(by_sentence.get(s, []), day) for s in sentences[:_LEAD])), None)
    scene = lead
    for number, sentence in enumerate(sentences):
        if here := by_sentence.get(sentence):
            yield from here
            scene = _scene_of(here, day) or scene
            continue
        if day is None or not _looks_back(document, sentence):
            continue
        if lead is None and scene and not _same_paragraph(document, scene.sentence, sentence):
            scene = None
        if scene:
            on = scene.interval[0]
            yield _dated(document, sentence, (on, on), "day", on.isoformat(), scene.expression, "scene")
        elif number < _LEAD:
            yield _dated(document, sentence, (day, day), "day", day.isoformat(), None, "published")


def _by_sentence(named: Iterator[Event]) -> dict[Range, list[Event]]:
    found: dict[Range, list[Event]] = {}
    for event in named:
        found.setdefault(event.sentence, []).append(event)
    return found


def _scene_of(named: Sequence[Event], day: date | None) -> Event | None:
    """The event that the sentences after it go on about: a day shortly before the day of writing."""
    for event in named:
        if (
            event.precision == "day"
            and day
            and 0 <= (day - event.interval[0]).days <= _SCENE_DAYS
            and not event.planned
        ):
            return event
    return None


def _dated(
    document: Document,
    sentence: Range,
    interval: Interval,
    precision: Precision,
    value: str,
    expression: Range | None,
    basis: Basis,
) -> Event:
    words = straighten(document.text[sentence[0] : sentence[1]])
    return Event(
        document=document.hash,
        sentence=sentence,
        clause=sentence,
        expression=expression,
        value=value,
        interval=interval,
        precision=precision,
        reported=bool(REPORTED.search(words)),
        denied=bool(DENIED.search(words)),
        basis=basis,
    )


def _happens(document: Document, sentence: Range) -> bool:
    """Whether a sentence tells what happened or happens: annals are often written in the present."""
    words = straighten(document.text[slice(*sentence)])
    told = tells(document.text, sentence) and not _PLUPERFECT.search(words)
    return told and not _is_aside(document, sentence)


def _looks_back(document: Document, sentence: Range) -> bool:
    """Whether a sentence tells what happened: in the past, and not from further back."""
    return looks_back(straighten(document.text[slice(*sentence)])) and _happens(document, sentence)


def _is_aside(document: Document, sentence: Range) -> bool:
    return any(start <= sentence[0] and sentence[1] <= end for start, end in document.aside)


def _opens_with_date(event: Event) -> bool:
    return event.expression is not None and event.expression[0] - event.sentence[0] <= _OPENING


def _within(one: Interval, other: Interval) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _same_paragraph(document: Document, one: Range, other: Range) -> bool:
    return document.paragraph_at(one[0]) == document.paragraph_at(other[0])
