"""Title, author and publication date of a document, and which of its text is no story.

In this order: what the file states (front matter, page metadata, JSON fields), a header in the text, the
file name, what a program left in the file, and for a title at last the first heading or the name itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from pathlib import PurePosixPath

from index.ingest.asides import asides
from index.ingest.content import LONE_SURROGATE, Content, Facts
from index.ingest.credits import credit
from index.ingest.dates import ISO, WRITTEN, day, day_in_name
from index.ingest.files import Source
from index.model import Document, Range

_TITLES = ("title", "headline", "name")
_AUTHORS = ("author", "authors", "byline", "creator", "by")
_DATES = (
    "date", "published", "published_at", "publishedAt", "publication_date", "pub_date", "pubDate",
    "datePublished", "date_published", "publish_date", "posted", "created_at", "created", "timestamp",
)  # fmt: skip

_LABEL = r"(?:date|dated|published|posted|created|publication date)(?: on)?"
_ZONE = r"(?: ?\(?(?:Z|[A-Z]{2,4}|[+-]\d\d:?\d\d)\)?)?"
_CLOCK = rf"(?:[ ,T]+(?:at )?\d{{1,2}}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?{_ZONE})?"
_HEADER = re.compile(
    rf"(?:(?P<label>{_LABEL})\s*:?\s+)?(?:[A-Z][a-z]+day,? )?(?P<date>{ISO}|{WRITTEN}){_CLOCK}(?P<rest>.*)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(title|headline|author|by|byline|date|published|posted|source|url|link|language"
    r"|from|to|cc|bcc|reply-to|sent|subject)\s*:\s*(.+)",
    re.IGNORECASE,
)
_OF_MAIL = {"subject": "title", "from": "author", "sent": "date"}
_BYLINE = re.compile(r"by:? ([A-Z][\w.’'-]+(?:(?:,| and|,? &)? [A-Z][\w.’'-]+){0,7})", re.IGNORECASE)
_OTHER_FIELD = re.compile(
    r"\W*\b(?:time|place|location|venue|present|absent|attending|attendees|participants|apologies|chair|interviewer"
    r"|recorded by)\s*:\s",
    re.IGNORECASE,
)
"""'Date: 14 March 2023 Present: Ann Lee': what follows is worth quoting."""
_LINE = re.compile(r"\S.*")
_ENTRY = re.compile(r"\s*(?:[–—|:]|- )\s*\w")
_DATED_TITLE = re.compile(
    r"(?=.*\b(?:interview|minutes|meeting|log|letter|memo|memorandum|statement|transcript|press|speech"
    r"|report|bulletin|hearing|testimony|notes|agenda|newsletter|briefing)\b)"
    rf".*?[,;(–—|-]\s*(?:[A-Z][a-z]+day,? )?(?P<date>{WRITTEN})\)?",
    re.IGNORECASE,
)
"""Of these a date in the title is that of the text, and not only of what it tells of."""
_DATELINE = re.compile(
    rf"[A-Z][A-Z.’' -]+(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)?,? \(?(?P<date>{WRITTEN})\)?"
    r"(?: ?[(/][\w /.&-]+[)/])? ?[–—-]{1,2} *(?=\w)"
)
"""'ELMSHAVEN, March 14, 2023 (Reuters) — The council': before the first sentence of a story."""
_SEPARATORS = " \t–—-|:,.;"
_FIRST = 4  # a header stands within the first few paragraphs
_LONGEST_TITLE = 300
_TITLE_WORDS = 20


def document(content: Content, source: Source, media_type: str) -> Document:
    """The document that a parser's content becomes; header lines and notices are marked as asides."""
    paragraphs = list(content.paragraphs)
    found, header = _header(content.text, paragraphs)
    stem = PurePosixPath(source.name).stem
    facts = (
        content.stated.or_else(found)
        .or_else(Facts(published=day_in_name(stem)))
        .or_else(content.guessed)
        .or_else(
            Facts(title=_first_heading(content, header) or stem.replace("_", " ").strip() or source.name)
        )
    )
    return Document(
        text=content.text,
        title=_one_line(facts.title or source.name)[:_LONGEST_TITLE] or source.name,
        origin=content.origin or source.origin,
        media_type=media_type,
        published=facts.published,
        author=_one_line(facts.author or "") or None,
        paragraphs=content.paragraphs,
        headings=content.headings,
        pages=content.pages,
        aside=_merged([*content.aside, *header, *asides(content.text, paragraphs)]),
    )


