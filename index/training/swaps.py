"""Questions changed in one name, year or opposite, so that the passage that answered them no longer does.

The commonest ways in which people made SQuAD 2.0's unanswerable questions (Rajpurkar et al. 2018, table 2).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

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
KEPT = 4  # letters in common that make two words forms of one another
_WORD = re.compile(r"\b[a-z]{4,}\b")
_FOLLOWING = re.compile(r"\b(\w+)(?= (\w+))")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?![\w.,%]|\.\d)")
_ENDINGS = ("tion", "ment", "ness", "ing", "est", "ed", "ly", "er", "al", "s")


def swapped_question(
    row: Row, names: Sequence[str], chance: random.Random, words: Sequence[tuple[str, str]] = ()
) -> str | None:
    """The question with one name, year, number, opposite or word exchanged; None where nothing can be.

    `words` are content words that other questions about the same article use, after the word before each.
    """
    question = row.question
    options = [
        (word.start(), word.end(), OPPOSITES[word.group().lower()])
        for word in re.finditer(r"\w+", question)
        if word.group().lower() in OPPOSITES
    ]
    for pattern, furthest in ((_YEAR, 25), (_NUMBER, 5)):
        options += [
            (
                m.start(),
                m.end(),
                str(abs(int(m.group()) + chance.choice([-1, 1]) * chance.randint(1, furthest))),
            )
            for m in pattern.finditer(question)
        ]
    own = _NAME.findall(row.context) if chance.random() < OWN else []
    others = [n for n in (own or names) if n.lower() not in question.lower() and n.lower() not in STOP]
    if others:
        options += [(m.start(), m.end(), chance.choice(others)) for m in _NAME.finditer(question)]
    if words:
        options += list(_other_words(question, words, chance))
    if not options:
        return None
    start, end, other = chance.choice(options)
    return question[:start] + other + question[end:]


def _other_words(
    question: str, words: Sequence[tuple[str, str]], chance: random.Random
) -> Iterator[tuple[int, int, str]]:
    """One content word of the question, for another that follows the same word and ends alike."""
    held = {word[:KEPT] for word in _WORD.findall(question.lower())}
    for before, word, start in chance.sample(found := list(_followers(question)), len(found)):
        alike = [w for b, w in words if b == before and ending(w) == ending(word) and w[:KEPT] not in held]
        if alike:
            yield start, start + len(word), chance.choice(alike)
            return


def _followers(question: str) -> Iterator[tuple[str, str, int]]:
    """(the word before, a content word in lower case, where it begins)."""
    for match in _FOLLOWING.finditer(question):
        before, word = match.groups()
        if _WORD.fullmatch(word) and word not in STOP:
            yield before.lower(), word, match.start(2)


def ending(word: str) -> str:
    """A crude part of speech."""
    return next((end for end in _ENDINGS if word.endswith(end)), "")


def names_of(rows: Iterable[Row]) -> dict[tuple[str, str], list[str]]:
    """The names in the questions of each article (source and title)."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        names = _NAME.findall(row.question)
        found[row.source, row.title].extend(n for n in names if n.lower() not in STOP)
    return found


def words_of(rows: Iterable[Row]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The content words in the questions of each article, with the word before, as often as they are used."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        found[row.source, row.title].extend((before, word) for before, word, _ in _followers(row.question))
    return found
