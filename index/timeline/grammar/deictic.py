"""Dates told from where the writer stands: yesterday, last week, two years ago, the following day."""

from __future__ import annotations

import re
from typing import Literal, cast

from index.timeline.grammar.rule import after, before, rule, said, words
from index.timeline.grammar.vocabulary import PARTS, UNITS, WEEKDAYS, YEARS
from index.timeline.meaning import (
    Amount,
    Beside,
    Clock,
    Fixed,
    Meaning,
    PartOfYear,
    Shift,
    Weekday,
    Which,
    YearlessSeason,
)
from index.timeline.words import PARTS_OF_DAY, SEASONS, Unit, quantity, unit_of, weekday_number

_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}
_WHICH: dict[str, Which] = {
    "last": "last", "past": "last", "this past": "last", "this last": "last", "the previous": "last",
    "this": "this", "next": "next", "this coming": "next", "coming": "next", "the coming": "next",
}  # fmt: skip
_OPENS = re.compile(r"(?:\A|\n|[.!?;] ) *\Z")
_SATURDAY = 5
_STEPS = {
    "last": -1, "this past": -1, "previous": -1, "the previous": -1, "the past": -1, "this": 0, "current": 0,
    "the current": 0, "the present": 0, "next": 1, "coming": 1, "the coming": 1, "this coming": 1,
    "the next": 1, "the last": -1, "upcoming": 1, "the upcoming": 1,
}  # fmt: skip
_EARLY = (
    r"(?P<part>(?:very )?(?:early|late|mid|the (?:beginning|end|start|middle"
    r"|close) of|the (?:rest|remainder) of|most of|much of|later|earlier)[- ](?:in )?)"
)


def _on(day: Meaning, part_of_day: str | None) -> Meaning:
    return Clock(PARTS_OF_DAY[part_of_day.lower()], day) if part_of_day else day


# ---- days


@rule(
    r"\b(?P<which>last|this past|past|this last|this coming|coming|this|next) (?P<day><WEEKDAY>)(?:"
    r"(?:<POSSESSIVE>) (?P<pod><POD>))?\b(?! Times)",
    needs=(WEEKDAYS,),
)
def which_weekday(match: re.Match[str]) -> Meaning:
    return _on(Weekday(weekday_number(match["day"]), _WHICH[said(match, "which")]), match["pod"])


@rule(
    r"\b(?:(?P<part>(?:early|late|mid|later|earlier)(?: on)?[- ])(?:on )?)?(?P<day><WEEKDAY>)(?: "
    r"(?P<pod><POD>))?"
    r"(?:,? (?:(?:of )?(?P<week>last|this|next) week))?\b(?! (?:Times|Herald|Telegraph|Mirror|Mail"
    r"|Express|Post|Night (?:Live|Football))\b|s\b)",
    needs=(WEEKDAYS,),
)
def weekday(match: re.Match[str]) -> Meaning | None:
    if match["day"].islower() or re.search(
        r"\b(?:Black|Bloody|Cyber|Super|Ruby|Freaky|Big) \Z", before(match, 8)
    ):
        return None
    week = _STEPS[said(match, "week")] if match["week"] else None
    return _on(Weekday(weekday_number(match["day"]), None, week), match["pod"])


@rule(
    r"\b(?P<part>(?:early|late|later|earlier) )?(?P<day>yesterday|today|tomorrow)(?: (?P<pod>morning"
    r"|afternoon|evening|night))?\b",
    needs=(words("yesterday today tomorrow"),),
)
def near_day(match: re.Match[str]) -> Meaning | None:
    # 'USA TODAY', 'Russia Today' are newspapers.
    if re.search(r"\b(?:USA|Russia|India|[A-Z]{4,}) \Z", before(match, 12)) and match["day"][0].isupper():
        return None
    if after(match, 5) == " show":
        return None
    return _on(Shift(_DAYS[said(match, "day")], "day"), match["pod"])


