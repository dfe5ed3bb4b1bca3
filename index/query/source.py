"""Where a text comes from: the sentences that hold it word for word, or those nearest to its wording.

Two wordings are identical when their words and signs are, in the same order and the same case. White
space, quotation marks, dashes of another length and a chat's marks for bold or quoted text do not count:
they change when a sentence is pasted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from index.model import Citation, Document, Passage, Quote, Range, Span
from index.store.snapshot import Snapshot

PASSAGES = 20
NEAR = 0.6
"""Least similarity (2 M / T of Ratcliff and Obershelp, as difflib has it) of a wording worth showing."""

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
IGNORED = frozenset(
    "\"'`*_~|>#\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a"  # quotation marks
)
DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def find(snapshot: Snapshot, text: str, top: int) -> tuple[bool, tuple[Quote, ...]]:
    """Whether the text stands word for word in the story, and at most `top` quotes, best first.

    Identical ones highlight the text found; others highlight what they say otherwise.
    """
    wanted = _tokens(text)
    words = " ".join(token.text for token in wanted[:MOST_WORDS])
    rows = [row for row, _ in snapshot.words.search(words, PASSAGES)]
    passages = snapshot.catalog.passages(rows)
    exact = list(_exact(snapshot, wanted, passages))
    if exact:
        return True, _distinct(snapshot, exact, top)
    near = sorted(_near(snapshot, wanted, passages), key=lambda quote: -quote.score)
    return False, _distinct(snapshot, near, top)


def _tokens(text: str, start: int = 0, end: int | None = None) -> list[_Token]:
    return [
        _Token(DASHES.get(match.group(), match.group()), *match.span())
        for match in TOKEN.finditer(text, start, len(text) if end is None else end)
        if match.group() not in IGNORED
    ]


def _exact(snapshot: Snapshot, wanted: Sequence[_Token], passages: Sequence[Passage]) -> Iterator[Quote]:
    sought = [token.text for token in wanted]
    while sought and not sought[-1].isalnum():
        sought.pop()  # a comma where the source has a full stop: where it was cut out
    if not sought:
        return
    reach = wanted[-1].end * 2
    for passage in passages:
        document = snapshot.document(passage.span.document)
        start, end = max(0, passage.span.start - reach), min(len(document.text), passage.span.end + reach)
        held = _tokens(document.text, start, end)
        for at in range(len(held) - len(sought) + 1):
            if held[at].text == sought[0] and [token.text for token in held[at : at + len(sought)]] == sought:
                found = (held[at].start, held[at + len(sought) - 1].end)
                whole = _sentences(snapshot, document, found)
                yield _quote(document, whole, 1.0, (found,))
                break


def _sentences(snapshot: Snapshot, document: Document, found: Range) -> Range:
    """The whole sentences that hold a range."""
    held = [
        sentence
        for passage in snapshot.catalog.passages_of(document.hash)
        for sentence in passage.sentences
        if sentence[0] < found[1] and found[0] < sentence[1]
    ]
    return min([found[0], *(one[0] for one in held)]), max([found[1], *(one[1] for one in held)])


def _near(snapshot: Snapshot, wanted: Sequence[_Token], passages: Sequence[Passage]) -> Iterator[Quote]:
    """Of each passage the run of sentences most like the text, when it is like enough."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2([token.text.casefold() for token in wanted])
    for passage in passages:
        document = snapshot.document(passage.span.document)
        best: Quote | None = None
        for first in range(len(passage.sentences)):
            for last in range(first, len(passage.sentences)):
                span = (passage.sentences[first][0], passage.sentences[last][1])
                held = _tokens(document.text, *span)
                if len(held) > 2 * len(wanted) + 2:
                    break
                matcher.set_seq1([token.text.casefold() for token in held])
                least = best.score if best else NEAR
                if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                    continue
                if matcher.ratio() > (best.score if best else 0.0) and matcher.ratio() >= NEAR:
                    other = tuple(
                        (held[i].start, held[j - 1].end)
                        for kind, i, j, *_ in matcher.get_opcodes()
                        if kind != "equal" and i < j
                    )
                    best = _quote(document, span, matcher.ratio(), other)
        if best:
            yield best


def _quote(document: Document, span: Range, score: float, highlights: tuple[Range, ...]) -> Quote:
    return Quote(
        span=Span(document.hash, *span),
        citation=Citation.of(document, span[0]),
        score=round(score, 4),
        highlights=highlights,
    )


def _distinct(snapshot: Snapshot, quotes: Sequence[Quote], top: int) -> tuple[Quote, ...]:
    """At most `top`, none overlapping another; the same words elsewhere become a further citation."""
    chosen: list[Quote] = []
    texts: list[str] = []
    for quote in quotes:
        if any(quote.span.overlaps(other.span) for other in chosen):
            continue
        text = " ".join(quote.read(snapshot).split())
        if text in texts:
            at = texts.index(text)
            kept = chosen[at]
            if quote.span.document not in {kept.span.document, *(one.document for one in kept.also)}:
                chosen[at] = replace(kept, also=(*kept.also, quote.citation))
        elif len(chosen) < top:
            chosen.append(quote)
            texts.append(text)
    return tuple(chosen)
