"""Cut a document into passages: spans of whole sentences, sized for the embedding model.

    document -> paragraphs -> sentences (without asides and headings) -> packed up to `most` tokens

Passages do not overlap: every character of the story lies in exactly one of them, so nothing is found
twice and nothing is missed. The measurement behind that is in docs/decisions/0003.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.model import Document, Passage, Range, Span
from index.sentences import paragraphs, sentences, trim

Count = Callable[[Sequence[str]], list[int]]
"""Model tokens of each text, without the special tokens that a model adds around it."""

CUTTING = 2
"""Of sentences and passages: whoever cuts them otherwise counts it up, and a next build cuts a story anew."""

# Scripts written without spaces: each character counts as a word that a cut may stand beside.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_CLAUSE_END = re.compile(r"[,;:،、，；：)—–]$")


@dataclass(slots=True)
class _Sentence:
    start: int
    end: int
    tokens: int
    section: int  # changes at each heading and at each aside
    paragraph: int
    heading: Range | None


def passages(document: Document, count: Count, *, most: int = 200, least: int = 120) -> list[Passage]:
    """Passages in order of the text; deterministic.

    None has more than `most` tokens (unless a single word has), crosses a heading or holds an aside. One
    ends with its paragraph once it has `least` tokens. A longer sentence is cut after a clause, or else
    between words, and its parts stand as sentences of their own. `count` is called on whole batches; the
    tokens of a passage are taken as the sum over its sentences, which word-based tokenizers never exceed.
    """
    packed: list[Passage] = []
    current: list[_Sentence] = []
    tokens = 0
    for sentence in _sentences(document, count, most):
        if current and (
            sentence.section != current[0].section
            or tokens + sentence.tokens > most
            or (tokens >= least and sentence.paragraph != current[-1].paragraph)
        ):
            packed.append(_passage(document, current))
            current, tokens = [], 0
        current.append(sentence)
        tokens += sentence.tokens
    if current:
        packed.append(_passage(document, current))
    return packed


def _passage(document: Document, held: list[_Sentence]) -> Passage:
    return Passage(
        span=Span(document.hash, held[0].start, held[-1].end),
        sentences=tuple((sentence.start, sentence.end) for sentence in held),
        paragraph=document.paragraph_at(held[0].start),
        heading=held[0].heading,
    )


def _sentences(document: Document, count: Count, most: int) -> list[_Sentence]:
    text = document.text
    found: list[_Sentence] = []
    section = 0
    heading: Range | None = None
    headings = {(heading.start, heading.end) for heading in document.headings}
    for number, (start, end) in enumerate(document.paragraphs or paragraphs(text)):
        if (start, end) in headings:
            section += 1
            heading = (start, end)
            continue
        for piece, (left, right) in enumerate(_without(document.aside, start, end)):
            section += piece > 0 or left > start
            found += [
                _Sentence(left + first, left + last, 0, section, number, heading)
                for first, last in sentences(text[left:right])
            ]
            section += right < end
        section += any(a <= start and end <= b for a, b in document.aside)
    counted = count([text[one.start : one.end] for one in found]) if found else []
    for one, tokens in zip(found, counted, strict=True):
        one.tokens = tokens
    return [part for one in found for part in _cut(text, one, count, most)]


def _without(aside: Sequence[Range], start: int, end: int) -> Iterator[Range]:
    """What is left of a range when the asides are taken out."""
    for left, right in aside:
        if start < right and left < end:
            if start < left:
                yield start, left
            start = max(start, right)
    if start < end:
        yield start, end


def _cut(text: str, sentence: _Sentence, count: Count, most: int) -> Iterator[_Sentence]:
    """The sentence itself, or its parts of at most `most` tokens where it is too long."""
    if sentence.tokens <= most:
        yield sentence
        return
    words = [match.span() for match in _WORD.finditer(text, sentence.start, sentence.end)]
    tokens = count([text[start:end] for start, end in words])
    first = 0
    while first < len(words):
        last = _last_that_fits(text, words, tokens, first, most)
        start, end = trim(text, words[first][0], words[last][1])
        yield _Sentence(
            start, end, sum(tokens[first : last + 1]), sentence.section, sentence.paragraph, sentence.heading
        )
        first = last + 1


def _last_that_fits(text: str, words: list[Range], tokens: list[int], first: int, most: int) -> int:
    """The last word of a part that begins at word `first`: at a clause's end in its second half, if any."""
    total = tokens[first]
    last = first
    clause = None
    while last + 1 < len(words) and total + tokens[last + 1] <= most:
        last += 1
        total += tokens[last]
        if total * 2 >= most and _CLAUSE_END.search(text[words[last][0] : words[last][1]]):
            clause = last
    return last if last + 1 == len(words) or clause is None else clause
