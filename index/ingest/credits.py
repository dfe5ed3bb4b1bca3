"""The line that says where a text appeared, when, and by whom, in whatever order these stand.

'The Gazette, 14 March 2023. By Ruth Alder', 'Ruth Alder | 14 March 2023 | 3 min read'. Such a line is told by
what is left without its day, its clock and its byline: names, and the words that credits are made of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.ingest.content import Facts
from index.ingest.dates import ISO, NUMERIC, WRITTEN, day

LONGEST = 160
_MOST_WORDS = 6
_MOST_UNMARKED = 4
_ARTICLES = (["the"], ["a"], ["an"])
_FIRST_YEAR = 1600
"""Before it a place and a day under a title are of what is told."""

_DAY = re.compile(
    r"(?:(?P<revised>(?:last )?(?:updated|modified|edited|revised|corrected))[^\w\n]*(?:on |at )?)?"
    r"(?:(?:Mon|Tues?|Wednes|Wed|Thurs?|Fri|Satur|Sat|Sun)(?:day)?\.?,? )?"
    rf"(?P<day>{ISO}|{WRITTEN}|{NUMERIC})(?!\w)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\b(?:from|until|till|since|before|after|by|to)|\d(?: [A-Z][a-z]+)? ?[–—-]) *$", re.IGNORECASE
)
_AFTER = re.compile(r" *[–—-] *(?:\)|(?:[A-Z][a-z]+ )?\d{4})")
"""A day beside one of these bounds a time."""

_CLOCK = re.compile(
    r"\b(?:at )?(?:\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?)"
    r"(?: ?\(?(?:Z|UTC|GMT|BST|[CEMP][DES]?T|CEST|[+-]\d\d:?\d\d)\b\)?)?",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w.’'-]*"
_PERSON = rf"{_NAME}(?: (?:de|van|von|der|la|{_NAME})){{0,3}}"
_BYLINE = re.compile(rf"(?i:\bby:? )({_PERSON}(?:,? (?:and|&) {_PERSON}|, {_NAME} {_NAME})*)")
_PARTS = re.compile(r"[^\w.’' -]+|(?<=\w\w)\.(?= )| [–—-] ")
_WORD = re.compile(r"[^\W_][\w.’'-]*")
_OUTLET = re.compile(
    r"\b(?:times|post|news|gazette|herald|tribune|journal|daily|press|guardian|observer|telegraph|mail|weekly"
    r"|review|magazine|chronicle|courier|express|examiner|standard|independent|dispatch|sentinel|record|reuters|afp"
    r"|ap|bbc|cnn|npr|radio|agency|bulletin|blog)\b",
    re.IGNORECASE,
)
_PUBLISHED = frozenset(["published", "posted", "written", "reported", "updated", "release"])
_WORDS = _PUBLISHED | set(
    re.findall(
        r"\w+",
        """by for from of the at on in and de la van von der last modified edited revised report press
        immediate special staff writer correspondent reporter editor min mins minute minutes read page pages
        p pp vol volume no nr issue number edition source original originally first date dated our own via
        article story column opinion""",
    )
)


def credit(lines: Sequence[str], *, titled: bool) -> Facts | None:
    """What these lines together say, or None where they are something else.

    Without a title above them (`titled`) they have to name an outlet or an author, or say that they publish.
    """
    line = " | ".join(lines)
    if len(line) > LONGEST or "\t" in line:
        return None
    found = list(_DAY.finditer(line))
    days = {day(one["day"]) for one in found if not one["revised"]} or {day(one["day"]) for one in found}
    published = days.pop() if len(days) == 1 else None
    bounds = (_BEFORE.search(line, 0, one.start()) or _AFTER.match(line, one.end()) for one in found)
    if not published or any(bounds):
        return None
    unsigned = _CLOCK.sub("|", _DAY.sub("|", line))
    byline = _BYLINE.search(unsigned)
    rest = _BYLINE.sub("|", unsigned)
    parts = [_WORD.findall(part) for part in _PARTS.split(rest)]
    if any(len(part) > _MOST_WORDS or not all(map(_belongs, part)) for part in parts):
        return None
    words = [word.lower() for part in parts for word in part]
    said = any(one["revised"] for one in found) or not _PUBLISHED.isdisjoint(words)
    marked = byline or said or _OUTLET.search(rest)
    unmarked = titled and published.year >= _FIRST_YEAR and words[:1] not in _ARTICLES
    if not marked and not (unmarked and len(words) <= _MOST_UNMARKED):
        return None
    return Facts(author=byline and _author(byline[1]), published=published)


def _belongs(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word.rstrip(".’'-").lower() in _WORDS


def _author(names: str) -> str | None:
    """Without the outlet that may follow, nor the beginning of what does."""
    people = [one for one in names.split(", ") if not _OUTLET.search(one)]
    words = ", ".join(people).split()
    while words and words[-1].lower() in _WORDS:
        words.pop()
    return " ".join(words) or None
