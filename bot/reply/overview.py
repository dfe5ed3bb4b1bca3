"""What the bot knows and has been asked, at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """A story as it is indexed: how many documents, the newest one's date, when it was built (UTC).

    `problem` is a sentence in their place where it cannot be read.
    """

    name: str
    documents: int = 0
    passages: int = 0
    newest: date | None = None
    built: str = ""
    snapshot: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """For one person. `declined` and `feedback` (useful, not useful) are for administrators, else None.

    `reasons` are the last opinions that came with one: (whether useful, why), for administrators too.
    """

    stories: tuple[StoryFacts, ...] = ()
    recent: tuple[tuple[str, bool], ...] = ()
    titles: tuple[str, ...] = ()
    declined: tuple[str, ...] | None = None
    feedback: tuple[int, int] | None = None
    reasons: tuple[tuple[bool, str], ...] = ()