@rule(
    r"\b(?P<part>(?:early|late|later|earlier) )?(?:this (?P<pod>morning|afternoon|evening|night)|"
    r"(?P<tonight>tonight))\b",
    needs=(words("this tonight"),),
)
def part_of_today(match: re.Match[str]) -> Meaning:
    return Clock(PARTS_OF_DAY[said(match, "pod") or "night"], Shift(0, "day"))


@rule(
    r"\b(?P<part>(?:early|late|later|earlier) )?(?P<which>last|yesterday) (?P<pod>night|evening)\b",
    needs=(words("night evening"),),
)
def last_night(match: re.Match[str]) -> Meaning:
    return Clock(PARTS_OF_DAY[said(match, "pod")], Shift(-1, "day"))


@rule(r"\bthe day (?P<which>before yesterday|after tomorrow)\b", needs=(words("yesterday tomorrow"),))
def two_days_off(match: re.Match[str]) -> Meaning:
    return Shift(-2 if said(match, "which").startswith("before") else 2, "day")


# ---- weeks and longer


@rule(
    rf"\b{_EARLY}?(?P<which>last|this past|this coming|this|next|the previous|the past|the current"
    rf"|the present|the coming|the upcoming|current|previous|the next|the last|coming|upcoming) "
    r"(?:(?P<kind>fiscal|calendar|financial|school|academic|business|trading) )?(?P<unit>week|weekend"
    r"|month|quarter|year|decade|century|day)\b"
    r"(?!-\w|(?: ?'s)? (?:\d|old|long))",
    needs=(UNITS,),
)
def which_unit(match: re.Match[str]) -> Meaning | None:
    which, unit = said(match, "which"), unit_of(match["unit"])
    if unit == "day" and which != "the past":
        return None
    if which == "the next" and _OPENS.search(before(match, 3)):
        return Shift(1, unit, "reference")  # 'The next year peace came.'
    if (which in ("the past", "the last", "the next") and unit in ("month", "year", "decade", "century")) or (
        which == "the past" and unit != "weekend"
    ):
        return Amount(1, unit)
    origin: Literal["published", "reference"] = (
        "reference" if which in ("the previous", "the next") else "published"
    )
    return Shift(_STEPS[which], unit, origin)


@rule(
    r"\b(?P<which>last|this past|this coming|this|next|the previous|the following|the same|that|the past"
    r"|the coming) (?P<season><SEASON>)\b",
    needs=(frozenset(SEASONS),),
)
def which_season(match: re.Match[str]) -> Meaning | None:
    which = "next" if said(match, "which") == "the following" else _WHICH.get(said(match, "which"), "this")
    if said(match, "season") == "fall" and said(match, "which") in ("the following", "the same", "that"):
        return None
    return YearlessSeason(SEASONS[said(match, "season")], which)


@rule(
    r"\b(?P<part>(?:the )?(?:early|late|mid|end of|beginning of|start of|middle of)[- ](?:the )?)?"
    r"(?:the )?(?P<season><SEASON>)"
    r"(?: of (?P<year><YEAR>)|,? (?P<plain>(?:19|20)\d\d)| (?:of )?(?P<shift>last|this|next) year)\b",
    needs=(frozenset(SEASONS),),
)
def season_of_year(match: re.Match[str]) -> Meaning:
    season = SEASONS[said(match, "season")]
    if year := match["year"] or match["plain"]:
        return Fixed(f"{year}-{season}")
    return PartOfYear(season, _STEPS[said(match, "shift")])


@rule(
    r"\b(?:in|since|by|until|during|through|throughout|for|over|of|before|after|every) (?P<span>(?:the |"
    r"(?P<part>early |late |mid-?))+(?P<season>spring|summer|autumn|fall|winter))\b"
    r"(?! (?:olympics|olympic|games|of|in|from|months|session|term|season)\b)",
    needs=(frozenset(SEASONS),),
)
def the_season(match: re.Match[str]) -> Meaning | None:
    # 'the fall of the wall' and 'in the fall' are told apart by what follows only.
    return YearlessSeason(SEASONS[said(match, "season")])


