"""From scored sentences to quotes: the best first, close neighbours joined, repetitions folded together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.model import Citation, Hit, Quote, Span
from index.query import pairs, speech
from index.query.reader import Reading
from index.store.snapshot import Snapshot

MERGE_MARGIN = 0.15
"""A sentence is quoted with the one beside it when that one scores at most this much lower."""

SAME_DOCUMENT = 0.08
"""What each quote of a document costs its next ones: who else speaks of it is worth more than more of one
(maximal marginal relevance, Carbonell and Goldstein 1998, with the document as the likeness)."""

DEPTH = 40
"""Best sentences looked at: enough to fill the quotes and to find who else says the same."""

NEAR_DUPLICATE = 0.8
"""Share of all terms of two quotes that both must hold for them to say the same (Jaccard index)."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Sentence number `at` of a passage that was read."""

    hit: Hit
    reading: Reading
    at: int

    @property
    def score(self) -> float:
        return self.hit.score + self.reading.sentences[self.at]

    @property
    def document(self) -> str:
        return self.hit.passage.span.document

    def quote(self, snapshot: Snapshot) -> Quote:
        """The sentence, with the better of its neighbours in the paragraph when that is nearly as good.

        And with those that complete it: the rest of what somebody says, the text under a heading, an answer.
        """
        document = snapshot.document(self.hit.passage.span.document)
        sentences, scores = self.hit.passage.sentences, self.reading.sentences
        inside = pairs.paragraph(document, sentences, self.at)
        beside = [at for at in (self.at - 1, self.at + 1) if at in inside]
        other = max(beside, key=lambda at: scores[at], default=self.at)
        if scores[self.at] - scores[other] > MERGE_MARGIN:
            other = self.at
        base = inside[0]
        paragraph = document.paragraphs[document.paragraph_at(sentences[base][0]) - 1]
        held = sentences[base : inside[-1] + 1]
        first, last = sorted((self.at - base, other - base))
        first, last = speech.whole(document.text, paragraph, held, first, last)
        found = sentences[base + first][0]
        first, last = pairs.paired(document, sentences, base + first, base + last)
        start, end = sentences[first][0], sentences[last][1]
        return Quote(
            span=Span(document.hash, start, end),
            citation=Citation.of(document, start),
            score=round(self.score, 4),
            # What was put above only says what it is about: a heading, other rows of the table.
            highlights=tuple(one for one in self.reading.highlights if found <= one[0] and one[1] <= end),
        )


def quotes(
    snapshot: Snapshot, hits: Sequence[Hit], readings: Sequence[Reading], top: int
) -> tuple[Quote, ...]:
    """At most `top` quotes, best first, of several documents where those are as good; none overlaps another.

    A quote that says the same as a better one, in another document, becomes a citation of that one.
    """
    chosen: list[Quote] = []
    terms: list[frozenset[str]] = []
    taken: list[Span] = []
    cost: Counter[str] = Counter()
    ranked = _ranked(hits, readings)
    while ranked:
        sentence = max(ranked, key=lambda one: one.score - SAME_DOCUMENT * cost[one.document])
        ranked.remove(sentence)
        quote = sentence.quote(snapshot)
        if any(quote.span.overlaps(span) for span in taken):
            continue
        text = snapshot.document(quote.span.document).text
        held = frozenset(snapshot.words.terms(text[quote.span.start : quote.span.end]))
        same = next((at for at, other in enumerate(terms) if _alike(held, other)), None)
        if same is not None:
            chosen[same] = _folded(chosen[same], quote)
        elif len(chosen) < top:
            chosen.append(quote)
            terms.append(held)
            cost[sentence.document] += 1
        else:
            continue
        taken.append(quote.span)
    return tuple(chosen)


def leading(quotes: Sequence[Quote], reach: float) -> int:
    """How many quotes, from the first, score at most `reach` less than it."""
    far = (at for at, quote in enumerate(quotes) if quotes[0].score - quote.score > reach)
    return next(far, len(quotes))


def _ranked(hits: Sequence[Hit], readings: Sequence[Reading]) -> list[_Sentence]:
    found = [
        _Sentence(hit, reading, at)
        for hit, reading in zip(hits, readings, strict=True)
        for at in range(len(reading.sentences))
    ]
    return sorted(found, key=lambda one: (-one.score, one.hit.row, one.at))[:DEPTH]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= NEAR_DUPLICATE * len(one | other)


def _folded(kept: Quote, other: Quote) -> Quote:
    if other.span.document in {kept.span.document, *(citation.document for citation in kept.also)}:
        return kept
    return replace(kept, also=(*kept.also, other.citation))
