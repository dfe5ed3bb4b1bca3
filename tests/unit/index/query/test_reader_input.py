"""One sequence of tokens from a question and a passage."""

from __future__ import annotations

from datetime import date

import pytest

from index.embedding import BASE_MODEL, location
from index.query.reader_input import (
    MAX_HEADER,
    MAX_PASSAGE,
    MAX_QUESTION,
    ReaderInput,
    ReaderTokens,
    token_ranges,
)
from index.training.sentences import split_sentences


@pytest.fixture(scope="module")
def tokens() -> ReaderTokens:
    folder = location(BASE_MODEL)
    assert folder is not None
    return ReaderTokens(folder / "tokenizer.json")


def test_parts_stand_in_order_with_their_types(tokens: ReaderTokens) -> None:
    passage = ReaderInput("It rained. Then it stopped.", ((0, 10), (11, 27)), "Rain", date(2020, 5, 4))
    (encoded,) = tokens.encode("When did it stop?", [passage])
    assert encoded.types == sorted(encoded.types)
    assert encoded.ids[0] == 101
    assert encoded.ids.count(102) == 3
    (first, second) = encoded.sentences
    assert first == (encoded.passage, second[0])
    assert second[1] == len(encoded.ids) - 1
    start, _ = encoded.offsets[second[0] - encoded.passage]
    assert start == 11


def test_header_is_title_and_day() -> None:
    assert ReaderInput("", (), "Rain", date(2020, 5, 4)).header == "Rain , 4 May 2020"
    assert ReaderInput("", (), "", date(2020, 5, 4)).header == "4 May 2020"
    assert ReaderInput("", (), "Rain").header == "Rain"


def test_every_part_is_cut_at_its_limit(tokens: ReaderTokens) -> None:
    long = "word " * 1000
    (encoded,) = tokens.encode(long, [ReaderInput(long, ((0, 5), (4995, 5000)), long)])
    assert len(encoded.ids) == MAX_QUESTION + MAX_HEADER + MAX_PASSAGE + 4
    assert len(encoded.ids) <= 512
    first, cut = encoded.sentences
    assert first[1] - first[0] == 1
    assert cut[0] == cut[1]


def test_token_ranges_skip_what_lies_between_sentences() -> None:
    offsets = [(0, 2), (3, 5), (5, 6), (8, 9)]
    assert token_ranges([(0, 5), (8, 9)], offsets, first=10) == [(10, 12), (13, 14)]


def test_of_a_long_passage_the_nearer_sentences_are_read(tokens: ReaderTokens) -> None:
    text = "Rain fell all day. Ada Quill built the mill. It stands in Leeds. Nobody came. The sun set late."
    ranges = tuple(split_sentences(text))
    question = "Where is the mill of Ada Quill?"
    whole, short = (tokens.encode(question, [ReaderInput(text, ranges)], room)[0] for room in (384, 16))
    read = [end > start for start, end in short.sentences]
    assert read[1:3] == [True, True]
    assert not all(read)
    assert all(end > start for start, end in whole.sentences)
    for (start, end), (first, last) in zip(short.sentences, ranges, strict=True):
        if end > start:
            inside = [short.offsets[at - short.passage] for at in range(start, end)]
            assert (inside[0][0], inside[-1][1]) == (first, last)
    assert len(short.ids) < len(whole.ids)
    assert len(short.offsets) <= 16
