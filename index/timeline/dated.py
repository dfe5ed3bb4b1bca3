"""A time expression with the days it covers."""

from __future__ import annotations

from dataclasses import dataclass

from index.timeline.expressions import Mod
from index.timeline.meaning import TimexType
from index.timeline.values import Interval, Precision


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression with its TIMEX3 value and, where it names a part of the calendar, its days.

    `interval` is first and last day, both included. A duration has one only where the text hangs it on a
    date ('two days after ...'). `whole` is the span of days that an expression bounds together with its
    neighbour ('from May to July').
    """

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    interval: Interval | None = None
    precision: Precision | None = None
    mod: Mod = None
    whole: Interval | None = None
