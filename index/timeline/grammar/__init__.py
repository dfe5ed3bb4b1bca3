"""The grammar of English time expressions: every rule, in order of preference."""

from __future__ import annotations

from collections import defaultdict

from index.timeline.grammar import amounts, clock, deictic, early, holidays, months, vague, years
from index.timeline.grammar.rule import RULES, Rule

__all__ = [
    "RULES",
    "Rule",
    "amounts",
    "clock",
    "deictic",
    "early",
    "holidays",
    "months",
    "rules_for",
    "vague",
    "years",
]

_BY_WORD: dict[str, list[int]] = defaultdict(list)
for _number, _rule in enumerate(RULES):
    for _word in _rule.needs[0]:
        _BY_WORD[_word].append(_number)


def rules_for(words: frozenset[str]) -> list[tuple[int, Rule]]:
    """The rules that may match a text of these words, each with its preference: the lower, the better."""
    numbers = {number for word in words if word in _BY_WORD for number in _BY_WORD[word]}
    return [(number, RULES[number]) for number in sorted(numbers) if RULES[number].may_match(words)]
