"""Lines on pages to paragraphs, headings and pages.

Nothing is left out: running heads, feet and page numbers are kept and marked as asides. A hyphen at the
end of a line is dropped only where the same document has the word without it elsewhere; else it stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from index.ingest.content import Blocks, Content, Facts

_PAGE_NUMBER = re.compile(
    r"\W*(?:page\s+)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE
)
_SYMBOLS = "•‣◦▪●○■–—*-"
_BULLET = re.compile(rf"(?:[{_SYMBOLS}]|\(?\d{{1,3}}[.)]|\(?[a-z]\))\s")
_ENDED = re.compile(r"[.!?:…]['\"”’)\]]*$")
_WORD = re.compile(r"\w+(?:-\w+)*")
_EDGE = 0.09  # of the page's height, above and below: where running heads and page numbers stand
_REPEATED = 3  # a line at the edge of so many pages is a running head, or of both where there are two
_LARGER = 1.15  # a heading's size against that of the body
_LONGEST_HEADING = 160
_PITCH = 1.35  # lines further apart than this many usual distances do not belong together
_LONGEST_HEAD = 100
_INDENT = 0.8  # of the type size
_SHORT = 0.85  # of the width: a line that ends here after a full stop ends its paragraph
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; positions in points from the lower left corner of a page of that height."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    height: float


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line]
    page: int
    breaks: list[tuple[int, int]] = field(default_factory=list)  # (index of line, page that begins there)
    aside: bool = False


def content(pages: list[list[Line]], stated: Facts, guessed: Facts) -> Content:
    body = Counter[float]()
    for page in pages:
        for line in page:
            body[line.size] += len(line.text)
    size = body.most_common(1)[0][0]
    paragraphs = _paragraphs(pages)
    levels = _levels(paragraphs, size)
    words = _words(line.text for page in pages for line in page)
    blocks = Blocks()
    begun = 0
    for paragraph in paragraphs:
        while begun < paragraph.page:
            blocks.page()
            begun += 1
        text, starts = _joined(paragraph.lines, words)
        for index, number in paragraph.breaks:
            while begun < number:
                blocks.page(starts[index])
                begun += 1
        level = None if paragraph.aside else levels.get(_style(paragraph.lines[0], size))
        if level and (len(text) > _LONGEST_HEADING or text[-1] in ".,;" or text[0] in _SYMBOLS):
            level = None
        blocks.add(text, level=level, aside=paragraph.aside)
    while begun < len(pages):
        blocks.page()
        begun += 1
    return blocks.content(stated=stated, guessed=guessed)


def _paragraphs(pages: list[list[Line]]) -> list[_Paragraph]:
    """Paragraphs in reading order; one that runs on over a page comes before the feet and heads between."""
    heads = _running(pages)
    found: list[_Paragraph] = []
    last: _Paragraph | None = None  # the last one of the body, and the page it has come to
    reached = 0
    for number, page in enumerate(pages, 1):
        pitch = _pitch(page)
        for line in page:
            if _is_aside(line, heads):
                found.append(_Paragraph([line], number, aside=True))
                continue
            if last and reached == number and _goes_on(last.lines, line, pitch):
                last.lines.append(line)
            elif last and _runs_over(last.lines[-1], line):
                if reached != number:
                    last.breaks.append((len(last.lines), number))
                last.lines.append(line)
            else:
                last = _Paragraph([line], number)
                found.append(last)
            reached = number
    return found


def _is_aside(line: Line, heads: set[str]) -> bool:
    return _at_edge(line) and (_PAGE_NUMBER.fullmatch(line.text) is not None or _shape(line) in heads)


def _running(pages: list[list[Line]]) -> set[str]:
    """What stands at the edge of several pages, digits aside."""
    seen = Counter(shape for page in pages for shape in {_shape(line) for line in page if _may_run(line)})
    return {shape for shape, times in seen.items() if times >= max(2, min(_REPEATED, len(pages)))}


def _may_run(line: Line) -> bool:
    return _at_edge(line) and len(line.text) <= _LONGEST_HEAD and any(map(str.isalpha, line.text))


def _at_edge(line: Line) -> bool:
    return not _EDGE * line.height < line.bottom < (1 - _EDGE) * line.height


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _pitch(page: list[Line]) -> float:
    """The usual distance between two lines of a page."""
    gaps = [above.bottom - below.bottom for above, below in pairwise(page)]
    close = [gap for gap, line in zip(gaps, page, strict=False) if 0 < gap < 3 * line.size]
    return median(close) if close else 0.0


def _goes_on(held: list[Line], line: Line, pitch: float) -> bool:
    """Whether `line` belongs to the paragraph of the lines just above it."""
    above = held[-1]
    gap = above.bottom - line.bottom
    if abs(above.size - line.size) > above.size * 0.1 or above.bold != line.bold:
        return False
    if not -0.1 * line.size < gap <= max(pitch, line.size) * _PITCH or _BULLET.match(line.text):
        return False
    edge = min(one.left for one in held[1:] or held)
    if line.left - edge > _INDENT * line.size and not _BULLET.match(held[0].text):
        return False  # the first line of a next paragraph is indented
    left, right = min(one.left for one in [*held, line]), max(one.right for one in [*held, line])
    return not (_ENDED.search(above.text) and above.right - left < _SHORT * (right - left))


def _runs_over(above: Line, line: Line) -> bool:
    """Whether a paragraph goes on at the top of a next column or page."""
    same = abs(above.size - line.size) <= above.size * 0.1 and above.bold == line.bold
    elsewhere = line.bottom > above.bottom
    return (
        same
        and elsewhere
        and not _ENDED.search(above.text)
        and (line.text[0].islower() or above.text[-1] in "-,")
    )


def _joined(lines: list[Line], words: set[str]) -> tuple[str, list[int]]:
    """The text of a paragraph, and where in it each line begins."""
    text = ""
    starts = []
    for line in lines:
        if text.endswith(("-", "\u00ad")) and text[-2:-1].isalpha() and line.text[0].islower():
            head = text[:-1].rpartition(" ")[2]
            tail = re.split(r"\W", line.text, maxsplit=1)[0]
            if text[-1] == "\u00ad" or (head + tail).lower() in words:
                text = text[:-1]
        elif text:
            text += " "
        starts.append(len(text))
        text += line.text
    return text, starts


def _words(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in _WORD.findall(text)}


def _style(line: Line, size: float) -> tuple[float, bool]:
    return (line.size, line.bold) if line.size >= size * _LARGER else (size, line.bold)


def _levels(paragraphs: list[_Paragraph], size: float) -> dict[tuple[float, bool], int]:
    """Heading level of each style: larger than the body first, then bold of the same size on its own line."""
    styles = {_style(part.lines[0], size) for part in paragraphs if not part.aside}
    bold_body = sum(part.lines[0].bold for part in paragraphs) * 2 > len(paragraphs)
    headings = sorted(
        (style for style in styles if style[0] > size or (style[1] and not bold_body)),
        key=lambda s: (-s[0], not s[1]),
    )
    return {style: min(level, _DEEPEST) for level, style in enumerate(headings, 1)}