@rule(
    r"\b(?:in|since|by|until|during|through|for) (?P<span>(?P<season>spring|summer|autumn|winter))\b"
    r"(?=[,.;]| and| when| but)",
    needs=(frozenset(SEASONS),),
)
def bare_season(match: re.Match[str]) -> Meaning:
    return YearlessSeason(SEASONS[said(match, "season")])


@rule(
    r"\b(?:the )?(?:end of (?:the|this) year|year[- ]?end|year ?'s end|(?P<part>(?:start|beginning|middle"
    r"|end|rest|remainder) of )(?:the|this) year)\b",
    needs=(YEARS | words("yearend"),),
)
def around_the_year(_: re.Match[str]) -> Meaning:
    return Shift(0, "year")


@rule(
    r"\b(?:the )?(?P<part>(?:start|beginning|middle|end|rest|remainder) of )(?:the|this) (?P<unit>month"
    r"|week|decade|century|quarter)\b",
    needs=(UNITS,),
)
def around_the_unit(match: re.Match[str]) -> Meaning:
    return Shift(0, unit_of(match["unit"]))


@rule(
    r"\b(?P<part>later|earlier) (?:in the|that|the same) (?P<unit>week|month|year|day|decade)\b",
    needs=(UNITS,),
)
def later_in_the_unit(match: re.Match[str]) -> Meaning:
    unit = unit_of(match["unit"])
    told = unit == "day" or not re.search(r"\bin +the\b", match.group(), re.IGNORECASE)
    return Shift(0, unit, "reference" if told else "published")


# ---- so many units away


@rule(
    r"\b(?:<ABOUT> )?(?P<number><NUMBER>|<VAGUE>|an?|half an?) (?:<KIND> )?(?P<unit><UNIT>)s? "
    r"(?P<which>ago|back|hence)\b(?! (?:to|in|from|at)\b(?<=back\b))",
    needs=(UNITS, words("ago back hence")),
)
def ago(match: re.Match[str]) -> Meaning | None:
    number, unit = quantity(match["number"]), unit_of(match["unit"])
    which = said(match, "which")
    if which == "back" and re.match(r" \w", after(match, 2)):
        return None
    if number is None:
        return Fixed("FUTURE_REF" if which == "hence" else "PAST_REF")
    if said(match, "number").startswith("half") and unit == "year":
        number, unit = 6, "month"
    return _away(number if which == "hence" else -number, unit)


@rule(
    r"\b(?:many |long |some )?(?:years|decades|centuries|months|weeks|days|ages|generations) ago\b"
    r"|\blong ago\b|\bnot (?:so )?long ago\b",
    needs=(words("ago"),),
)
def long_ago(_: re.Match[str]) -> Meaning:
    return Fixed("PAST_REF")


@rule(
    r"\b(?P<number><NUMBER>|an?) (?P<unit>day|week|month|year)s? from (?P<from>now|today|tomorrow)\b",
    needs=(UNITS, words("from")),
)
def from_now(match: re.Match[str]) -> Meaning | None:
    number = quantity(match["number"])
    return None if number is None else _away(number, unit_of(match["unit"]))


@rule(r"\b(?P<number><NUMBER>|an?) weeks? ago (?P<day>today|<WEEKDAY>)\b", needs=(UNITS, words("ago")))
def weeks_ago_on(match: re.Match[str]) -> Meaning | None:
    number = quantity(match["number"])
    if number is None:
        return None
    if said(match, "day") == "today":
        return Shift(-7 * number, "day")
    return Weekday(weekday_number(match["day"]), "last", -int(number))


