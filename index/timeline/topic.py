"""Which sentences are about a topic: by its names, its short forms, and what goes on from them.

A timeline asks for every sentence about something, where a question asks for the best few. So this looks
at words, learns from the documents which short forms they use, and follows a topic into a sentence that
goes on with 'it' or 'the index'.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.model import Document, Range
from index.timeline.expressions import straighten

Embed = Callable[[Sequence[str]], npt.NDArray[Any]]
"""Texts to unit vectors, one row each."""

ABOUT = 0.6
"""Score from which on a sentence is about the topic."""

_WORD = re.compile(r"[A-Za-z0-9]+(?:[&'.][A-Za-z0-9]+)*")
_SENTENCE = re.compile(r"(?<=[.!?]) |\n")
_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "or",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "about",
        "what",
        "happened",
        "when",
        "did",
        "does",
        "is",
        "was",
        "were",
        "has",
        "have",
        "had",
        "timeline",
        "history",
        "event",
        "events",
        "story",
        "news",
        "who",
        "where",
        "how",
        "all",
        "between",
        "during",
        "since",
        "until",
        "company",
        "inc",
        "corp",
    ]
)
_QUALIFIERS = frozenset(
    [
        "us",
        "u.s",
        "uk",
        "un",
        "eu",
        "new",
        "united",
        "north",
        "south",
        "east",
        "west",
        "national",
        "federal",
        "general",
        "international",
        "american",
        "british",
        "european",
        "chinese",
        "russian",
        "world",
        "president",
        "prime",
        "minister",
        "sir",
        "mr",
        "mrs",
        "dr",
        "gen",
    ]
)
"""Words that many names begin with: none stands for the name on its own."""
_ALIAS = re.compile(
    r"((?:[A-Z][\w&.'-]*(?: of| the| and| &| 's| for)? ?){1,7})\( ?(?:the )?([A-Z][A-Za-z&.]{1,9}) ?\)"
)
_DESIGNATOR = re.compile(r"[A-Za-z]{0,3}\d{2,4}[A-Za-z]{0,2}")
"""What tells one model of a maker from another: 'A380', '787'."""
_GOES_ON = re.compile(
    r"[\"' ]*(?:it|its|he|his|she|her|they|their|this|that|these|the (?P<noun>\w+))\b", re.IGNORECASE
)
_GENERIC = frozenset(["index", "company", "bank", "firm", "group", "maker", "airline", "plane", "aircraft"])
_PROPER = 0.9
"""Share of a word's occurrences that begin with a capital, from which on it is a name."""
_ALONE = 0.1
"""Share of a name's sentences that hold no other word of the topic, from which on it is a short form."""
_OVERLAP = 0.6
"""Share of the topic's words that a name must hold to lend it its abbreviation."""
_MEANING = 0.5
"""Cosine from which on a sentence is about a topic that has no name."""
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("ing", ""), ("ed", ""), ("s", ""))
_SHORTEST_STEM = 3
_SHORTEST = 3
"""Letters of the shortest abbreviation that is trusted."""


