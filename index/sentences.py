"""Where the sentences of a text begin and end.

syntok (pure Python, MIT) finds the boundaries; the rules below correct what it does wrong again and
again on news: it splits after 'Gov.' and after a semicolon, and it knows no full stop without a space
after it. Only boundaries are taken from it, never words, so a sentence is always a slice of the text.
Which splitter and why: docs/decisions/0003-documents-and-sentences.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from syntok import segmenter
from syntok.tokenizer import Tokenizer

from index.model import Range

LINE_END = r"(?>\r\n|[\n\r\x85\u2028])"
PARAGRAPH_BREAK = re.compile(rf"(?:{LINE_END}[^\S\r\n\x85\u2028]*+){{2,}}+|[\f\u2029]")

_TERMINATORS = ".!?…。！？؟۔।॥"
_CLOSING = "”’\"'»›)]}」』）"

_MAY_SPLIT = re.compile(rf"[{_TERMINATORS}\r\n\x85\u2028]")  # nothing to split without one of these
_WORD = re.compile(r"[^\W_]")

# Rules that add a boundary, after the match. The first ends a sentence without a space after it.
_UNSPACED = re.compile(rf"[。！？]+[{re.escape(_CLOSING)}]*|[؟۔।॥]+[{re.escape(_CLOSING)}]*(?=\s)")
_LIST_ITEM = re.compile(rf"{LINE_END}(?=[^\S\r\n]*(?:[-*+•‣◦▪–—►♦]|\(?\d{{1,3}}[.)])\s)")
# A line of annals or of a log ('1402: The mill is built.', '12 March 2020 - The bridge closes'), a field
# ('Born: 1402'), or what a speaker says.
_MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_BEGUN = (
    rf"(?:[A-Z][a-z]+day,? )?(?:{_MONTH_NAME} )?\d{{1,4}}(?:st|nd|rd|th)?(?:[-/.:]\d{{1,4}}){{0,2}}"
    rf"(?: ?[ap]\.?m\.?)?(?:,? {_MONTH_NAME})?(?:,? \d{{4}})?"
    rf"(?:(?:[^\S\r\n]*:| [-–—])[^\S\r\n]|\t|[^\S\r\n]{{3}})\s*\S"
)
_LABELLED = r"[A-Z][\w'’.-]*(?: [\w'’.&-]+){0,3} ?:[^\S\r\n]+\S"
# What a program puts before a message: '14/03/2023, 10:35 - ', '[2023-03-14 10:35] '.
_DAY = rf"\d{{1,4}}[-/.](?:\d{{1,2}}|{_MONTH_NAME})[-/.]\d{{2,4}}"
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[.,]\d{1,6})?(?:[ \u202f]?[AaPp]\.?[Mm]\b\.?)?(?:Z|[+-]\d\d:?\d\d)?"
_STAMP = (
    rf"(?:[\[(](?:{_DAY}(?:,? |T))?{_CLOCK}[\])]|{_DAY}(?:,? |T){_CLOCK}(?!\w))"
    r"[^\S\r\n]*[-–—:|]?[^\S\r\n]*\S"
)
STAMPED = re.compile(_STAMP)
_OWN_LINE = re.compile(rf"(?:\A|{LINE_END})[^\S\r\n]*(?={_BEGUN}|{_LABELLED}|{_STAMP})")
# 'U.S.', 'p.m.', 'Jr.' and 'Elizabeth II.' may end a sentence; these words hardly ever follow in one.
_OPENERS = (
    "He|She|It|They|We|You|This|That|These|Those|There|But|And|So|If|When|While|Then|After|Before|In|At|As"
    "|However|Also|Although|His|Her|Their"
)
_ABBREVIATED_END = re.compile(
    rf"(?<![\w.])(?:(?:[A-Z]\.){{2,}}|[ap]\.m\.|Jr\.|Sr\.|Inc\.|Bros\.|Corp\.|Ltd\.|Co\.|etc\.|[IVX]{{2,}}\.)"
    rf"[{re.escape(_CLOSING)}]*\s+(?=[“‘\"']?(?:{_OPENERS})\s)"
)

# syntok takes the full stop after a decimal for a part of it.
_DECIMAL_END = re.compile(
    rf"(?<=\d[.,:])\d+[^\W\d_]{{0,2}}\.[{re.escape(_CLOSING)}]*\s+(?=[“‘\"'(]?[^\W\d_a-z])"
)

# Rules that take a boundary away, by what stands before it ...
_TITLE = re.compile(
    r"\b(?:Govs?|Reps?|Sens?|Lt|Col|Maj|Gen|Capt|Sgt|Adm|Cmdr|Brig|Pvt|Cpl|Revs?|Hon|Pres|Profs?|Drs?"
    r"|Mrs?|Ms|Mx|Messrs|Msgr|Supt|Det|Insp|Amb|Mt|Ft|[vV]s|Cpt|Jos|Bros)\.\s*$"
)
_NUMBERED = re.compile(
    r"\b(?:Nos?|Vols?|pp?|Figs?|Secs?|Ch|Art|Ste|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s*$"
)
_ENUMERATOR = re.compile(r"(?:^|[\r\n])\s*\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[A-Za-z]|[ivx]+)[.)]\s*$")
_ENDED = re.compile(rf"[{_TERMINATORS}][\s{re.escape(_CLOSING)}]*$")
# ... or after it.
_DATELINE = re.compile(
    r"(?:\([A-Z]{2,}[^)]{0,20}\)\s*)?[—–-]{1,2}\s"
)  # 'TULSA, Okla. (AP) —' heads a paragraph
_CLOSERS = re.compile(rf"[{re.escape(_CLOSING)}]+(?:\s+|$)")
_WINDOW = 40  # characters before a boundary that the rules look at

_tokenizer = Tokenizer(replace_not_contraction=False)


def paragraphs(text: str) -> list[Range]:
    """Runs of text between blank lines (or form feeds), without the white space around them, in order."""
    ranges = []
    start = 0
    for gap in PARAGRAPH_BREAK.finditer(text):
        ranges.append(trim(text, start, gap.start()))
        start = gap.end()
    ranges.append(trim(text, start, len(text)))
    return [(start, end) for start, end in ranges if start < end]


def sentences(text: str) -> list[Range]:
    """Sentences of `text` as character ranges: trimmed of white space, in order, without overlap.

    Every character that is not white space lies in exactly one sentence. None crosses a blank line; the
    items of a list are sentences of their own. A closing quotation mark belongs to the sentence it closes.
    """
    return [
        (start + left, start + right)
        for start, end in paragraphs(text)
        for left, right in _of_paragraph(text[start:end])
    ]


def trim(text: str, start: int, end: int) -> Range:
    """The range without white space at either end; empty, at `end`, where nothing else is in it."""
    piece = text[start:end]
    return end - len(piece.lstrip()), max(start + len(piece.rstrip()), end - len(piece.lstrip()))


@lru_cache(maxsize=1024)
def _of_paragraph(piece: str) -> tuple[Range, ...]:
    """Kept for a while: a paragraph is split once for its notices and again for its passages."""
    return tuple(_split(piece))


def _split(piece: str) -> Iterator[Range]:
    last_word = next((at for at in range(len(piece) - 1, -1, -1) if _WORD.match(piece, at)), 0)
    cuts = _boundaries(piece, last_word) if _MAY_SPLIT.search(piece, 0, last_word) else []
    start = 0
    for cut in [*cuts, len(piece)]:
        left, right = trim(piece, start, cut)
        if left < right:
            yield left, right
        start = cut


def _boundaries(piece: str, last_word: int) -> list[int]:
    """Where a next sentence begins, in order, the first one not among them; each sentence has a word."""
    found = {tokens[0].offset for tokens in segmenter.segment(iter(_tokenizer.tokenize(piece)))}
    found.update(match.end() for match in _DECIMAL_END.finditer(piece))
    found = {cut for cut in found if not _is_wrong(piece, cut)}
    for rule in (_UNSPACED, _ABBREVIATED_END, _LIST_ITEM):
        found.update(match.end() for match in rule.finditer(piece))
    lines = [match.end() for match in _OWN_LINE.finditer(piece)]
    if len(lines) > 1:  # one alone may be wrapped there
        found.update(lines)
    kept = []
    word = _WORD.search(piece)  # the first one of the sentence under way
    for cut in sorted(found):
        closers = _CLOSERS.match(piece, cut)
        moved = closers.end() if closers else cut
        if word and word.start() < moved <= last_word:
            kept.append(moved)
            word = _WORD.search(piece, moved)
    return kept


def _is_wrong(piece: str, cut: int) -> bool:
    before = piece[max(0, cut - _WINDOW) : cut]
    if not _ENDED.search(before) and "\n" not in before[len(before.rstrip()) :]:
        return True  # after a semicolon, or '(CNN)' at the head of a story
    if _TITLE.search(before) or _ENUMERATOR.search(before):
        return True
    if cut <= _WINDOW and _DATELINE.match(piece, cut):
        return True
    return piece[cut : cut + 1].isdigit() and _NUMBERED.search(before) is not None
