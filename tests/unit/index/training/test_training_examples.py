"""Rows become windows that hold the answer, or that do not."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from index.embedding import BASE_MODEL, location
from index.query.reader_input import ReaderTokens
from index.training.examples import Example, ExampleMaker, join
from index.training.hard import candidates, hardest
from index.training.negatives import holds_answer
from index.training.sentences import split_sentences
from index.training.sources import Label, Row
from index.training.swaps import swapped_question, words_of

HARDNESS = {"swap": 3.0, "removed": 2.0}

CONTEXT = (
    "Kestrel Bridge was opened in 1931 by Ada Quill. It carried trams until 1958. "
    "Mr. Brown, who kept the toll house, wrote a diary. "
    "The diary was sold to the Museum of Derby for 400 pounds. "
    "Nobody has read all of it. The bridge still stands, though no tram has crossed it for decades."
)


def row(
    question: str, answer: str, label: Label = "span", context: str = CONTEXT, title: str = "Kestrel"
) -> Row:
    start = context.index(answer)
    return Row("1", "made", question, title, context, ((start, start + len(answer)),), True, label, 1.0)


ROWS = [
    row("Who opened Kestrel Bridge in 1931?", "Ada Quill"),
    row("Who bought the diary of Brown?", "Museum of Derby"),
    row("How long did trams cross?", "It carried trams until 1958.", "sentence"),
    row(
        "What do otters eat?",
        "fish",
        context="Otters eat fish. They also play. They live near Derby.",
        title="Otter",
    ),
]


@pytest.fixture
def maker() -> ExampleMaker:
    return ExampleMaker(ROWS, tokens(), seed=3, late=False)


def tokens() -> ReaderTokens:
    folder = location(BASE_MODEL)
    assert folder is not None
    return ReaderTokens(folder / "tokenizer.json")


def test_sentences_keep_titles_of_people_together() -> None:
    pieces = [CONTEXT[start:end] for start, end in split_sentences(CONTEXT)]
    assert pieces[2] == "Mr. Brown, who kept the toll house, wrote a diary."
    assert " ".join(pieces) == CONTEXT


def test_a_window_moves_the_answer_with_its_sentence() -> None:
    sentences = split_sentences(CONTEXT)
    start = CONTEXT.index("Museum")
    window = join(CONTEXT, sentences, [1, 3, 4], ((start, start + 15),))
    assert [window.text[a:b] for a, b in window.answers] == ["Museum of Derby"]
    assert [window.text[a:b] for a, b in window.sentences] == [
        CONTEXT[a:b] for a, b in (sentences[n] for n in (1, 3, 4))
    ]


def spans(example: Example, text: str) -> list[str]:
    offsets, first = example.encoded.offsets, example.encoded.passage
    return [text[offsets[a - first][0] : offsets[b - first][1]] for a, b in example.spans]


@pytest.mark.parametrize("source", ROWS[:2])
def test_positives_hold_their_answer(maker: ExampleMaker, source: Row) -> None:
    for _ in range(20):
        example = maker.positive(source)
        assert example is not None
        assert example.answerable
        assert sum(example.evidence) == 1
        first, last = example.spans[0]
        sentence = example.encoded.sentences[example.evidence.index(True)]
        assert sentence[0] <= first <= last < sentence[1]


def test_negatives_have_neither_spans_nor_evidence(maker: ExampleMaker) -> None:
    kinds = set()
    for source in ROWS * 30:
        example = maker.negative(source)
        if example is not None:
            kinds.add(example.kind)
            assert not example.answerable
            assert not example.spans
            assert not any(example.evidence)
    assert {"swap", "removed"} <= kinds


def test_an_answer_is_known_by_its_words_or_most_of_them() -> None:
    assert holds_answer("... the MUSEUM OF DERBY bought it", ROWS[1])
    assert not holds_answer("A museum in Leeds bought it", ROWS[1])
    assert holds_answer("It carried trams, people say, until 1958", ROWS[2])


def test_a_swap_changes_one_thing() -> None:
    chance = random.Random(1)
    changed = {swapped_question(ROWS[0], ["Brown", "Leeds"], chance) for _ in range(40)}
    assert ROWS[0].question not in changed
    assert None not in changed
    assert swapped_question(ROWS[3], [], chance) is None


def test_a_word_gives_way_to_one_that_follows_the_same_word() -> None:
    others = words_of([row("Who sold the poem?", "Ada Quill"), row("Which tram runs?", "Ada Quill")])
    chance = random.Random(3)
    asked = row("Who wrote the diary?", "Mr. Brown")
    changed = {swapped_question(asked, [], chance, others["made", "Kestrel"]) for _ in range(40)}
    assert changed == {"Who wrote the poem?", "Who sold the diary?"}


def test_the_hardest_negative_is_kept_with_its_positive() -> None:
    pairs = ExampleMaker(ROWS, tokens(), 5, late=True, pairs=True)
    groups = candidates(pairs, ROWS * 4, random.Random(5))
    assert all(group[0].answerable and not any(one.answerable for one in group[1:]) for group in groups)

    class ByKind:
        def judged(self, examples: Sequence[Example]) -> list[tuple[float, float]]:
            return [(1.0 if one.answerable else HARDNESS.get(one.kind, 0.0), 0.0) for one in examples]

    kept = hardest(groups, ByKind(), 0.5)
    assert len(kept) == 2 * (len(groups) // 2)
    assert [one.answerable for one in kept] == [True, False] * (len(kept) // 2)
    hard = sum(any(one.kind == "swap" for one in group) for group in groups)
    assert sum(one.kind == "swap" for one in kept) == min(hard, len(kept) // 2)
