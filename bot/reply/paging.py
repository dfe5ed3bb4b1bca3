"""Long answers as pages of whole quotes; a quote longer than a page is cut between sentences.

Nothing is shortened or rewritten: the excerpts of all pages, joined, are the excerpts that came in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from bot.reply.values import Excerpt

# After a sentence's closing mark with its quotes and brackets, the white space included, so that the
# next part starts with a word. Latin, Greek, Arabic, Devanagari and CJK marks (Unicode's STerm set has more).
SENTENCE_END = re.compile(r"[.!?…;؟۔।。！？][\"'”’»)\]]*\s+|[。！？][」』”’]*")
WORD_END = re.compile(r"\s+")


def pages(
    excerpts: Iterable[Excerpt], limit: int, size: Callable[[Excerpt], int]
) -> Iterator[tuple[Excerpt, ...]]:
    """Excerpts in order, packed into pages of at most `limit` by the caller's measure `size`.

    `size` must not shrink when an excerpt grows, and a single character must fit the limit.
    """
    page: list[Excerpt] = []
    room = limit
    for excerpt in excerpts:
        for part in _parts(excerpt, limit, size):
            needed = size(part)
            if page and needed > room:
                yield tuple(page)
                page, room = [], limit
            page.append(part)
            room -= needed
    if page:
        yield tuple(page)


def _parts(excerpt: Excerpt, limit: int, size: Callable[[Excerpt], int]) -> Iterator[Excerpt]:
    start = 0
    while size(excerpt.part(start, len(excerpt.text))) > limit:
        end = _longest(excerpt, start, limit, size)
        cut = _last_end(SENTENCE_END, excerpt.text, start, end) or _last_end(
            WORD_END, excerpt.text, start, end
        )
        cut = cut or end
        yield excerpt.part(start, cut)
        start = cut
    yield excerpt.part(start, len(excerpt.text))


def _longest(excerpt: Excerpt, start: int, limit: int, size: Callable[[Excerpt], int]) -> int:
    """The furthest end for which the part from `start` still fits, by bisection; at least one character."""
    low, high = start + 1, len(excerpt.text)
    while low < high:
        middle = (low + high + 1) // 2
        if size(excerpt.part(start, middle)) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _last_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    last = None
    for match in pattern.finditer(text, start, end):
        last = match.end()
    return last
