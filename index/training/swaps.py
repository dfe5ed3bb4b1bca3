"""Questions changed in one name, year or opposite, so that the passage that answered them no longer does.

The commonest ways in which people made SQuAD 2.0's unanswerable questions (Rajpurkar et al. 2018, table 2).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.training.negatives import STOP
from index.training.sources import Row

_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w'’-]+(?: (?:of |the |de )?[A-Z][\w'’-]+)*")
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_OPPOSITES = (
    "first last|before after|most least|highest lowest|largest smallest|north south|east west|"
    "oldest youngest|more fewer|increase decrease|increased decreased|"
    "won lost|win lose|best worst|early late|begin end|"
    "northern southern|eastern western|male female|men women|largest smallest|longest shortest|above below|"
    "maximum minimum|rich poor|younger older|brother sister|father mother|husband wife|son daughter|"
    "buy sell|bought sold|accept reject|accepted rejected|support oppose|supported opposed|easy difficult|"
    "old new|same different|start stop|started stopped|inside outside|public private|strong weak|major minor|"
    "high low|long short|large small|hot cold|upper lower|former current|previous next|positive negative|"
    "allowed forbidden|legal illegal|winter summer|morning evening|married divorced|born buried|day night"
)
OPPOSITES = {
    word: other for pair in _OPPOSITES.split("|") for word, other in (pair.split(), reversed(pair.split()))
}

OWN = 0.5  # swaps that take a name of the passage itself


def swapped_question(row: Row, names: Sequence[str], chance: random.Random) -> str | None:
    """The question with one name, year, number or opposite exchanged; None where nothing can be."""
    question = row.question
    options = [
        (word.start(), word.end(), OPPOSITES[word.group().lower()])
        for word in re.finditer(r"\w+", question)
        if word.group().lower() in OPPOSITES
    ]
    options += [
        (year.start(), year.end(), str(int(year.group()) + chance.choice([-1, 1]) * chance.randint(1, 25)))
        for year in _YEAR.finditer(question)
    ]
    own = _NAME.findall(row.context) if chance.random() < OWN else []
    others = [n for n in (own or names) if n.lower() not in question.lower() and n.lower() not in STOP]
    if others:
        options += [(m.start(), m.end(), chance.choice(others)) for m in _NAME.finditer(question)]
    if not options:
        return None
    start, end, other = chance.choice(options)
    return question[:start] + other + question[end:]


def names_of(rows: Iterable[Row]) -> dict[tuple[str, str], list[str]]:
    """The names in the questions of each article (source and title)."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        names = _NAME.findall(row.question)
        found[row.source, row.title].extend(n for n in names if n.lower() not in STOP)
    return found
