"""Ties each date of a document to the clause that says what happened then.

calendar.resolve -> drop headers, scene-setting and vague dates
    -> clause, planned / reported / denied -> Event
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.model import Document, Range
from index.timeline.calendar import resolve
from index.timeline.clauses import clause_of
from index.timeline.dated import Dated
from index.timeline.expressions import straighten
from index.timeline.scene import is_header, sentence_at, sets_scene, writing_day
from index.timeline.tense import direction, looks_back
from index.timeline.values import Interval, Precision

Basis = Literal["stated", "scene", "published"]
"""How the date is known: the sentence names it, the one before it does, or it is the day of the report."""


@dataclass(frozen=True, slots=True)
class Event:
    """A clause of a sentence and the days it tells of. All ranges are offsets of the document's text.

    `expression` is the span that names the date, None where no words do (`basis` "published").
    `reported` marks hearsay, `denied` what the sentence says did not happen.
    """

    document: str
    sentence: Range
    clause: Range
    expression: Range | None
    value: str
    interval: Interval
    precision: Precision
    planned: bool = False
    reported: bool = False
    denied: bool = False
    basis: Basis = "stated"


_REPORTED = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|supposedly|according to|(?:is|are) said to|rumou?red"
    r"|claim(?:s|ed)?)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput(?:es|ed)|refut(?:es|ed)|false|untrue|never (?:happened|took place)"
    r"|did ?n(?:o|')t (?:happen|take place)"
    r"|(?:reject|dismiss)(?:s|es|ed) (?:the |these |those |such )?(?:claims?|reports?|allegations?))\b",
    re.IGNORECASE,
)
_DIRECT = re.compile(r"\b(?:cancel|postpon|called off|abandon|scrap)\w*", re.IGNORECASE)
_PLUPERFECT = re.compile(
    r"^[^,;]{0,80}\bhad (?:\w+ly |not |been |also )?\w+(?:ed|en|wn|ne|de|ld|nt|ght|t)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{3}")
_LEAD = 4
"""Sentences from the start in which a story names its day."""
_SCENE_DAYS = 10
"""A scene lies at most so many days before the day of writing."""


def events(document: Document, sentences: Sequence[Range]) -> list[Event]:
    """The events whose date the text states, in the order of the text.

    `sentences` are ranges of the text, in order and without overlap; a date outside all of them is left out.
    """
    return list(_stated(document, sentences, _dates(document)))


def with_inferred(document: Document, sentences: Sequence[Range]) -> list[Event]:
    """The same, and every other sentence with the date it inherits: of its scene, else of the report.

    Meant for a topic that is asked for by name; an inherited date is the reader's inference, and marked so.
    """
    resolved = _dates(document)
    day = writing_day(document, resolved)
    by_sentence: dict[Range, list[Event]] = {}
    for event in _stated(document, sentences, resolved):
        by_sentence.setdefault(event.sentence, []).append(event)
    found: list[Event] = []
    # A headline and the lines under it tell of the day that the lead names; without one, the text is no
    # report of a day, and a date reaches to the end of its paragraph only.
    lead = next(filter(None, (_scene_of(by_sentence.get(s, []), day) for s in sentences[:_LEAD])), None)
    scene = lead
    for number, sentence in enumerate(sentences):
        if stated := by_sentence.get(sentence):
            found += stated
            scene = _scene_of(stated, day) or scene
            continue
        if day is None or not _may_inherit(document, sentence):
            continue
        if lead is None and scene and not _same_paragraph(document, scene.sentence, sentence):
            scene = None
        if scene or number < _LEAD:
            found.append(_inherited(document, sentence, scene, day))
    return found


def _dates(document: Document) -> list[Dated]:
    first = resolve(document.text, document.published)
    day = writing_day(document, first)
    return first if day == document.published else resolve(document.text, day)


def _stated(document: Document, sentences: Sequence[Range], resolved: Sequence[Dated]) -> Iterator[Event]:
    text = document.text
    day = writing_day(document, resolved)
    skip_to = 0
    for index, dated in enumerate(resolved):
        if dated.start < skip_to or dated.interval is None or dated.precision is None:
            continue
        at = sentence_at(sentences, dated.start)
        if at is None or is_header(document, dated) or sets_scene(text, dated):
            continue
        span, interval, precision = (dated.start, dated.end), dated.interval, dated.precision
        if dated.whole:
            last = resolved[index + 1] if index + 1 < len(resolved) else dated
            if last.whole == dated.whole:
                span, interval, precision = (dated.start, last.end), dated.whole, "range"
                skip_to = last.end
        sentence = sentences[at]
        if span[1] > sentence[1] or not _tells(text, sentence, span):
            continue
        clause = clause_of(text, sentence, dated)
        words = straighten(text[sentence[0] : sentence[1]])
        said = straighten(text[clause[0] : clause[1]])
        way = direction(words, span[0] - sentence[0], span[1] - sentence[0])
        yield Event(
            document=document.hash,
            sentence=sentence,
            clause=(
                min(clause[0], span[0]) if dated.type != "DURATION" else clause[0],
                max(clause[1], span[1]),
            ),
            expression=span,
            value=dated.value,
            interval=interval,
            precision=precision,
            planned=_is_planned(interval, way == "future" and dated.type != "DURATION", day),
            reported=bool(_REPORTED.search(words)),
            denied=bool(_DENIED.search(said) or _DIRECT.search(said)),
        )


def _tells(text: str, sentence: Range, span: Range | None = None) -> bool:
    """Whether a sentence can tell of an event: a question does not, nor does a date on its own."""
    start, end = sentence
    if text[max(start, end - 4) : end].rstrip("\"')”’").endswith("?"):
        return False
    first, last = span or (end, end)
    return bool(_WORD.search(text, start, first) or _WORD.search(text, last, end))


def _is_planned(interval: Interval, looks_ahead: bool, day: date | None) -> bool:
    if day is None:
        return looks_ahead
    return interval[0] > day or (looks_ahead and interval[1] >= day)


def _scene_of(stated: Sequence[Event], day: date | None) -> Event | None:
    """The event that the sentences after it go on about: a day shortly before the day of writing."""
    for event in stated:
        if (
            event.precision == "day"
            and day
            and 0 <= (day - event.interval[0]).days <= _SCENE_DAYS
            and not event.planned
        ):
            return event
    return None


def _inherited(document: Document, sentence: Range, scene: Event | None, day: date) -> Event:
    words = straighten(document.text[sentence[0] : sentence[1]])
    on = scene.interval[0] if scene else day
    return Event(
        document=document.hash,
        sentence=sentence,
        clause=sentence,
        expression=scene.expression if scene else None,
        value=on.isoformat(),
        interval=(on, on),
        precision="day",
        reported=bool(_REPORTED.search(words)),
        denied=bool(_DENIED.search(words)),
        basis="scene" if scene else "published",
    )


def _may_inherit(document: Document, sentence: Range) -> bool:
    """Whether a sentence without a date tells what happened: in the past, and not from further back."""
    if any(start <= sentence[0] and sentence[1] <= end for start, end in document.aside):
        return False
    words = straighten(document.text[slice(*sentence)])
    return _tells(document.text, sentence) and looks_back(words) and not _PLUPERFECT.search(words)


def _same_paragraph(document: Document, one: Range, other: Range) -> bool:
    return document.paragraph_at(one[0]) == document.paragraph_at(other[0])
