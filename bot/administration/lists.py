"""Long lists a page at a time, with buttons that outlive a restart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.place import Place
from bot.reply import Action, Reply, Sheet, Verb, report
from bot.state import Offers

PAGE = 10
"""Rows a page: they fit a message of every platform."""

Row = tuple[str, str]


class Lists:
    """Makes pages and the offers behind their buttons. Blocks, as the state database does."""

    def __init__(self, offers: Offers, clock: Callable[[], float]) -> None:
        self._offers, self._clock = offers, clock

    def show(
        self,
        place: Place,
        kind: str,
        rows: Sequence[Row],
        page: int,
        heading: str,
        *,
        story: str = "",
        total: int | None = None,
    ) -> Reply:
        """Page number `page`, from 0, of all rows; with `total`, `rows` are that page's and no others.

        A page beyond the end is the last one: between two presses a list may have become shorter.
        """
        size = len(rows) if total is None else total
        pages = _pages(size)
        page = last_page(size, page)
        shown = rows[page * PAGE : (page + 1) * PAGE] if total is None else rows
        if pages > 1:
            heading += f", page {page + 1} of {pages}"
        offer = self._offers.make(place, kind, self._clock(), story=story) if pages > 1 else ""
        turns = [Action(Verb.PAGE, offer, other) for other in (page - 1, page + 1) if 0 <= other < pages]
        return report(f"{heading}.", Sheet(rows=tuple(shown)), actions=turns, story=story)


def last_page(total: int, page: int) -> int:
    """`page`, or the last one where there are not as many."""
    return min(max(0, page), _pages(total) - 1)


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE))
