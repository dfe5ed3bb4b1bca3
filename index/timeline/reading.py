"""Where in a text an expression stands: its sentence, its tense, and the dates it can lean on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.timeline.expressions import Expression
from index.timeline.meaning import Fixed, Meaning, YearlessDay, YearlessMonth
from index.timeline.tense import Direction, direction
from index.timeline.values import Precision, interval_of

_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\"'%][.!?])[\"')]{0,2} +(?=[\"'(]?[A-Z])|\n+")
_NO_REFERENCE = re.compile(r"\b(?:since|than|until|till|from|versus|against) (?:the )?\Z", re.IGNORECASE)
_OPENS_SENTENCE = re.compile(r"[\"' ]*(?:in|by|during|throughout) \Z", re.IGNORECASE)
_JOINS_YEAR = re.compile(
    r" ?(?:and|or|to|through|until|-|&|, ?|, ?and) ?(?:on |the )?(?:early |mid-|late )?\Z", re.IGNORECASE
)
_IN_YEAR = re.compile(r" ?,? ?(?:in|of)? ")
_ARTICLE = re.compile(r"\b(?:the|an?|that|this|his|her|its|their) \Z", re.IGNORECASE)
_NOUN = re.compile(
    r" (?:committee|panel|commission|hearings?|attacks?|riots?|insurrection|rally|protests?|elections?"
    r"|primary|primaries|vote|referendum|meeting|summit|report|statement|speech|letter|memo|post|ruling|decision|deadline"
    r"|plan|plot|event|ceremony|game|match|concert|show|episode|edition|issue|article|interview)\b"
)
_OLD_STORY = 5
"""So many dates of other years, and most of all dates, make a text an account of the past."""
_RECENT = timedelta(days=60)
_NEAR = 31
"""Days from a full date within which one without a year is probably of the same story."""
_FAR = 250
"""Characters; no clause is longer."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """An expression that stands by itself, with its first day, or with the middle of a year."""

    start: int
    day: date
    bare_year: bool


@dataclass(slots=True)
class _Spoken:
    """The date the text last spoke of; the middle of a year."""

    day: date
    at: int
    bare_year: bool


class Reading:
    """One pass over one text, from its first expression to its last."""

    def __init__(self, straight: str, expressions: Sequence[Expression], published: date | None) -> None:
        self.straight = straight
        self.published = published
        self.expressions = expressions
        ends = [match.end() for match in _SENTENCE_END.finditer(straight)]
        self.bounds = [0, *ends, len(straight) + 1]
        self._anchors = _anchors(expressions)
        self._starts = [anchor.start for anchor in self._anchors]
        self._spoken: _Spoken | None = None
        self._spoken_day: _Spoken | None = None
        self.retrospective = self._is_retrospective()

    def spoke_of(self, start: int, day: date, precision: Precision) -> None:
        """Remembers a date, unless it only bounds what is told ('not since 2001')."""
        if not _NO_REFERENCE.search(self.straight[max(0, start - 12) : start]):
            self._spoken = _Spoken(_middle(day) if precision == "year" else day, start, precision == "year")
            if precision == "day":
                self._spoken_day = self._spoken

    def sentence(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.bounds, offset)
        return self.bounds[index - 1], self.bounds[index]

    def direction(self, expression: Expression) -> Direction:
        if self.is_attribute(expression):
            return None
        begin, end = self.sentence(expression.start)
        begin, end = max(begin, expression.start - _FAR), min(end, expression.end + _FAR)
        return direction(self.straight[begin:end], expression.start - begin, expression.end - begin)

    def is_attribute(self, expression: Expression) -> bool:
        """A date before its noun ('the January 6 committee', 'a January 6 plan') has no verb of its own."""
        if not isinstance(expression.meaning, YearlessDay):
            return False
        before = self.straight[max(0, expression.start - 6) : expression.start]
        return bool(_ARTICLE.search(before) or _NOUN.match(self.straight, expression.end))

    def reference(self, expression: Expression, *, exact: bool = False) -> date | None:
        """The date last spoken of, if that was in this sentence or the two before it.

        `exact` asks for the last day rather than the last month or year. An account of the past keeps its
        reference however far back it stands.
        """
        spoken = self._spoken_day if exact else self._spoken
        if spoken is None:
            return None
        index = bisect_right(self.bounds, expression.start) - 1
        near = self.retrospective or spoken.at >= self.bounds[max(0, index - 2)]
        return spoken.day if near else None

    def spoke_of_a_year(self, expression: Expression) -> bool:
        """Whether the date last spoken of is a year: two months after it is no month that anybody knows."""
        return self._spoken is not None and self._spoken.bare_year and self.reference(expression) is not None

    def same_sentence(self, index: int) -> bool:
        """Whether the expression before `index` stands in its sentence."""
        begin, _ = self.sentence(self.expressions[index].start)
        return index > 0 and self.expressions[index - 1].start >= begin

    def retold(self, expression: Expression) -> date | None:
        """In an account of the past, the date it last spoke of stands for the publication date."""
        return self.reference(expression) if self.retrospective else None

    def anchor(self, index: int) -> date | None:
        """The date that lends its year to expression `index`: joined to it, or before it in its sentence."""
        here = index
        while here + 1 < len(self.expressions):
            expression, following = self.expressions[here], self.expressions[here + 1]
            between = self.straight[expression.end : following.start]
            if lent := self._lent(expression.meaning, following, between):
                return lent
            if not _undated(following.meaning) or not _JOINS_YEAR.fullmatch(between):
                break
            here += 1
        expression = self.expressions[index]
        return None if self.is_attribute(expression) else self.anchor_before(expression)

    def _lent(self, meaning: Meaning, following: Expression, between: str) -> date | None:
        at = bisect_left(self._starts, following.start)
        if at == len(self._anchors) or self._anchors[at].start != following.start:
            return None
        anchor = self._anchors[at]
        if anchor.bare_year:
            month = meaning.month if isinstance(meaning, YearlessDay | YearlessMonth) else 1
            return anchor.day.replace(month=month) if _IN_YEAR.fullmatch(between) else None
        return anchor.day if _JOINS_YEAR.fullmatch(between) else None

    def told_of(self, day: date) -> date | None:
        """The full date of the text that is nearest to such a day of its year, where that is near.

        Asked of a day without a year that is long past: a report of September on a loss in February of the
        year before means that one by '2 February'.
        """
        if self.published is None or self.published - day <= _RECENT:
            return None
        full = [anchor.day for anchor in self._anchors if not anchor.bare_year]
        return min(
            (one for one in full if _apart(one, day) <= _NEAR), key=lambda one: _apart(one, day), default=None
        )

    def anchor_before(self, expression: Expression) -> date | None:
        begin, _ = self.sentence(expression.start)
        for anchor in reversed(self._anchors[: bisect_left(self._starts, expression.start)][-_OLD_STORY:]):
            if anchor.start >= begin and self._leads(anchor, begin):
                return anchor.day
            if self.retrospective:
                return self.retold(expression) or anchor.day
            if anchor.start < begin:
                break
        return None

    def _leads(self, anchor: _Anchor, begin: int) -> bool:
        """Whether the sentence goes on from this date; a bare year must open it ('In 2003, ...')."""
        before = self.straight[max(begin, anchor.start - 30) : anchor.start]
        if _NO_REFERENCE.search(before):
            return False
        return not anchor.bare_year or bool(_OPENS_SENTENCE.fullmatch(self.straight[begin : anchor.start]))

    def _is_retrospective(self) -> bool:
        if self.published is None:
            return True
        earliest = self.published.year - 1
        old = sum(anchor.day.year < earliest for anchor in self._anchors if not anchor.bare_year)
        return old >= _OLD_STORY and old * 2 > len(self._anchors)


def _apart(one: date, other: date) -> int:
    """Days between two days of a year, whichever years they are of."""
    days = abs(one.timetuple().tm_yday - other.timetuple().tm_yday)
    return min(days, 365 - days)


def _middle(day: date) -> date:
    """The day of a year that is near to all of its days: 'In 2003 ... On 4 September' is no day of 2002."""
    return day.replace(month=7, day=1)


def _undated(meaning: Meaning) -> bool:
    return isinstance(meaning, YearlessDay | YearlessMonth)


def _anchors(expressions: Sequence[Expression]) -> list[_Anchor]:
    anchors = []
    for expression in expressions:
        match expression.meaning:
            case Fixed(value=value) if found := interval_of(value):
                bare_year = found[1] == "year"
                day = _middle(found[0][0]) if bare_year else found[0][0]
                anchors.append(_Anchor(expression.start, day, bare_year))
            case _:
                pass
    return anchors
