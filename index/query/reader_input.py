"""How a question and a passage become the reader's tokens. Training and serving both call this.

One sequence: [CLS] question [SEP] title (date) [SEP] passage [SEP]; token type 0 for the question, 1 after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tokenizers import Tokenizer

from index.model import Range

MAX_QUESTION = 64
MAX_HEADER = 32
MAX_PASSAGE = 384
"""Longest parts, in tokens; what is longer is cut at its end (a passage is about 200 tokens)."""

COMMON = 2100
"""Token ids up to here are punctuation and the commonest function words, in BERT's vocabulary."""


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """A passage to read. `sentences` are ranges in characters of `text`, in order, not overlapping."""

    text: str
    sentences: tuple[Range, ...]
    title: str = ""
    published: date | None = None

    @property
    def header(self) -> str:
        day = self.published.strftime("%d %B %Y").lstrip("0") if self.published else ""
        return " , ".join(part for part in (self.title, day) if part)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of one sequence, with where its passage stands.

    `passage` is the token index of the passage's first token; `offsets[i]` is the range in characters of
    token `passage + i`. `sentences[j]` is the range in token indexes of sentence j, empty when it was cut
    off.
    """

    ids: list[int]
    types: list[int]
    passage: int
    offsets: list[Range]
    sentences: list[Range]


class ReaderTokens:
    """The tokenizer file of the model, used without its own padding and truncation."""

    def __init__(self, path: Path) -> None:
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        vocabulary = self._tokenizer.get_vocab()
        self._cls, self._sep = vocabulary["[CLS]"], vocabulary["[SEP]"]

    def encode(
        self, question: str, passages: Sequence[ReaderInput], room: int = MAX_PASSAGE
    ) -> list[Encoded]:
        """One sequence for each passage; of a passage longer than `room` tokens, only its nearer sentences.

        Those that share fewest words with the question are left out, the last of such first.
        """
        texts = [question, *(p.header for p in passages), *(p.text for p in passages)]
        parts = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        asked = [self._cls, *parts[0].ids[:MAX_QUESTION], self._sep]
        count = len(passages)
        encoded = []
        for passage, header, body in zip(passages, parts[1 : 1 + count], parts[1 + count :], strict=True):
            second = [*header.ids[:MAX_HEADER], self._sep]
            start = len(asked) + len(second)
            ids_kept, offsets = body.ids[:MAX_PASSAGE], body.offsets[:MAX_PASSAGE]
            if len(ids_kept) > room:
                kept = _nearer(set(parts[0].ids), ids_kept, offsets, passage.sentences, room)
                ids_kept, offsets = [ids_kept[at] for at in kept], [offsets[at] for at in kept]
            ids = [*asked, *second, *ids_kept, self._sep]
            encoded.append(
                Encoded(
                    ids=ids,
                    types=[0] * len(asked) + [1] * (len(ids) - len(asked)),
                    passage=start,
                    offsets=offsets,
                    sentences=token_ranges(passage.sentences, offsets, start),
                )
            )
        return encoded


def _nearer(
    question: set[int], ids: Sequence[int], offsets: Sequence[Range], sentences: Sequence[Range], room: int
) -> list[int]:
    """Numbers of the tokens that stay."""
    ranges = token_ranges(sentences, offsets, 0)
    asked = {token for token in question if token > COMMON}
    shared = [len(asked & set(ids[start:end])) for start, end in ranges]
    # Beside a sentence that shares a name stands the one that goes on with "it".
    around = [0, *shared, 0]
    near = [shared[at] + around[at] / 2 + around[at + 2] / 4 for at in range(len(ranges))]
    rank = sorted(range(len(ranges)), key=lambda at: (-near[at], at))
    left, kept = room, set[int]()
    for at in rank:
        start, end = ranges[at]
        if end - start <= left or not kept:
            left -= end - start
            kept.add(at)
    return [token for at in sorted(kept) for token in range(*ranges[at])]


def token_ranges(sentences: Sequence[Range], offsets: Sequence[Range], first: int) -> list[Range]:
    """For each range in characters, the range of indexes, counted from `first`, of tokens starting in it."""
    ranges = []
    token = 0
    for start, end in sentences:
        while token < len(offsets) and offsets[token][0] < start:
            token += 1
        begin = token
        while token < len(offsets) and offsets[token][0] < end:
            token += 1
        ranges.append((first + begin, first + token))
    return ranges
