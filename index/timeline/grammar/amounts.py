"""Durations and sets: how long, how often."""

from __future__ import annotations

import re

from index.timeline.grammar.rule import before, rule, said, words
from index.timeline.grammar.vocabulary import PLURAL_WEEKDAYS, UNITS
from index.timeline.meaning import Amount, Fixed, Meaning, Recurring
from index.timeline.words import PARTS_OF_DAY, SEASONS, month_number, quantity, unit_of, weekday_number

_FREQUENCIES = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "biweekly": "P2W",
    "fortnightly": "P2W", "monthly": "P1M", "annually": "P1Y", "yearly": "P1Y",
}  # fmt: skip


# ---- durations


@rule(
    r"\b(?:(?:the|this|these|those|his|her|their|its|our) )?(?:past|last|previous|next|coming|following"
    r"|preceding|first|final|opening|closing) "
    r"(?:<ABOUT> )?(?P<number><NUMBER>|<VAGUE>|couple of|half(?:[- ]an?)?) (?:<KIND> )?"
    r"(?P<unit><UNIT>)s?\b(?! (?:ago|earlier|later)\b)(?!-)",
    needs=(UNITS,),
)
def window(match: re.Match[str]) -> Meaning:
    return Amount(quantity(match["number"]), unit_of(match["unit"]))


@rule(
    r"\b(?P<which>the past|the last|recent|the coming|coming|the next|the previous|past|previous|last"
    r"|these past) (?:<KIND> )?(?P<unit><LONG_UNIT>)s\b(?! (?:ago|earlier|later)\b)",
    needs=(UNITS,),
)
def vague_window(match: re.Match[str]) -> Meaning | None:
    if said(match, "which") == "recent":
        return Fixed("PAST_REF")
    return Amount(None, unit_of(match["unit"]))


@rule(
    r"\b(?:<ABOUT> )?(?P<number><NUMBER>|<VAGUE>|half an?|half a dozen|(?:a|two|three) dozen|more) (?:"
    r"(?:full|more|additional|another) )?(?:<KIND> )?(?P<unit><UNIT>)s?"
    r"(?P<half> and a half)?(?:,? and (?P<rest><NUMBER>) (?P<rest_unit>month|minute|week|day|second"
    r"|hour)s?)?\b(?! ?-?(?:olds?|old)\b|\w|-)",
    needs=(UNITS,),
)
def amount(match: re.Match[str]) -> Meaning | None:
    number, unit = quantity(match["number"]), unit_of(match["unit"])
    if unit == "second" and not match.group().lower().endswith("s"):
        return None
    if _is_ordinal_mark(match) or (unit == "quarter" and _FRACTION.match(match.string, match.end())):
        return None
    if number is not None and match["rest"]:
        return Amount(number, unit, (quantity(match["rest"]) or 0, unit_of(match["rest_unit"])))
    return Amount(number + 0.5 if number is not None and match["half"] else number, unit)


@rule(
    r"\b(?P<number><NUMBER>|multi|several|many|half)-(?P<unit><UNIT>)s?(?:-long)?\b(?!-?olds?\b| old\b|-of)",
    needs=(UNITS,),
)
def compound(match: re.Match[str]) -> Meaning | None:
    if said(match, "unit") == "second" and said(match, "number") in (
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
    ):
        return None
    word = said(match, "number")
    if said(match, "unit") == "quarter" and _FRACTION.match(match.string, match.end()):
        return None
    return Amount(None if word in ("multi", "several", "many") else quantity(word), unit_of(match["unit"]))


@rule(r"\b(?P<unit>second|minute|hour|day|week|month|year|decade|centurie)s-long\b", needs=(UNITS,))
def plural_long(match: re.Match[str]) -> Meaning:
    return Amount(None, unit_of(match["unit"]))


@rule(r"\b(?P<unit>hour|day|weekend|week|month|year|decade|century)-long\b", needs=(UNITS,))
def unit_long(match: re.Match[str]) -> Meaning:
    return Amount(1, unit_of(match["unit"]))