@rule(
    r"\b(?:<ABOUT> )?(?P<number><NUMBER>|<VAGUE>|an?) (?:<KIND> )?(?P<unit><UNIT>)s? (?P<which>earlier"
    r"|later|beforehand|afterwards?|previously|on)\b(?! (?:this|that|last|in|than)\b|(?<=\bon) (?!,))",
    needs=(UNITS,),
)
def earlier(match: re.Match[str]) -> Meaning | None:
    number, unit, which = quantity(match["number"]), unit_of(match["unit"]), said(match, "which")
    if which == "on":
        return None
    past = which in ("earlier", "beforehand", "previously")
    if number is None:
        return Fixed("PAST_REF" if past else "FUTURE_REF")
    return _away(-number if past else number, unit, "reference")


@rule(r"\b(?:the )?(?:year[- ](?:ago|earlier))(?P<unit>(?: (?:period|quarter|month))?)\b", needs=(YEARS,))
def year_ago_period(match: re.Match[str]) -> Meaning:
    if said(match, "unit") == "quarter":
        return Shift(-4, "quarter")
    return Shift(-1, "year")


def _away(number: float, unit: Unit, origin: Literal["published", "reference"] = "published") -> Meaning:
    if unit == "decade":
        return Shift(number * 10, "year", origin)
    return Shift(number, unit, origin)


# ---- told from the date that the text last spoke of


@rule(
    r"\b(?P<which>the (?:very )?(?:next|following)|the (?:previous|preceding)|that(?: very| same)?|the "
    r"(?:very )?same|the very) "
    r"(?P<unit>day|week|weekend|month|quarter|year|decade|morning|afternoon|evening|night)\b(?! "
    r"(?:before|after|to)\b)(?!-)",
    needs=(UNITS | PARTS,),
)
def told_from_reference(match: re.Match[str]) -> Meaning | None:
    which, unit = said(match, "which"), said(match, "unit")
    step = (
        1 if which.endswith(("next", "following")) else -1 if which.endswith(("previous", "preceding")) else 0
    )
    if unit in PARTS_OF_DAY:
        return Clock(PARTS_OF_DAY[unit], Shift(step, "day", "reference"))
    if unit == "decade" and which == "the next":
        return Amount(1, "decade")
    return Shift(step, cast(Unit, unit), "reference")


@rule(
    r"\b(?:the|a) (?P<unit>day|week|month|year|night) (?P<which>before|after|earlier|later)(?= ?[,.;:)]"
    r"|$| and\b)",
    needs=(UNITS,),
)
def a_unit_before(match: re.Match[str]) -> Meaning:
    step = -1 if said(match, "which") in ("before", "earlier") else 1
    unit = said(match, "unit")
    if unit == "night":
        return Clock("TNI", Shift(step, "day", "reference"))
    return Shift(step, unit_of(unit), "reference")


@rule(
    r"\b(?:over|during|for|on|at|by|until|since|this) (?P<span>the weekend)\b(?! (?:before|after|of)\b)(?!-)",
    needs=(words("weekend"),),
)
def the_weekend(_: re.Match[str]) -> Meaning:
    return Weekday(_SATURDAY, weekend=True)


@rule(
    r"\bthe (?P<unit>day|week|month|year)(?= (?:before|after|following) \w)",
    needs=(UNITS, words("before after following")),
)
def beside(match: re.Match[str]) -> Meaning:
    return Beside(unit_of(match["unit"]))


@rule(
    r"\b(?:end(?:ed|ing|s)?|finish(?:ed|ing|es)?|clos(?:ed?|ing|es)|start(?:ed|ing|s)?|began|begin|for"
    r"|rest of|remainder of|most of|(?<!at\sthe\s)end of"
    r"|over the course of|later in|late in|early in|earlier in) (?P<span>the day)(?= ?[,.;:)]|$| (?:at"
    r"|on|with|down|up|in|by|as|for|when|after|of trading|and)\b)",
    needs=(words("day"),),
)
def the_day(_: re.Match[str]) -> Meaning:
    return Shift(0, "day", "reference")
