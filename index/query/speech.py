"""Speech in a text: a quote that begins or ends in the middle of what somebody says hides who says it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.model import Range
from index.sentences import STAMPED

LONGEST = 480
"""Characters that a quote may grow to for what is said in it: more than twice a usual one."""

_OPENS = re.compile(r"“|(?<![^\s(\[{—–-])\"(?=\S)")
_CLOSES = re.compile(r"”|(?<=\S)\"")
_SPEAKER = re.compile(r"[A-Z][\w'’.-]*(?: [\w'’.-]+){0,2}: ")


def whole(text: str, paragraph: Range, sentences: Sequence[Range], first: int, last: int) -> tuple[int, int]:
    """Sentences `first` to `last`, with those in which the speech they cut through begins and ends.

    Speech stands between quotation marks, in a line that begins with the speaker, as in a script, or in a
    message of a chat.
    All `sentences` stand in `paragraph`. `first` and `last` come back as they are where the speech does not
    begin or end among the sentences, as one that goes on over several paragraphs, or is too long to quote.
    """
    begins, ends = first, last
    while begins >= 0 and _open(text[paragraph[0] : sentences[begins][0]]):
        begins -= 1
    if begins == first:
        line = _line_of_speaker(text, paragraph[0], sentences[first][0])
        begins = next((at for at, sentence in enumerate(sentences) if sentence[0] == line), begins)
    while ends < len(sentences) and _open(text[paragraph[0] : sentences[ends][1]]):
        ends += 1
    if begins < 0 or ends == len(sentences) or sentences[ends][1] - sentences[begins][0] > LONGEST:
        return first, last
    return begins, ends


def _line_of_speaker(text: str, least: int, at: int) -> int:
    """Where the line of a script that holds `at` begins, or the message of a chat, of one line or more."""
    own = line = _line(text, least, at)
    while line > least and not STAMPED.match(text, line):
        line = _line(text, least, line - 1)
    if STAMPED.match(text, line):
        return line
    return own if _SPEAKER.match(text, own) else -1


def _line(text: str, least: int, at: int) -> int:
    return max(text.rfind("\n", least, at) + 1, least)


def _open(before: str) -> bool:
    """Whether `before`, the beginning of a paragraph, ends within speech."""
    opened = max((mark.start() for mark in _OPENS.finditer(before)), default=-1)
    return opened >= max((mark.start() for mark in _CLOSES.finditer(before)), default=0)
