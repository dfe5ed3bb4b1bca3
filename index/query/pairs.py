"""What says little without what stands beside it.

A heading over its text, a question over its answer or over the next message of a chat, a row of a table under
the headings of its columns.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.model import Document, Range
from index.query.tables import CELL, FIELD, cells_of, first_row, line_at
from index.sentences import STAMPED

LONGEST_HEAD = 80
"""Characters of a line that is quoted with what stands under it."""

LONGEST_PAIR = 320
"""Characters of a question and its answer together; of a longer answer its first sentence is quoted."""

_GAP = 20
"""Characters between two paragraphs that are looked at."""

_CLOSING = "\"'”’»)*_"


def paired(document: Document, sentences: Sequence[Range], first: int, last: int) -> tuple[int, int]:
    """Sentences `first` to `last` of a passage, with those beside that complete them."""
    if CELL in document.text[slice(*sentences[first])]:
        return _headed(document, sentences, first, last), last
    if _answers(document, sentences, first) or _replies(document, sentences, first):
        if sentences[last][1] - sentences[first - 1][0] <= LONGEST_PAIR:
            first -= 1
    elif _begins(document, sentences, last + 1) and _is_head(document, sentences[first], sentences[last]):
        below = sentences[last + 1]
        last += not _is_head(document, below, below)  # items of a list stand alone
    if _asks(document, sentences[last]) and _begins(document, sentences, last + 1):
        answer = paragraph(document, sentences, last + 1)
        short = [at for at in answer if sentences[at][1] - sentences[first][0] <= LONGEST_PAIR]
        last = max(short, default=last + 1)
    elif (
        _replies(document, sentences, last + 1)
        and sentences[last + 1][1] - sentences[first][0] <= LONGEST_PAIR
    ):
        last += 1
    return first, last


def _headed(document: Document, sentences: Sequence[Range], first: int, last: int) -> int:
    """The sentence that begins a row's table, where the rows down to it are few; else the row's own.

    A name and its value need no headings.
    """
    start = sentences[first][0]
    if len(cells_of(document.text, line_at(document.text, start))) == FIELD:
        return first
    top, below = first_row(document.text, start)
    for at in range(first):
        if top <= sentences[at][0] < below and sentences[last][1] - top <= LONGEST_PAIR:
            return at
    return first


def _answers(document: Document, sentences: Sequence[Range], at: int) -> bool:
    """Whether sentence `at` begins what stands under a paragraph that is a question and nothing else."""
    if not _begins(document, sentences, at) or not _asks(document, sentences[at - 1]):
        return False
    return len(paragraph(document, sentences, at - 1)) == 1


def _replies(document: Document, sentences: Sequence[Range], at: int) -> bool:
    """Whether sentence `at` begins the message of a chat right under one that ends with a question."""
    if not 0 < at < len(sentences) or not STAMPED.match(document.text, sentences[at][0]):
        return False
    between = document.text[sentences[at - 1][1] : sentences[at][0]]
    return not between.strip() and _asks(document, sentences[at - 1])


def paragraph(document: Document, sentences: Sequence[Range], at: int) -> list[int]:
    """Numbers of the passage's sentences in the paragraph that holds sentence `at`."""
    number = document.paragraph_at(sentences[at][0])
    return [other for other, one in enumerate(sentences) if document.paragraph_at(one[0]) == number]


def _begins(document: Document, sentences: Sequence[Range], at: int) -> bool:
    """Whether sentence `at` begins a paragraph right below the sentence before it."""
    if not 0 < at < len(sentences):
        return False
    start = sentences[at][0]
    between = document.text[sentences[at - 1][1] : start]
    return not between.strip() and document.paragraphs[document.paragraph_at(start) - 1][0] == start


def _asks(document: Document, sentence: Range) -> bool:
    return document.text[slice(*sentence)].rstrip(_CLOSING).endswith("?")


def _is_head(document: Document, first: Range, last: Range) -> bool:
    """Whether the sentences are a paragraph that is short and ends as no sentence does.

    What stands nearer to the text above than to that below, as the name under a letter, heads neither.
    """
    quote = (first[0], last[1])
    whole = quote == document.paragraphs[document.paragraph_at(first[0]) - 1]
    if not whole or quote[1] - quote[0] > LONGEST_HEAD or not document.text[quote[1] - 1].isalnum():
        return False
    before = document.text[max(0, quote[0] - _GAP) : quote[0]]
    above, below = before[len(before.rstrip()) :], document.text[quote[1] : quote[1] + _GAP]
    return not before.strip() or above.count("\n") >= below[: -len(below.lstrip())].count("\n")