@rule(
    r"(?<![-\w])(?:<ABOUT> )?(?P<article>an?|one|a single) (?:<KIND> )?(?P<unit>hour|day|week|weekend"
    r"|month|year|decade|century|quarter)(?P<half> and a half)?\b"
    r"(?!-| (?:end|old|ago|earlier|later)\b|\w)",
    needs=(UNITS,),
)
def one_unit(match: re.Match[str]) -> Meaning | None:
    unit = unit_of(match["unit"])
    if said(match, "article") in ("a", "an") and _RATE.search(before(match, 25)):
        return Recurring(Amount(1, unit).value)
    if unit == "quarter":
        return None
    return Amount(1.5 if match["half"] else 1, unit)


_RATE = re.compile(
    r"(?:\d|[$%]|\b(?:percent|dollars|times|million|billion|once|twice|cents?|hundred|thousand|each"
    r"|trillion|gallons|barrels|hours|days|pounds|euros))\W*\Z",
    re.IGNORECASE,
)


@rule(
    r"\b(?P<unit>decade|centurie|year|month|week|day|hour|minute)s(?= (?:of|before|after|to come|later"
    r"|earlier)\b)"
    r"|\b(?:for|in|over|within) (?P<span>(?P<for>decade|centurie|year|month|week|day|hour"
    r"|minute)s)\b(?! ago\b|-)",
    needs=(UNITS,),
)
def bare_plural(match: re.Match[str]) -> Meaning | None:
    return Amount(None, unit_of(match["unit"] or match["for"]))


def _is_ordinal_mark(match: re.Match[str]) -> bool:
    """A number glued to money or a decimal is no count: '$50 year', 'No. 1 day'."""
    return before(match, 1) in ("$", ".", "£", "€", "#")


_FRACTION = re.compile(r" +of\b| +(?:mile|inch|point|cent|million|billion)|s? +full")


# ---- sets


@rule(
    r"\b(?:every|each) (?:(?P<number>other|single|few|<NUMBER>) )?(?P<unit><UNIT>|<WEEKDAY>|<MONTH>"
    r"|<POD>|<SEASON>)s?\b(?! of the (?:two|three|four))(?!-)",
    needs=(words("every each"),),
)
def every(match: re.Match[str]) -> Meaning | None:
    unit = said(match, "unit")
    number = said(match, "number") or "single"
    if unit in PARTS_OF_DAY:
        return Recurring(f"XXXX-XX-XX{PARTS_OF_DAY[unit]}")
    if unit in SEASONS:
        return Recurring(f"XXXX-{SEASONS[unit]}")
    try:
        amount_of_unit = {"other": 2.0, "single": 1.0, "few": None}.get(number, quantity(number))
        return Recurring(Amount(amount_of_unit, unit_of(unit)).value)
    except KeyError:
        pass
    if unit.endswith("day"):
        return Recurring(f"XXXX-WXX-{weekday_number(unit) + 1}")
    return Recurring(f"XXXX-{month_number(unit):02}")


@rule(r"\b(?P<day><WEEKDAY>)s\b(?!')", needs=(PLURAL_WEEKDAYS,), cased=True)
def weekdays(match: re.Match[str]) -> Meaning:
    return Recurring(f"XXXX-WXX-{weekday_number(match['day']) + 1}")


@rule(
    r"\b(?P<word>hourly|daily|nightly|weekly|biweekly|fortnightly|monthly|annually|yearly)\b(?! (?:News"
    r"|Mail|Telegraph|Express|Mirror|Star|Beast|Show|Times|Post|Standard)\b)",
    needs=(frozenset(_FREQUENCIES),),
)
def frequency(match: re.Match[str]) -> Meaning | None:
    word = match["word"]
    if word[0].isupper() and not re.search(r"(?:\A|[.!?\n\"] ?)\Z", before(match, 2)):
        return None
    return Recurring(_FREQUENCIES[word.lower()])


@rule(
    r"\b(?:once|twice|three times|several times|many times) (?P<span>an? (?P<unit>day|week|month|year))\b",
    needs=(UNITS, words("once twice times")),
)
def times_a_unit(match: re.Match[str]) -> Meaning:
    return Recurring(Amount(1, unit_of(match["unit"])).value)
