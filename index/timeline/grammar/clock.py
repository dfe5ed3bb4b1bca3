"""Times of day, alone and with their day."""

from __future__ import annotations

import re

from index.timeline.grammar.rule import after, before, rule, said, words
from index.timeline.grammar.vocabulary import DIGITS, MONTHS, WEEKDAYS
from index.timeline.meaning import Clock, Meaning, Shift, Weekday, YearlessDay
from index.timeline.values import day_value
from index.timeline.words import PARTS_OF_DAY, leading_number, month_number, weekday_number

_ZONE = (
    r"(?: (?:(?P<zone>GMT|UTC|EST|EDT|ET|CST|CDT|CT|PST|PDT|PT|MST|MDT|BST|CET|CEST|IST|JST|local time"
    r"|(?:Eastern|Pacific|Central)(?: time)?)\b))?"
)
_HOUR = (
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])(?:m\b|\. ?m\b\.?)"
    r"|(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?::[0-5]\d)?|(?P<word>noon|midnight|midday))"
)
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}
_ASKS_FOR_TIME = re.compile(
    r"\b(?:at|by|until|till|from|to|before|after|around|about|since|of|between|and) +\Z", re.IGNORECASE
)
_LINE_BEGINS = re.compile(r"(?:\A|\n)[\[(]?\Z")
_ENTRY = re.compile(r"[\])]? ?(?:- |: )")
_DAY = r"(?P<weekday><WEEKDAY>)|(?P<near>yesterday|today|tomorrow)|(?P<month><MONTH>) (?P<day><DAY>)"


def _heads_line(match: re.Match[str]) -> bool:
    """'16:05 - The cable breaks.', in a log."""
    return bool(_LINE_BEGINS.search(before(match, 2)) and _ENTRY.match(after(match, 4)))


@rule(
    rf"\b{_HOUR}{_ZONE}(?: ?,)?(?: on)? (?:{_DAY})\b(?! ?,? ?\d{{4}})",
    needs=(WEEKDAYS | MONTHS | words("yesterday today tomorrow"), DIGITS | words("noon midnight midday")),
)
def clock_and_day(match: re.Match[str]) -> Meaning | None:
    time = _time(match)
    if time is None:
        return None
    if match["weekday"]:
        return Clock(time, Weekday(weekday_number(match["weekday"])))
    if match["near"]:
        return Clock(time, Shift(_DAYS[said(match, "near")], "day"))
    month, day = month_number(match["month"]), leading_number(match["day"])
    return Clock(time, YearlessDay(month, day)) if day_value(2000, month, day) else None


@rule(
    rf"(?<![\d.:$])\b{_HOUR}{_ZONE}(?: (?P<tonight>tonight|this (?:morning|afternoon|evening)))?"
    rf"(?![\d:])(?=\W|$)",
    needs=(DIGITS | words("noon midnight midday"),),
)
def clock(match: re.Match[str]) -> Meaning | None:
    time = _time(match)
    if time is None:
        return None
    # '03:33' alone may be the length of a film or a score.
    asked = match["zone"] or _ASKS_FOR_TIME.search(before(match, 10)) or _heads_line(match)
    if match["hour24"] and not asked:
        return None
    return Clock(time, Shift(0, "day") if match["tonight"] else None)


@rule(
    r"\b(?P<digits>[01]\d[0-5]\d|2[0-3][0-5]\d) ?(?:hours )?(?P<zone>GMT|UTC|local time|hours)\b",
    needs=(DIGITS,),
    cased=True,
)
def military(match: re.Match[str]) -> Meaning:
    return Clock(f"T{match['digits'][:2]}:{match['digits'][2:]}{_suffix(match['zone'])}")


@rule(
    r"\b(?P<hour>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d\d?) o ?'clock"
    r"(?: in the (?P<pod>morning|afternoon|evening)| at (?P<night>night))?\b",
    needs=(words("clock"),),
)
def o_clock(match: re.Match[str]) -> Meaning | None:
    names = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ]
    word = said(match, "hour")
    hour = int(word) if word.isdigit() else names.index(word) + 1
    if not 0 < hour <= 12:  # noqa: PLR2004 -- a clock face
        return None
    later = said(match, "pod") in ("afternoon", "evening") or bool(match["night"])
    return Clock(f"T{hour % 12 + (12 if later else 0):02}:00")


def _time(match: re.Match[str]) -> str | None:
    if match["word"]:
        return "T24:00" if said(match, "word") == "midnight" else "T12:00"
    zone = _suffix(match["zone"])
    if match["hour24"]:
        return f"T{int(match['hour24']):02}:{match['minute24']}{zone}"
    hour = int(match["hour"])
    if not 0 < hour <= 12:  # noqa: PLR2004 -- a clock face
        return None
    return f"T{hour % 12 + (12 if match['half'] in 'pP' else 0):02}:{match['minute'] or '00'}{zone}"


def _suffix(zone: str | None) -> str:
    return "Z" if zone in ("GMT", "UTC") else ""


@rule(
    r"\b(?P<month><MONTH>) (?P<day><DAY>) (?P<pod>morning|afternoon|evening|night)\b", needs=(MONTHS, DIGITS)
)
def month_day_part(match: re.Match[str]) -> Meaning | None:
    month, day = month_number(match["month"]), leading_number(match["day"])
    return (
        Clock(PARTS_OF_DAY[said(match, "pod")], YearlessDay(month, day))
        if day_value(2000, month, day)
        else None
    )