def _one_line(text: str) -> str:
    return " ".join(LONE_SURROGATE.sub("", text).split())


def facts_of(fields: Mapping[str, object]) -> Facts:
    """Title, author and date out of the usual names of front matter and JSON."""
    lowered = {str(key).lower(): value for key, value in fields.items()}
    dates = (day(lowered.get(name.lower())) for name in _DATES)
    return Facts(
        title=next((text for name in _TITLES if (text := _words(lowered.get(name)))), None),
        author=next((text for name in _AUTHORS if (text := _words(lowered.get(name)))), None),
        published=next((found for found in dates if found), None),
    )


def _words(value: object) -> str | None:
    """A value as text: a string, a person with a name, or a list of either."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, Mapping):
        return _words(value.get("name"))
    if isinstance(value, list | tuple):
        return ", ".join(text for item in value if (text := _words(item))) or None
    return None


def _header(text: str, paragraphs: list[Range]) -> tuple[Facts, list[Range]]:
    """What the first lines say about the text, and where they stand.

    A line with a date and perhaps a title, lines such as 'Author: …', a byline. Anything else, unless
    it is the first line and may be the title, ends the header.
    """
    facts = Facts()
    ranges: list[Range] = []
    head = list(_head(text, paragraphs))
    entries = _entries(text, [*head, *paragraphs[_FIRST:]])
    for number, (start, end) in enumerate(head):
        titled = number > 0 and ranges[:1] != head[:1] and _may_be_title(text[slice(*head[0])])
        said = _said(text[start:end], titled=titled) if (start, end) not in entries else None
        if said is None:
            facts = facts.or_else(Facts(published=_day_beside(text[start:end], title=number == 0)))
            if number:
                break
        if said:
            beside = _HEADER.fullmatch(text, start, end)  # 'Published 12 May 2019, Oslo', under a title
            facts = facts.or_else(replace(said, title=None) if titled and beside else said)
            ranges.append((start, end))
    if ranges and not facts.title:
        above = head[0] not in ranges
        first = text[slice(*head[0 if above else 1])] if above or _halved(head, paragraphs) else ""
        if first and "\n" not in first and len(first) <= _LONGEST_TITLE:  # a line at a date or byline
            facts = facts.or_else(Facts(title=first))
    return facts, ranges


def _halved(head: list[Range], paragraphs: list[Range]) -> bool:
    return len(head) > 1 and head[0][0] == paragraphs[0][0] and head[1][1] == paragraphs[0][1]


def _head(text: str, paragraphs: list[Range]) -> Iterator[Range]:
    """The first paragraphs; of the very first a title and the outlet, day and byline right at it apart."""
    for start, end in paragraphs[:1]:
        lines = [match.span() for match in _LINE.finditer(text, start, end)]
        first, *below = (text[slice(*line)] for line in lines)
        said = _said(first)
        if not below or _said(text[start:end]):
            yield start, end
        elif not said and _may_be_title(first) and _said("\n".join(below), titled=True):
            yield from [lines[0], (lines[1][0], end)]
        elif said and said.published and not said.title and len(below) == 1 and _is_title(below[0]):
            yield from lines
        else:
            yield start, end
    yield from paragraphs[1:_FIRST]


def _entries(text: str, paragraphs: list[Range]) -> set[Range]:
    """The dated lines of a diary or a chronology, of which none says when the whole was published.

    They are of two days at least, each alone on its line over what is no header, or each before its text.
    """
    alone: dict[Range, date | None] = {}
    before: dict[Range, date | None] = {}
    credited: dict[Range, date | None] = {}
    for (start, end), following in zip_longest(paragraphs, paragraphs[1:]):
        line = _HEADER.fullmatch(text, start, end) if end - start <= _LONGEST_TITLE else None
        if line is None and (said := credit(text[start:end].splitlines(), titled=True)):
            credited[start, end] = said.published
        if line is None or line["label"] is not None:
            continue
        if _ENTRY.match(line["rest"]):
            before[start, end] = day(line["date"])
        elif not line["rest"].strip(_SEPARATORS) and following and _said(text[slice(*following)]) is None:
            alone[start, end] = day(line["date"])
    return {place for kind in (alone, before, credited) if len(set(kind.values())) > 1 for place in kind}


def _said(paragraph: str, *, titled: bool = False) -> Facts | None:
    """What a paragraph of the head says; `titled` where it stands under a title."""
    lines = paragraph.splitlines()
    fields = [_FIELD.fullmatch(line.strip()) for line in lines]
    if all(fields) and not any(match and _OTHER_FIELD.search(match[2]) for match in fields):
        stated = {_OF_MAIL.get(match[1].lower(), match[1]): match[2] for match in fields if match}
        outlet = next((text for name, text in stated.items() if name.lower() == "source"), "")
        return facts_of(stated).or_else(credit([outlet], titled=True) or Facts())
    found = _said_in(paragraph) if len(lines) == 1 and len(paragraph) <= _LONGEST_TITLE else None
    return found or (credit(lines, titled=titled) if len(lines) <= _FIRST else None)


def _said_in(line: str) -> Facts | None:
    if byline := _BYLINE.fullmatch(line):
        return Facts(author=byline[1])
    header = _HEADER.fullmatch(line)
    row = header and header["label"] is None and "\t" in line
    if not header or row or _OTHER_FIELD.match(header["rest"]):
        return None
    rest = header["rest"]
    named = header["label"] is not None or header["y"] is not None  # 'May 3, 2021 was a dark day.' is story
    if rest.strip(_SEPARATORS) and not named and not re.match(r"\s*[–—|:-]\s", rest):
        return None
    beside = rest.lstrip(_SEPARATORS).rstrip()
    byline = _BYLINE.fullmatch(beside)
    return Facts(None if byline else beside or None, byline and byline[1], day(header["date"]))


def _day_beside(paragraph: str, *, title: bool) -> date | None:
    """The day in a field among others ('Present: Ann Lee'), or at the end of such a title as 'Minutes'."""
    for line in paragraph.splitlines():
        field = _HEADER.fullmatch(line)
        if field and field["label"] and (not field["rest"].strip() or _OTHER_FIELD.match(field["rest"])):
            return day(field["date"])
    dated = _DATED_TITLE.fullmatch(paragraph) if title and len(paragraph) <= _LONGEST_TITLE else None
    dated = dated or _DATELINE.match(paragraph)
    return day(dated["date"]) if dated else None


def _first_heading(content: Content, header: Sequence[Range]) -> str | None:
    """The first heading, or a first line that is short, ends like a title and has a text below it."""
    if content.headings:
        first = content.headings[0]
        return content.text[first.start : first.end].splitlines()[0]
    story = [part for part in content.paragraphs if part not in header]
    if len(story) > 1:
        line = content.text[slice(*story[0])]
        if (dated := _HEADER.fullmatch(line)) and not dated["rest"]:  # of the first entry of a diary
            return None
        if _is_title(line):
            return line
    return None


def _may_be_title(line: str) -> bool:
    """Of the first line, over a credit."""
    return _is_title(line.rstrip("?!") or line)


def _is_title(line: str) -> bool:
    """Whether a paragraph is one short line that ends like a title, and no row of a table."""
    whole = "\t" not in line and "\n" not in line
    return whole and len(line.split()) <= _TITLE_WORDS and line[-1] not in '.!?,;:”"—–-'


def _merged(ranges: list[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
