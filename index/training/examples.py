"""Rows to examples: a window of whole sentences around the answer, or one that does not hold it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.model import Range
from index.query.reader_input import Encoded, ReaderInput, ReaderTokens
from index.training.negatives import ContextIndex, holds_answer, words
from index.training.sentences import split_sentences
from index.training.sources import Row
from index.training.swaps import names_of, swapped_question, words_of

CHARS_PER_TOKEN = 4.4
BUDGETS = ((64, 0.2), (96, 0.3), (128, 0.3), (190, 0.2))
"""Window sizes in tokens with their shares: short ones are cheap, serving reads about 200."""
KINDS = (("removed", 0.26), ("elsewhere", 0.08), ("sibling", 0.24), ("swap", 0.34), ("neighbour", 0.08))
LATE_KINDS = (("removed", 0.25), ("elsewhere", 0.05), ("sibling", 0.2), ("swap", 0.45), ("neighbour", 0.05))
PAIR_BUDGETS = ((56, 0.35), (80, 0.3), (112, 0.2), (180, 0.15))
PAIR_KINDS = (("swap", 0.55), ("removed", 0.2), ("sibling", 0.17), ("elsewhere", 0.04), ("neighbour", 0.04))
"""Of the pairs of `index.training.hard`: more of what people did to make questions unanswerable."""
WRITTEN_KINDS = (("removed", 0.3), ("elsewhere", 0.05), ("sibling", 0.3), ("swap", 0.2), ("neighbour", 0.15))
WRITTEN_BUDGETS = ((80, 0.25), (112, 0.25), (150, 0.25), (190, 0.25))
"""Beside questions written to be unanswerable: fewer that are so by exchange, windows like those served."""
NO_TITLE = 0.3
GAP = 0.3  # positives that lose another sentence, so that a gap does not mean that there is no answer
MOST_SENTENCES = 4  # an answer in more of them is no short answer
NEAR = 2  # sentences between a removed answer and what stays
SHORTEST = 40  # characters
WITH_DATE = 0.35


@dataclass(frozen=True, slots=True)
class Example:
    """Tokens and labels. `spans` are token ranges that are right, `evidence` marks answering sentences.

    Both are empty or false for a passage without the answer. With `sentence_only`, `spans` are whole
    sentences that hold the answer somewhere. `wording`: the log odds of `answerable` from the words of the
    question alone (`index.training.wording`).
    """

    encoded: Encoded
    answerable: bool
    spans: tuple[Range, ...]
    evidence: tuple[bool, ...]
    sentence_only: bool
    source: str
    kind: str
    wording: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    text: str
    sentences: tuple[Range, ...]
    answers: tuple[Range, ...]


def join(context: str, sentences: list[Range], kept: list[int], answers: tuple[Range, ...]) -> Window:
    """The sentences numbered `kept`, with what stands between neighbours, and the answers inside them."""
    text = ""
    ranges: list[Range] = []
    moved: list[Range] = []
    for at, number in enumerate(kept):
        start, end = sentences[number]
        if at:
            follows = kept[at - 1] == number - 1
            text += context[sentences[number - 1][1] : start] if follows else " "
        shift = len(text) - start
        text += context[start:end]
        ranges.append((start + shift, end + shift))
        moved += [(max(a, start) + shift, min(b, end) + shift) for a, b in answers if a < end and b > start]
    return Window(text, tuple(ranges), tuple(moved))


class ExampleMaker:
    """With `pairs`, a negative keeps the window of its row's last positive where it can.

    `written` is for rows among which there are written questions (`index.training.written`).
    """

    def __init__(
        self,
        rows: list[Row],
        tokens: ReaderTokens,
        seed: int,
        *,
        late: bool,
        pairs: bool = False,
        written: bool = False,
    ) -> None:
        self._index = ContextIndex(rows)
        self._names = names_of(rows)
        self._tokens = tokens
        self._words = words_of(rows) if pairs else {}
        self._kinds = dict(PAIR_KINDS if pairs else LATE_KINDS if late else KINDS)
        self._budgets = PAIR_BUDGETS if pairs else BUDGETS
        if written:
            self._kinds, self._budgets = dict(WRITTEN_KINDS), WRITTEN_BUDGETS
        self._pairs = pairs
        self._last: tuple[str, list[int]] = ("", [])
        self._chance = random.Random(seed)
        self._split: dict[str, list[Range]] = {}

    def positive(self, row: Row) -> Example | None:
        sentences = self._sentences(row.context)
        holding = [n for n, (s, e) in enumerate(sentences) if any(a < e and b > s for a, b in row.answers)]
        if not holding or (len(holding) > MOST_SENTENCES and row.label == "span"):
            return None
        kept = self._window(sentences, self._chance.choice(holding))
        others = [n for n in kept if n not in holding]
        if len(others) > 1 and self._chance.random() < GAP:
            kept.remove(self._chance.choice(others))
        self._last = (row.id, kept)
        window = join(row.context, sentences, kept, row.answers)
        whole = all(b - a == d - c for (a, b), (c, d) in zip(window.answers, row.answers, strict=False))
        short = row.label == "span" and len(window.answers) == len(row.answers) and whole
        return self._example(row, row.question, row.title, window, "positive", sentence_only=not short)

    def given(self, row: Row) -> Example:
        """An unanswerable row as it stands in its source, around the sentence most like the question."""
        sentences, asked = self._sentences(row.context), set(words(row.question))
        shared = [len(asked & set(words(row.context[start:end]))) for start, end in sentences]
        kept = self._window(sentences, shared.index(max(shared)))
        window = join(row.context, sentences, kept, ())
        return self._example(row, row.question, row.title, window, "given")

    def negative(self, row: Row) -> Example | None:
        kinds = self._chance.choices(list(self._kinds), list(self._kinds.values()), k=1)
        for kind in (*kinds, "sibling", "elsewhere", "neighbour"):
            made = self._negative(row, kind)
            if made is not None:
                return made
        return None

    def _negative(self, row: Row, kind: str) -> Example | None:
        sentences = self._sentences(row.context)
        holding = {n for n, (s, e) in enumerate(sentences) if any(a < e and b > s for a, b in row.answers)}
        question, title = row.question, row.title
        window: Window | None = None
        if kind == "swap" and row.label == "span" and holding:
            article = row.source, row.title
            words = self._words.get(article, ())
            swapped = swapped_question(row, self._names[article], self._chance, words)
            if swapped is None:
                return None
            question = swapped
            kept = self._like_positive(row) or self._window(sentences, self._chance.choice(sorted(holding)))
            window = join(row.context, sentences, kept, ())
        elif kind in {"removed", "elsewhere"} and holding:
            free = [n for n in range(len(sentences)) if n not in holding]
            if kind == "removed":
                free = [n for n in free if min(abs(n - h) for h in holding) <= NEAR]
            if not free:
                return None
            like = self._like_positive(row) if kind == "removed" else []
            kept = [n for n in like or self._window(sentences, self._chance.choice(free)) if n not in holding]
            if not kept:
                return None
            window = join(row.context, sentences, kept, ())
        elif kind in {"sibling", "neighbour"}:
            scores = self._index.scores(f"{row.question} {row.title}")
            if kind == "sibling":
                text = self._index.sibling(row, scores, self._chance) if row.title else None
            else:
                found = self._index.neighbour(row, scores, self._chance)
                title, text = found or (title, None)
            window = self._any_window(text) if text else None
        if (
            window is None
            or len(window.text) < SHORTEST
            or (kind != "swap" and holds_answer(window.text, row))
        ):
            return None
        return self._example(row, question, title, window, kind)

    def _sentences(self, context: str) -> list[Range]:
        if context not in self._split:
            self._split[context] = split_sentences(context)
        return self._split[context]

    def _like_positive(self, row: Row) -> list[int]:
        return self._last[1] if self._pairs and self._last[0] == row.id else []

    def _window(self, sentences: list[Range], core: int) -> list[int]:
        """Numbers of neighbouring sentences around `core`, within a budget drawn by its share."""
        budget = self._chance.choices([b for b, _ in self._budgets], [w for _, w in self._budgets], k=1)[0]
        room = int(budget * CHARS_PER_TOKEN)
        low = high = core
        while True:
            sides = [n for n in (low - 1, high + 1) if 0 <= n < len(sentences)]
            self._chance.shuffle(sides)
            fits = [n for n in sides if sentences[max(high, n)][1] - sentences[min(low, n)][0] <= room]
            if not fits:
                return list(range(low, high + 1))
            low, high = min(low, fits[0]), max(high, fits[0])

    def _any_window(self, text: str) -> Window:
        sentences = self._sentences(text)
        return join(text, sentences, self._window(sentences, self._chance.randrange(len(sentences))), ())

    def _example(
        self, row: Row, question: str, title: str, window: Window, kind: str, *, sentence_only: bool = False
    ) -> Example:
        if self._chance.random() < NO_TITLE:
            title = ""
        day = date(1995, 1, 1) + timedelta(days=self._chance.randrange(11_000))
        published = day if self._chance.random() < WITH_DATE else None
        passage = ReaderInput(window.text, window.sentences, title, published)
        encoded = self._tokens.encode(question, [passage])[0]
        evidence = tuple(
            any(_marks(window.text, a, b, s, e) for a, b in window.answers) for s, e in window.sentences
        )
        wanted = (
            [r for r, marked in zip(window.sentences, evidence, strict=True) if marked]
            if sentence_only
            else window.answers
        )
        spans = {token_span(encoded, start, end) for start, end in wanted}
        right = tuple(sorted(span for span in spans if span is not None))
        return Example(encoded, bool(right), right, evidence, sentence_only, row.source, kind)


def _marks(text: str, start: int, end: int, first: int, last: int) -> bool:
    """Whether the answer stands in this sentence: all of it, or a good part of either."""
    shared = len(re.sub(r"\W", "", text[max(start, first) : min(end, last)]))
    return shared > 0 and (shared >= 0.4 * (end - start) or shared >= 0.4 * (last - first))


def token_span(encoded: Encoded, start: int, end: int) -> Range | None:
    """First and last token (inclusive) that overlap the characters; None where they were cut off."""
    inside = [i for i, (s, e) in enumerate(encoded.offsets) if s < end and e > start]
    return (encoded.passage + inside[0], encoded.passage + inside[-1]) if inside else None
