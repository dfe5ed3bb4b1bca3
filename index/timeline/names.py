"""Names that a story's documents come back to: what a timeline or a question can be about.

A name is a run of capitalised words. At the start of a sentence or a line every word is capitalised, so there
a single word counts only where it is also said elsewhere. No model, one pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.timeline.expressions import straighten

MOST = 500
"""Names given back."""

_WORD = r"[A-Z][\w&]*(?:['.-](?!s\b)[A-Za-z][\w&]*)*"
_LINK = r"(?:of|the|and|de|del|der|van|von|bin|al)"
_NAME = re.compile(rf"{_WORD}(?: (?:{_LINK} ){{0,2}}{_WORD}){{0,5}}")
_SMALL = re.compile(r"\b[a-z]+\b")
_OPENS = re.compile(r"(?:^|[.!?:;\"'(\[-])\s*$|\n\s*$")
"""What stands before the first word of a sentence, of a line or of what somebody says."""
_EMPTY = frozenset([
    "a", "about", "after", "all", "also", "although", "an", "and", "another", "any", "are", "as", "at",
    "be", "because", "before", "both", "but", "by", "can", "did", "do", "during", "each", "even",
    "every", "few", "first", "for", "from", "had", "has", "have", "he", "her", "here", "his", "how",
    "however", "i", "if", "in", "into", "is", "it", "its", "last", "later", "many", "more", "most",
    "mr", "mrs", "ms", "my", "no", "nor", "not", "now", "of", "on", "one", "only", "or", "other", "our",
    "over", "she", "since", "so", "some", "such", "than", "that", "the", "their", "then", "there",
    "these", "they", "this", "those", "though", "three", "to", "two", "under", "until", "we", "well",
    "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "yes", "yet",
    "you", "your",
])  # fmt: skip
"""Words that are capitalised where they open something, and name nothing."""

_DAYS = frozenset([
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct",
    "Nov", "Dec", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
])  # fmt: skip


def names(texts: Iterable[str]) -> list[str]:
    """The names of all texts: those in most of them first, then the most frequent, then by alphabet.

    A name must be said twice, not only where a sentence begins, and more often than the same word in small
    letters.
    """
    texts_with: Counter[str] = Counter()
    said: Counter[str] = Counter()
    small: Counter[str] = Counter()
    inside: set[str] = set()
    for text in texts:
        text = straighten(text)  # noqa: PLW2901 -- the same text, with plain quotes
        found = list(_of(text))
        small.update(_SMALL.findall(text))
        said.update(name for name, _ in found)
        texts_with.update({name for name, _ in found})
        inside.update(name for name, opens in found if not opens or " " in name)
    kept = [name for name in inside if said[name] > max(1, small[name.lower()])]
    kept.sort(key=lambda name: (-texts_with[name], -said[name], name))
    return kept[:MOST]


def _of(text: str) -> Iterator[tuple[str, bool]]:
    """Every name and whether it opens a sentence, a line or a speech."""
    for match in _NAME.finditer(text):
        opens = bool(_OPENS.search(text, max(0, match.start() - 3), match.start()))
        words = match.group().split(" ")
        while words and (words[0].lower() in _EMPTY or words[0].startswith("I'")):
            del words[0]
            opens = False
        if words and not _DAYS.issuperset(words):
            yield " ".join(words).rstrip("."), opens
