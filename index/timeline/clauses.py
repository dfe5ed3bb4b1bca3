"""The clause of a sentence that a date belongs to, found by punctuation and joining words."""

from __future__ import annotations

import re
from itertools import pairwise

from index.model import Range
from index.timeline.dated import Dated
from index.timeline.expressions import straighten

_JOIN = re.compile(
    r"[;:]\s+| - |, (?=(?:and|but|or|while|whereas|which|who|whom|where|when|although|though|after|before|as"
    r"|just|only|with|according|because|since|until)\b)|\s(?=(?:while|whereas|although|though|because)\b)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|did|does|do|said|says|\w{2,}ed|made|took|met|won|lost|fell"
    r"|rose|came|went|began|held|sent|gave|told|left|grew|hit|led|became|broke|set|put|saw|got|died|born|built|paid"
    r"|bought|sold|wrote|spoke|stood|won|drew|struck|shot|fled|sued|closed|opened|reported|plans?|expects?)\b",
    re.IGNORECASE,
)
_SIGNAL = re.compile(
    r"\s+(?:to the day )?(?:before|prior to|ahead of|after|following|since)\s+", re.IGNORECASE
)


def clause_of(text: str, sentence: Range, dated: Dated) -> Range:
    """The clause of `sentence` that says what happened then; the whole sentence where it has no parts.

    An amount that hangs on an event ('two days after demonstrators stormed ...') dates that event, so its
    clause is the one after the signal.
    """
    begin, end = sentence
    straight = straighten(text[begin:end])
    parts = _parts(straight)
    if dated.type == "DURATION" and (signal := _SIGNAL.match(straight, dated.end - begin)):
        part = next(part for part in parts if part[0] <= signal.end() - 1 < part[1])
        return begin + signal.end(), begin + _trimmed(straight, signal.end(), part[1])[1]
    index = next(
        (i for i, part in enumerate(parts) if part[0] <= dated.start - begin < part[1]), len(parts) - 1
    )
    first = index
    while first > 0 and not _VERB.search(straight, parts[first][0], parts[index][1]):
        first -= 1
    last = index
    while last + 1 < len(parts) and not _VERB.search(straight, parts[first][0], parts[last][1]):
        last += 1
    left, right = _trimmed(straight, parts[first][0], parts[last][1])
    return begin + left, begin + max(right, dated.end - begin)


def _parts(straight: str) -> list[Range]:
    """The sentence cut at its joints, nothing left out."""
    cuts = [0, *(match.end() for match in _JOIN.finditer(straight)), len(straight)]
    return [(left, right) for left, right in pairwise(cuts) if left < right] or [(0, 0)]


def _trimmed(straight: str, left: int, right: int) -> Range:
    while right > left and straight[right - 1] in " .,;:-\n":
        right -= 1
    while left < right and straight[left] in " ,;:-\n":
        left += 1
    return left, right
