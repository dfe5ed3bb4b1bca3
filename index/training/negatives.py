"""Questions beside passages that do not answer them: the half of the training data that people did not write.

Five kinds, from hard to easy: `swap` (the passage answers a question that differs in one name, number or
opposite), `removed` (the answering sentence taken out), `elsewhere` (another part of the same context),
`sibling` (the best other paragraph of the same article, by words) and `neighbour` (the best of another).
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.training.sources import Row

_WORD = re.compile(r"\w+")
STOP = frozenset(
    _WORD.findall(
        "a an the of in on at to for from by with and or is are was were be been did do does has have had "
        "what which who whom whose when where why how many much that this it its as s"
    )
)
LONG = 60  # characters; longer answers are told by their words


def words(text: str) -> list[str]:
    return [w for w in _WORD.findall(text.lower()) if w not in STOP]


def holds_answer(text: str, row: Row) -> bool:
    """Whether any answer of `row` stands in `text`, or, for whole sentences, most of its words do."""
    lowered = text.lower()
    for start, end in row.answers:
        answer = row.context[start:end].lower().strip(" .,;:!?\"'")
        if answer in lowered:
            return True
        if row.label == "sentence" or end - start > LONG:
            marked = set(words(answer))
            if marked and len(marked & set(words(text))) > 0.5 * len(marked):
                return True
    return False


class ContextIndex:
    """BM25 over the distinct contexts of the training rows (Robertson and Zaragoza 2009; k1 .9, b .4)."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.contexts: list[tuple[str, str, str]] = sorted({(r.source, r.title, r.context) for r in rows})
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        counted = [Counter(words(f"{title} {text}")) for _, title, text in self.contexts]
        mean = sum(c.total() for c in counted) / len(counted)
        for number, counts in enumerate(counted):
            norm = 0.9 * (0.6 + 0.4 * counts.total() / mean)
            for word, count in counts.items():
                postings[word].append((number, count * 1.9 / (count + norm)))
        self._postings = {
            word: (
                np.array([n for n, _ in found]),
                np.array([s for _, s in found]) * self._rarity(len(found)),
            )
            for word, found in postings.items()
        }
        self._articles: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._sources: dict[str, NDArray[np.int64]] = {}
        by_source: dict[str, list[int]] = defaultdict(list)
        for number, (source, title, _) in enumerate(self.contexts):
            by_source[source].append(number)
            if title:
                self._articles[source, title].append(number)
        self._sources = {source: np.array(numbers) for source, numbers in by_source.items()}

    def _rarity(self, count: int) -> float:
        return math.log(1 + (len(self.contexts) - count + 0.5) / (count + 0.5))

    def scores(self, question: str) -> NDArray[np.float64]:
        scores = np.zeros(len(self.contexts))
        for word in set(words(question)):
            if word in self._postings:
                numbers, gains = self._postings[word]
                scores[numbers] += gains
        return scores

    def sibling(self, row: Row, scores: NDArray[np.float64], chance: random.Random) -> str | None:
        """One of the three best paragraphs of the same article that do not hold the answer."""
        numbers = self._articles.get((row.source, row.title), [])
        return self._pick(row, sorted(numbers, key=lambda n: -scores[n])[:8], chance)

    def neighbour(
        self, row: Row, scores: NDArray[np.float64], chance: random.Random
    ) -> tuple[str, str] | None:
        """One of the best passages of the same source, any article, with its title."""
        numbers = self._sources[row.source]
        best = numbers[np.argsort(-scores[numbers], kind="stable")[:8]]
        text = self._pick(row, best.tolist(), chance)
        return None if text is None else (self._title(text, best.tolist()), text)

    def _pick(self, row: Row, numbers: Iterable[int], chance: random.Random) -> str | None:
        fit = [n for n in numbers if not _overlaps(self.contexts[n][2], row)]
        return self.contexts[chance.choice(fit[:3])][2] if fit else None

    def _title(self, text: str, numbers: Iterable[int]) -> str:
        return next(self.contexts[n][1] for n in numbers if self.contexts[n][2] == text)


def _overlaps(text: str, row: Row) -> bool:
    return text == row.context or holds_answer(text, row)
