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
from index.timeline.clauses import clause_of
from index.timeline.expressions import straighten
from index.timeline.scene import HOUR, is_header, sentence_at, sets_scene
from index.timeline.sections import DatesOf
from index.timeline.tense import direction
from index.timeline.values import Interval, Precision

Basis = Literal["stated", "heading", "scene", "published"]
"""How the date is known: the sentence names it, the line over its section does, the sentence before it does,
or it is the day of the report."""
WRITTEN: frozenset[Basis] = frozenset({"stated", "heading"})
"""The text itself gives the date; otherwise it is inferred."""


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


REPORTED = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|supposedly|according to|(?:is|are) said to|rumou?red"
    r"|claim(?:s|ed)?)\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput(?:es|ed)|refut(?:es|ed)|false|untrue|never (?:happened|took place)"
    r"|did ?n(?:o|')t (?:happen|take place)"
    r"|(?:reject|dismiss)(?:s|es|ed) (?:the |these |those |such )?(?:claims?|reports?|allegations?))\b",
    re.IGNORECASE,
)
_DIRECT = re.compile(r"\b(?:cancel|postpon|called off|abandon|scrap)\w*", re.IGNORECASE)
_ENTRY = re.compile(r"\s*(?::|[-–—])\s")
"""'March 2024: Trial begins', in a chronology, is not planned, though its verb looks ahead."""
_WORD = re.compile(r"[^\W\d_]{3}")


def stated(document: Document, sentences: Sequence[Range], dates: DatesOf) -> Iterator[Event]:
    """The events of sentences that name their date, in the order of the text."""
    text, resolved = document.text, dates.resolved
    skip_to = 0
    for index, dated in enumerate(resolved):
        if dated.start < skip_to or dated.interval is None or dated.precision is None:
            continue
        at = sentence_at(sentences, dated.start)
        if at is None or dates.heads(dated) or is_header(document, dated) or sets_scene(text, dated):
            continue
        span, interval, precision = (dated.start, dated.end), dated.interval, dated.precision
        if dated.whole:
            last = resolved[index + 1] if index + 1 < len(resolved) else dated
            if last.whole == dated.whole:
                span, interval, precision = (dated.start, last.end), dated.whole, "range"
                skip_to = last.end
        sentence = sentences[at]
        if span[1] > sentence[1] or not tells(text, sentence, span):
            continue
        clause = clause_of(text, sentence, dated)
        words = straighten(text[sentence[0] : sentence[1]])
        said = straighten(text[clause[0] : clause[1]])
        heads = span[0] == sentence[0] and _ENTRY.match(text, span[1])
        way = direction(words, span[0] - sentence[0], span[1] - sentence[0])
        ahead = way == "future" and dated.type != "DURATION" and not heads
        if HOUR.fullmatch(dated.text) and interval[0] == dates.day and way != "past" and not heads:
            continue  # 'The last ferry leaves at 23:15': every day, not on that of writing
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
            planned=_is_planned(interval, ahead, dates.day),
            reported=bool(REPORTED.search(words)),
            denied=bool(DENIED.search(said) or _DIRECT.search(said)),
        )


def tells(text: str, sentence: Range, span: Range | None = None) -> bool:
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
