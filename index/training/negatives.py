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
_STOP = frozenset(
    "a an the of in on at to for from by with and or is are was were be been did do does has have had what "
    "which who whom whose when where why how many much that this it its as s".split()
)
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w'’-]+(?: (?:of |the |de )?[A-Z][\w'’-]+)*")
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_NUMBER = re.compile(r"\b\d{1,3}\b")
_OPPOSITES = (
    "first last|before after|most least|highest lowest|largest smallest|north south|east west|oldest youngest|"
    "more fewer|increase decrease|increased decreased|won lost|win lose|best worst|early late|begin end|"
    "northern southern|eastern western|male female|men women|largest smallest|longest shortest|above below|"
    "maximum minimum|rich poor|younger older|brother sister|father mother|husband wife|son daughter|"
    "buy sell|bought sold|accept reject|accepted rejected|support oppose|supported opposed|easy difficult|"
    "old new|same different|start stop|started stopped|inside outside|public private|strong weak|major minor|"
    "high low|long short|large small|hot cold|upper lower|former current|previous next|positive negative|"
    "allowed forbidden|legal illegal|winter summer|morning evening|married divorced|born buried|day night"
)
OPPOSITES = {
    word: other
    for pair in _OPPOSITES.split("|")
    for word, other in (pair.split(), reversed(pair.split()))
}


def words(text: str) -> list[str]:
    return [w for w in _WORD.findall(text.lower()) if w not in _STOP]


def holds_answer(text: str, row: Row) -> bool:
    """Whether any answer of `row` stands in `text`, or, for whole sentences, most of its words do."""
    lowered = text.lower()
    for start, end in row.answers:
        answer = row.context[start:end].lower().strip(" .,;:!?\"'")
        if answer in lowered:
            return True
        if row.label == "sentence" or end - start > 60:
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
            word: (np.array([n for n, _ in found]), np.array([s for _, s in found]) * self._rarity(len(found)))
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

    def neighbour(self, row: Row, scores: NDArray[np.float64], chance: random.Random) -> tuple[str, str] | None:
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


def swapped_question(row: Row, names: Sequence[str], chance: random.Random) -> str | None:
    """The question with one name, year, number or opposite exchanged; None where nothing can be."""
    question = row.question
    options: list[tuple[int, int, str]] = []
    for word in re.finditer(r"\w+", question):
        if word.group().lower() in OPPOSITES:
            options.append((word.start(), word.end(), OPPOSITES[word.group().lower()]))
    for year in _YEAR.finditer(question):
        moved = int(year.group()) + chance.choice([-1, 1]) * chance.randint(1, 25)
        options.append((year.start(), year.end(), str(moved)))
    own = _NAME.findall(row.context) if chance.random() < 0.5 else []
    others = [n for n in (own or names) if n.lower() not in question.lower() and n.lower() not in _STOP]
    for name in _NAME.finditer(question):
        if others:
            options.append((name.start(), name.end(), chance.choice(others)))
    if not options:
        return None
    start, end, other = chance.choice(options)
    return question[:start] + other + question[end:]


def names_of(rows: Iterable[Row]) -> dict[tuple[str, str], list[str]]:
    """The names in the questions of each article (source and title)."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        names = _NAME.findall(row.question)
        found[row.source, row.title].extend(n for n in names if n.lower() not in _STOP)
    return found
