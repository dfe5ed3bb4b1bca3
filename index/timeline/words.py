"""The vocabulary of English time expressions: months, weekdays, units, numbers in words."""

from __future__ import annotations

import re
from typing import Literal

Unit = Literal[
    "second", "minute", "hour", "day", "weekend", "week", "month", "quarter", "year", "decade", "century"
]

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth",
    "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth",
    "thirty-first",
]  # fmt: skip

SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS_OF_DAY = {
    "morning": "TMO", "midday": "TMI", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "daytime": "TDT",
}  # fmt: skip
DECADES = {word: 2 + i for i, word in enumerate(
    ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
)}  # fmt: skip

_NUMBERS = {word: i for i, word in enumerate(_ONES)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
_NUMBERS |= {"a": 1, "an": 1, "single": 1, "couple": 2, "dozen": 12}
_SCALES = {"hundred": 100, "thousand": 1000}
_UNITS: dict[str, Unit] = {
    "second": "second", "minute": "minute", "hour": "hour", "day": "day", "weekend": "weekend",
    "week": "week", "month": "month", "quarter": "quarter", "year": "year", "decade": "decade",
    "century": "century", "centurie": "century",
}  # fmt: skip
_VAGUE = re.compile(
    r"\b(?:several|few|many|some|recent|dozens|hundreds|thousands|couple|number|countless|tens|multiple"
    r"|various|numerous)\b"
)


def month_number(word: str) -> int:
    """1 to 12 for 'Sept.', 'september', 'SEP'; raises ValueError for anything else."""
    stem = word.lower().rstrip(".")[:3]
    return _MONTHS.index(stem) + 1


def weekday_number(word: str) -> int:
    """0 (Monday) to 6 for a weekday's name or the beginning of one; raises ValueError for anything else."""
    return _DAYS.index(word.lower()[:3])


def ordinal_number(word: str) -> int:
    """1 for 'first' or '1st', 21 for 'twenty-first'; raises ValueError for what is no ordinal."""
    digits = re.match(r"\d+", word)
    if digits:
        return int(digits.group())
    return _ORDINALS.index(re.sub(r"\s+", "-", word.lower())) + 1


def leading_number(word: str) -> int:
    """4 for '4th'; raises ValueError where no digit leads."""
    return int(re.split(r"\D", word, maxsplit=1)[0])


def unit_of(word: str) -> Unit:
    """The unit named by its singular or plural; raises KeyError for anything else."""
    return _UNITS[word.lower().removesuffix("s")]


def quantity(phrase: str) -> float | None:
    """The number in 'nearly 2 1/2', 'twenty-five', 'a' or 'half a'; None for a vague one ('several').

    'a couple of' and 'dozens of' are vague, as TIMEX3 writes them with an X.
    """
    phrase = re.sub(r"[-\s]+", " ", phrase.lower().replace(",", "")).strip()
    if _VAGUE.search(phrase):
        return None
    half = 0.5 if re.search(r"\band a half\b|1/2", phrase) else 0.0
    phrase = re.sub(r"\band a half\b|1/2", "", phrase).strip()
    if phrase.startswith("half"):
        return 0.5
    if digits := re.match(r"\d+(?:\.\d+)?", phrase):
        return float(digits.group()) + half
    total = 0.0
    for word in phrase.split():
        if word in _SCALES:
            total = max(total, 1) * _SCALES[word]
        else:
            total += _NUMBERS.get(word, 0)
    return total + half
