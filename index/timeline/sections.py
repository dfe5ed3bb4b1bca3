"""Texts written under dates, as diaries and chronologies are: a date on a line of its own heads a section."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, zip_longest

from index.model import Document, Range
from index.timeline.calendar import resolve
from index.timeline.dated import Dated
from index.timeline.scene import rest_of_line, writing_day
from index.timeline.values import Interval, Precision

_JOINT = re.compile(r"\s*\b(?:and|to|until|through|or|from|between|the)\b\s*|[-–—,\s]+", re.IGNORECASE)
_ABOVE = 100
"""Characters above a line in which an empty one is looked for, and more than a line of dates has."""
_FEWEST = 2
"""Sections that make a chronicle; a single date on a line of its own is the day a text was written."""
_LEAST = 20
"""Characters under a date for it to head anything: 'Published' and 'Updated' stand over each other."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands in a text from a date's line up to the next one's, at `end`.

    `head` is the date's span; `days`, `precision` and the TIMEX3 `value` are the date's.
    """

    head: Range
    end: int
    days: Interval
    precision: Precision
    value: str

    @property
    def day(self) -> date | None:
        """The day the section is of; None for one of a month or a year."""
        return self.days[0] if self.precision == "day" else None


def dates(document: Document) -> Sequence[Dated]:
    """Every time expression of a document, in a chronicle resolved by its sections."""
    return _read(document)[0]


def _read(document: Document) -> tuple[Sequence[Dated], list[Section]]:
    first, aside = resolve(document.text, document.published), document.aside
    told = [dated for dated in first if not any(start <= dated.start < end for start, end in aside)]
    found = _sections(document.text, told)
    return (_resolve_under(document.text, found, document.published) if found else first), found


def _sections(text: str, resolved: Sequence[Dated]) -> list[Section]:
    """The sections of a chronicle, in order; none for any other text."""
    heads = list(_heads(text, resolved))
    found = []
    for head, following in zip_longest(heads, heads[1:]):
        end = following.head[0] if following else len(text)
        if len(text[head.head[1] : end].strip()) >= _LEAST:
            found.append(replace(head, end=end))
    return found if len(found) >= _FEWEST else []


def _heads(text: str, resolved: Sequence[Dated]) -> Iterator[Section]:
    """The lines that are nothing but dates ('April and May 2022') and have an empty line above them."""
    days = [dated for dated in resolved if dated.type == "DATE"]
    for start, group in groupby(days, key=lambda dated: _line_start(text, dated.start)):
        line = list(group)
        first, last = line[0], line[-1]
        above = text[max(0, start - _ABOVE) : start]
        opens = not above.strip() or "\n\n" in above[len(above.rstrip()) :]
        if (
            first.start - start <= _ABOVE
            and opens
            and first.interval
            and last.interval
            and first.precision
            and _is_all(text, line)
        ):
            covered = (first.interval[0], max(first.interval[1], last.interval[1]))
            precision = first.precision if len(line) == 1 else "range"
            yield Section((first.start, last.end), last.end, covered, precision, first.value)


def _line_start(text: str, at: int) -> int:
    """Where the line begins, or a place too far from `at` for a line of dates: a line may be a whole book."""
    near = max(0, at - 2 * _ABOVE)
    return max(near, text.rfind("\n", near, at) + 1)


def _is_all(text: str, line: Sequence[Dated]) -> bool:
    return not _JOINT.sub("", rest_of_line(text, line))


def _resolve_under(text: str, found: Sequence[Section], published: date | None) -> list[Dated]:
    """Every time expression of a chronicle, each resolved by the date of its section."""
    first = found[0].head[0]
    resolved = resolve(text[:first], published)
    for section in found:
        begin = section.head[0]
        resolved += [_moved(dated, begin) for dated in resolve(text[begin : section.end], section.day)]
    return resolved


def _moved(dated: Dated, by: int) -> Dated:
    return replace(dated, start=dated.start + by, end=dated.end + by)


@dataclass(frozen=True, slots=True)
class DatesOf:
    """The dates of a document, the day it was written, and its sections where it is a chronicle."""

    resolved: Sequence[Dated]
    day: date | None
    sections: Sequence[Section] = ()

    @classmethod
    def of(cls, document: Document) -> DatesOf:
        resolved, found = _read(document)
        day = document.published if found else writing_day(document, resolved)
        return cls(resolved if day == document.published else resolve(document.text, day), day, found)

    def heads(self, dated: Dated) -> bool:
        """Whether a date stands in the line over a section."""
        at = bisect_right(self.sections, dated.start, key=lambda section: section.head[0]) - 1
        return at >= 0 and dated.end <= self.sections[at].head[1]
