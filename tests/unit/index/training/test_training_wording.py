"""What the wording of a question gives away is known, and never from the question itself."""

from __future__ import annotations

import random
from statistics import fmean

from index.query.reader_input import Encoded
from index.training.examples import Example
from index.training.wording import STRONGEST, asked, with_wording

CLS, SEP, FIRST = 1, 2, 9


def example(question: list[int], *, answerable: bool) -> Example:
    ids = [CLS, *question, SEP, SEP, 50, SEP]
    types = [0] * (len(question) + 2) + [1] * 3
    encoded = Encoded(ids=ids, types=types, passage=len(question) + 3, offsets=[(0, 1)], sentences=[])
    return Example(encoded, answerable, (), (), False, "made", "given")


def made(count: int) -> list[Example]:
    """Questions of which those without an answer say `FIRST`, but for one in ten of either kind."""
    chance = random.Random(1)
    examples = []
    for _ in range(count):
        answerable = chance.random() < 0.5
        says = answerable == (chance.random() < 0.1)
        words = [chance.randrange(10, 40) for _ in range(6)]
        examples.append(example([FIRST, *words] if says else words, answerable=answerable))
    return examples


def test_a_word_of_unanswerable_questions_lowers_the_odds() -> None:
    found = with_wording(made(400))
    told = [e.wording for e in found if FIRST in asked(e.encoded)]
    others = [e.wording for e in found if FIRST not in asked(e.encoded)]
    assert fmean(told) < -0.5 < 0.5 < fmean(others)
    assert all(abs(e.wording) <= STRONGEST for e in found)


def test_copies_of_a_question_do_not_tell_of_each_other() -> None:
    """Forty copies of one question are answerable, whose words no other has: nothing is known of them."""
    rare = [example([70, 71, 72], answerable=True) for _ in range(40)]
    found = with_wording([*made(400), *rare])
    usual = fmean(e.wording for e in found[:400] if FIRST not in asked(e.encoded))
    assert all(e.wording < usual for e in found[400:])


def test_the_question_is_what_stands_before_the_second_segment() -> None:
    assert asked(example([7, 8], answerable=True).encoded) == (CLS, 7, 8, SEP)
