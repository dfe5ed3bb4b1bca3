"""What came of a build: a value that goes from its process to the bot, and into the state, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.reply import Label
from bot.state.quotes import label_from, quote_fields, quote_from
from index.model import Quote

Pairs = tuple[tuple[str, str], ...]

LISTED = 200
"""Names of a kind that are kept; counts are of all."""


LISTS = ("added", "changed", "removed", "failed")


@dataclass(frozen=True, slots=True)
class Scores:
    """A saved set of questions asked of the story before and after; measures by name, as `footnote eval`."""

    questions: int
    before: dict[str, float | None] | None
    after: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Result:
    """`snapshot` serves now, `before` did (None: none); they are equal when nothing had to change.

    `counts` are documents by "added", "changed", "removed", "unchanged", "failed"; the tuples name at most
    `LISTED` of each: (title, origin) of documents, (file, reason) of what could not be read. `leads` are the
    opening sentences of some new documents, `events` some of the `new_dates` that the timeline gained, with
    their labels.
    """

    story: str
    snapshot: int
    before: int | None
    passages: int
    embedded: int
    seconds: float
    counts: dict[str, int]
    added: Pairs = ()
    changed: Pairs = ()
    removed: Pairs = ()
    failed: Pairs = ()
    leads: tuple[Quote, ...] = ()
    new_dates: int = 0
    events: tuple[Quote, ...] = ()
    labels: tuple[Label, ...] = ()
    scores: Scores | None = None

    @property
    def published(self) -> bool:
        """Whether a new snapshot serves."""
        return self.snapshot != self.before

    def as_json(self) -> dict[str, Any]:
        fields = asdict(self)
        fields["leads"] = [quote_fields(quote) for quote in self.leads]
        fields["events"] = [quote_fields(quote) for quote in self.events]
        return fields

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Result:
        """Raises `ValueError`, `KeyError` or `TypeError` for what `as_json` did not make."""
        scores = fields["scores"]
        return cls(
            **{
                **fields,
                **{name: tuple((one, other) for one, other in fields[name]) for name in LISTS},
                "leads": tuple(map(quote_from, fields["leads"])),
                "events": tuple(map(quote_from, fields["events"])),
                "labels": tuple(map(label_from, fields["labels"])),
                "scores": Scores(**scores) if scores else None,
            }
        )
