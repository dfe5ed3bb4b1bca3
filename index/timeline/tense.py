"""Which way a sentence looks from its own day: back, ahead, or neither.

A weekday or a month without a year is one of many; the nearest verb says which one was meant.
"""

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["past", "future"] | None

_IRREGULAR = (
    "was|were|had|did|said|began|came|went|took|made|held|met|won|lost|left|died|sent|got|gave|saw|told|rose|fell|grew"
    "|hit|shot|sold|bought|brought|built|felt|found|fought|flew|heard|kept|knew|led|paid|ran|sat|spoke|spent|stood"
    "|struck|taught|thought|threw|wrote|became|broke|chose|drew|drove|ate|forgot|froze|hid|laid|lay|meant|rode|sank"
    "|sang|shook|slept|slid|stole|stuck|swept|tore|understood|woke|wore|arose|bore|bid|blew|burst|caught|dealt|dug"
    "|fled|forbade|forgave|hung|overcame|overtook|sought|shrank|spun|sprang|swore|swung|withdrew|wound|been|gone|taken"
    "|seen|given|done|known|fallen|risen|grown|broken|chosen|written|born|beaten|drove|underwent|undertook|slipped"
)
_FUTURE = (
    # 'will be held', "won't", 'going to'
    (
        r"\b(?:will|shall|won't|wo n't|would|'ll|going to)\b(?: (?:also|not|now|then|probably|likely"
        r"|only|soon|be|have"
        r"|n't))* ?\w*(?: (?:held|made|sold|met|sent|built|\w+ed))?"
    ),
    # 'is expected to open', 'set for', 'planned on'
    (
        r"\b(?:(?:is|are|was|were) )?(?:scheduled|slated|expected|set|poised|planned|likely|supposed"
        r"|about|ready|planning"
        r"|hoping|preparing)(?: to(?: be)? \w+| for\b| in\b| on\b| by\b)"
    ),
    (
        r"\b(?:(?:is|are|was|were) )?(?:expected|due|scheduled|set|slated|planned) (?:(?:on|by|in"
        r"|for) )?\Z"
    ),
    (
        r"\bdue (?:to (?:be|begin|start|open|close|meet|arrive|appear|expire|end|take|launch|release"
        r"|return|leave|step"
        r"|report|visit|vote|speak|become|go|hold|host|face|play|run|receive)\b|in\b|on\b|by\b|out\b"
        r"|back\b)"
    ),
    # 'is to leave', 'plans to leave', 'to be decided'
    r"\b(?:is|are|am) to(?: be)? \w+",
    (
        r"\b(?:plans?|intends?|expects?|hopes?|aims?|wants?|agree[sd]?|prepares?|promise[sd]?"
        r"|vow(?:s|ed)) to(?: be)? \w+"
    ),
    r"\bto be \w+",
    (
        r"\b(?:upcoming|scheduled|slated|planned|deadline|effective|payable|expires?|expiring"
        r"|ahead of|awaits?|looms?"
        r"|(?<!to )(?:reopen|resume)s?)\b"
    ),
    # a present tense right before the date is a timetable: 'the trial begins Monday', 'until Monday'
    (
        r"\b(?:begins?|starts?|opens?|ends?|closes?|kicks off|takes place|runs?|arrives|returns|goes"
        r"|comes|is|meets?|leaves?|departs?|sails?|flies|gathers?)"
        r" (?:(?:on|in|at|through|until|from) )?\Z"
    ),
    r"\b(?:until|till|no later than|as (?:soon|early) as) \Z",
)
_NEITHER = (
    r"\b(?:could|can|may|might|should|must) (?:be )?\w+",
    r"\b(?:is|are|be|being)(?: \w+ly| not)? (?:left|known|made|held|seen|\w{2,}ed|\w{2,}ing)\b",
)
_PAST = (
    r"\bafter \w+ing\b",
    r"\bhaving\b",
    rf"\b(?:{_IRREGULAR})\b",
    # regular verbs, but not the nouns and adjectives that end alike
    (
        r"\b(?!aged|based|named|called|related|need|indeed|bed|red|shed|speed|feed|seed|hundred"
        r"|united|exceed|proceed"
        r"|succeed|embed|breed|greed|deed|reed|sacred|naked|wicked)\w{2,}ed\b"
    ),
)
_CUES = re.compile(
    f"(?P<future>{'|'.join(_FUTURE)})|(?P<neither>{'|'.join(_NEITHER)})|(?P<past>{'|'.join(_PAST)})",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:is|are|will|can|may|could|would|should)\b|(?:it|that|he|she|there|what)'s\b", re.IGNORECASE
)
_SINCE = re.compile(r"\bsince(?: the| last)? \Z", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|following)(?: the| last)? \Z", re.IGNORECASE)
_OWNS = ("'s", " 's", "'")
_REACH = 140
"""Characters of context, about a clause."""


def direction(sentence: str, start: int, end: int) -> Direction:
    """Where the verb nearest to `sentence[start:end]` looks: the last before it, else the first after it."""
    before = re.split(r"[;:\"]", sentence[max(0, start - _REACH) : start])[-1]
    if _SINCE.search(before):
        return "past"
    if cue := _last(before):
        return cue
    if _AFTER.search(before):
        return "past"
    if sentence.startswith(_OWNS, end):
        return None
    after = re.split(r"[;\"]", sentence[end : end + _REACH])[0]
    match = _CUES.search(after)
    return _of(match) if match else None


def looks_back(sentence: str) -> bool:
    """Whether the first verb of a sentence is in the past; a headline's present counts as past."""
    if sentence.rstrip()[-1:].isalnum():
        return True
    past = next((match.start() for match in _CUES.finditer(sentence) if _of(match) == "past"), None)
    present = _PRESENT.search(sentence)
    return past is not None and (present is None or past < present.start())


def _last(context: str) -> Direction:
    found: Direction = None
    for match in _CUES.finditer(context):
        found = _of(match)
    return found


def _of(cue: re.Match[str]) -> Direction:
    match cue.lastgroup:
        case "future":
            return "future"
        case "past":
            return "past"
        case _:
            return None
