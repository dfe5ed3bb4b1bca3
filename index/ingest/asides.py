"""Text that stands in a document but is not its story: notices, credits, invitations to subscribe.

The rules speak about kinds of sentences, not about publishers. A sentence that begins with a quotation
mark is never an aside: someone said it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.model import Range
from index.sentences import sentences, trim

_WORK = r"(?:article|story|post|piece|essay|text|page|column|interview|transcript|version)"

# Each alternative must match from the first word of a sentence.
_NOTICE = re.compile(
    rf"""
    (?:this|the\ (?:above|preceding|following|foregoing))\ (?:is|was)\ (?:an?|the|our|my)\ (?:[\w-]+\ ){{0,3}}
        (?:version|summary|excerpt|extract|abridg\w+|transcript|translation|adaptation|reprint|digest)\b
    | this\ (?:[\w-]+\ )?{_WORK}\ (?:was|is|has\ been|have\ been|will\ be|originally|first|also|may)\b
        .*\b(?:publish\w*|appear\w*|updated?|corrected|edited|condensed|abridged|translated|adapted
              |reprinted|produced|syndicated|sponsored|republished|licensed)\b
    | the\ {_WORK}\ (?:originally|first)\ (?:appeared|published)\b
    | (?:©|\(c\)|copyright\b).*(?:\d{{4}}|reserved)
    | all\ rights\ reserved
    | (?:read|see|watch|listen|learn|discover|find\ out)\ more\b.{{0,120}}$
    | more\ (?:on|from|about|in)\b.{{0,80}}(?::|https?://)
    | more\ [\w .]{{1,40}}:\ *https?://
    | (?:read|see|watch|listen)\ (?:also|next|here)\b
    | (?:related|recommended|up\ next|also\ read)\b.{{0,20}}(?:$|:)
    | (?:click|tap)\ (?:here|on\ the\ link)\b
    | .{{0,160}}\b(?:sign\ up|subscribe)\b.{{0,160}}
        \b(?:here|newsletters?|alerts?|inbox|updates|today|channel|podcast|journalism|access)\b
    | (?:get|want|join|help)\b.{{0,100}}\b(?:newsletter|your\ inbox|delivered\ (?:straight\ )?to)\b
    | (?:subscribe|sign\ up|register|log\ in)\b.{{0,80}}$
    | (?:follow|contact|email|e-mail|reach)\b.{{0,120}}
        (?:\bon\ (?:twitter|facebook|instagram|x|threads|tiktok|bluesky)\b|@\w+|\bvia\ email\b)
    | like\ us\ on\ facebook\b
    | (?:contributing|contributors?|(?:reporting|editing|photos?|photograph)\ by|additional\ reporting)\b
        :?.{{1,150}}$
    | .{{0,150}}\bcontributed\ to\ this\ (?:report|story|article)\b
    | advertisement(?:\b.{{0,30}})?$
    | (?:skip\ to|print\ this|share\ this|save\ this)\b.{{0,40}}$
    | (?:we|this\ (?:site|website))\ uses?\ cookies\b
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# Found in every notice and in few other paragraphs, which spares the others from being split.
_HINT = re.compile(
    rf"""
    \bthe\ (?:above|preceding|following|foregoing)\b | \bthis\ (?:is|was)\ (?:an?|the|our|my)\b
    | \b(?:this|the)\ (?:[\w-]+\ )?{_WORK}\ (?:was|is|ha|will|orig|first|also|may)
    | copyright | © | \(c\) | rights\ reserved
    | \b(?:read|see|watch|listen|learn|discover|out)\ (?:more|also|next|here)\b
    | \bmore\ (?:on|from|about|in)\b.{{0,80}}(?::|http) | https?:
    | \brelated\b | \brecommended\b | \bup\ next\b
    | also\ read | \b(?:click|tap)\b
    | sign\ up | subscri | newsletter | inbox | delivered | \bregister | log\ in
    | \bfollow\b | \bcontact\b | e-?mail | \breach\b | facebook | contribut
    | (?:reporting|editing|photos?|photograph)\ by | additional\ reporting
    | advertisement | skip\ to | (?:print|share|save)\ this | cookies
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 320  # characters: a notice is short
_SELF = re.compile(r"this\b|the\b", re.IGNORECASE)
_EDGE = 2  # a sentence about 'this article' is a notice only in the first or last two paragraphs
_SAID = "“\"‘'"
# 'CNN —' or 'LONDON (AP) —' on a line of its own.
_DATELINE = re.compile(r"(?:[\w.,()’'-]+ ){1,6}[—–-]{1,2}")

_CONTENTS = re.compile(r"(?:\. ?){5,}+\w{1,5}$")  # '2.1 Syntax . . . . . . 4' in a table of contents
_LONGEST_CONTENTS = 2000


def asides(text: str, paragraphs: Sequence[Range]) -> list[Range]:
    """Ranges of `text` that are no part of the story, in order: whole paragraphs or sentences in them."""
    found: list[Range] = []
    for number, (start, end) in enumerate(paragraphs):
        words = any(map(str.isalnum, text[start:end]))
        if not words or _DATELINE.fullmatch(text, start, end) or _is_contents(text, start, end):
            found.append((start, end))
        elif _HINT.search(text, start, end):
            edge = number < _EDGE or number >= len(paragraphs) - _EDGE
            found += _notices(text, start, end, edge=edge)
    return found


def _is_contents(text: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_CONTENTS and _CONTENTS.search(text, start, end) is not None


def _notices(text: str, start: int, end: int, *, edge: bool) -> list[Range]:
    parts = [(start + left, start + right) for left, right in sentences(text[start:end])]
    kept = [part for part in parts if _is_notice(text, *part, edge=edge)]
    return [(start, end)] if kept and len(kept) == len(parts) else kept


def _is_notice(text: str, start: int, end: int, *, edge: bool) -> bool:
    if end - start > _LONGEST:
        return False
    while start < end and not text[start].isalnum() and text[start] not in f"{_SAID}©(":
        start += 1
    if text[start] == "(" and not text.startswith(("(c)", "(C)"), start):
        start, end = trim(text, start + 1, end)
    if text[start] in _SAID or (_SELF.match(text, start, end) and not edge):
        return False
    return _NOTICE.match(text, start, end) is not None