class Topic:
    """A topic as the given documents speak of it."""

    def __init__(self, text: str, documents: Iterable[Document]) -> None:
        self.text = text
        corpus = [straighten(document.text) for document in documents]
        self._lines = [line for body in corpus for line in _SENTENCE.split(body)]
        self._has_of = bool(re.search(r"\bof\b", text, re.IGNORECASE))
        self._words = [word for word in _WORD.findall(straighten(text)) if word.lower() not in _COMMON]
        self._stems = list(dict.fromkeys(stem(word) for word in self._words))
        self._count()
        self._aliases = self._abbreviations(corpus)
        self._long_forms = [form for word in self._words if (form := _spelled_out(word))]
        self._designator = self._needed_designator(corpus)
        self._short = frozenset(word for word in self._stems if self._stands_alone(word))

    @property
    def is_name(self) -> bool:
        """Whether the topic is a name and says nothing more: 'Bank of America', not 'the war in Syria'."""
        return bool(self._words) and not any(word[0].islower() for word in self._words)

    def _count(self) -> None:
        counts: Counter[str] = Counter()
        capitals: Counter[str] = Counter()
        self._frequency: Counter[str] = Counter()
        self._lone: Counter[str] = Counter()
        wanted = set(self._stems)
        for line in self._lines:
            words = _WORD.findall(line)
            held = wanted & {stem(word) for word in words}
            self._frequency.update(held)
            if len(held) == 1:
                self._lone.update(held)
            for word in words[1:]:  # the first word has a capital whatever it is
                if stem(word) in wanted:
                    counts[stem(word)] += 1
                    capitals[stem(word)] += word[0].isupper()
        self._names = {
            stem(word)
            for word in self._words
            if word[0].isupper() and capitals[stem(word)] >= _PROPER * counts[stem(word)]
        }

    def _stands_alone(self, word: str) -> bool:
        """Whether texts use this word of the name for all of it: 'Dow', 'Obama', but not 'America'."""
        if not self._is_one_name():
            return False
        ends = word == self._stems[0] or (word == self._stems[-1] and not self._has_of)
        if not ends or word not in self._names or word in _QUALIFIERS or self._designator not in (None, word):
            return False
        return len(self._stems) == 1 or self._lone[word] >= _ALONE * max(self._frequency[word], 1)

    def _is_one_name(self) -> bool:
        """Whether the topic is a name, with one common noun at most behind it ('FTSE 100 index').

        'Milley calls to China' holds names but is none: neither of them stands for it.
        """
        common = [position for position, word in enumerate(self._words) if word[0].islower()]
        return not common or common == [len(self._words) - 1] != [0]

    def _needed_designator(self, corpus: Sequence[str]) -> str | None:
        """'a380' where the texts tell of an A350 as well, so that the maker's name is not enough."""
        own = [word for word in self._stems[1:] if _DESIGNATOR.fullmatch(word)]
        if not own:
            return None
        after_name = re.compile(
            rf"\b{re.escape(self._words[0])}(?: '?s)?[ -]({_DESIGNATOR.pattern})\b", re.IGNORECASE
        )
        others = {stem(found) for text in corpus for found in after_name.findall(text)} - set(own)
        return own[0] if others else None

    def _abbreviations(self, corpus: Sequence[str]) -> frozenset[str]:
        """'BoA' where a text writes 'Bank of America (BoA)', 'the Fed', and the initials of a long name."""
        wanted = set(self._stems)
        found = {
            short.strip(".")
            for text in corpus
            for long, short in _ALIAS.findall(text)
            if wanted and len(wanted & {stem(word) for word in _WORD.findall(long)}) >= _OVERLAP * len(wanted)
        }
        initials = "".join(word[0] for word in self._words if word[0].isupper())
        if len(initials) >= _SHORTEST:
            found.add(initials)
        for word in self._words:
            stems = [word[:length] for length in range(_SHORTEST, len(word) - 1)]
            if stems and word[0].isupper():
                cut = re.compile(rf"\b[Tt]he ({'|'.join(stems)})\b")
                found.update(short for text in corpus for short in cut.findall(text))
        return frozenset(found)

    def weight(self, word: str) -> float:
        """Inverse document frequency over sentences: rare words say more."""
        return math.log((len(self._lines) + 1) / (self._frequency[word] + 0.5))

    def named_in(self, sentence: str) -> float:
        """0 to 1: how surely a sentence names the topic."""
        sentence = straighten(sentence)
        words = _WORD.findall(sentence)
        held = {part for word in words for part in (stem(word), *map(stem, word.split("-")))} & set(
            self._stems
        )
        if self._designator:
            if self._designator not in held:
                return 0.0
            if not self._designator.isdigit():
                return 1.0
        if held & self._short or any(word.strip(".") in self._aliases for word in words):
            return 1.0
        if not self._stems or any(form.search(sentence) for form in self._long_forms):
            return 1.0 if self._stems else 0.0
        total = sum(self.weight(word) for word in self._stems)
        return sum(self.weight(word) for word in held) / total if total > 0 else 0.0

    def scores(
        self, document: Document, sentences: Sequence[Range], embed: Embed | None = None
    ) -> list[float]:
        """0 to 1 for each sentence: it names the topic, goes on about it, or means a topic without a name."""
        texts = [straighten(document.text[start:end]) for start, end in sentences]
        scores = [self.named_in(text) for text in texts]
        if embed is not None and texts and not self._short:
            vectors = embed([self.text, *texts])
            cosines = np.asarray(vectors[1:] @ vectors[0], dtype=float)
            near = [max(0.0, ABOUT + float(cosine) - _MEANING) for cosine in cosines]
            scores = [
                min(1.0, max(named, by_meaning)) for named, by_meaning in zip(scores, near, strict=True)
            ]
        for i in range(1, len(texts)):
            goes_on = _GOES_ON.match(texts[i])
            if goes_on and scores[i - 1] >= ABOUT > scores[i]:
                noun = goes_on["noun"]
                if noun is None or stem(noun) in _GENERIC | set(self._stems):
                    scores[i] = scores[i - 1]
        return scores


def stem(word: str) -> str:
    """A word without its commonest endings, in lower case: 'stormed', 'storming' and 'storms' are one."""
    word = word.lower().removesuffix("'s").strip(".'")
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending) + replacement
    return word


def _spelled_out(word: str) -> re.Pattern[str] | None:
    """Words whose initials make up an abbreviation: 'Standard & Poor' for 'S&P'."""
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) < 2 or not all(map(str.isupper, letters)) or stem(word) in _QUALIFIERS:  # noqa: PLR2004
        return None
    return re.compile(r"\b" + r"(?: (?:and|of|the|for|&))* ".join(rf"{letter}[a-z]+" for letter in letters))
