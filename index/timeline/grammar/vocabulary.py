"""The sets of words that rules ask for before they look at a text at all."""

from __future__ import annotations

from index.timeline.grammar.rule import words

DIGITS = frozenset("0123456789")
YEARS = words("year years")
UNITS = YEARS | words(
    "second minute hour day weekend week month quarter decade century centurie "
    "seconds minutes hours days weekends weeks months quarters decades centuries"
)
PARTS = words("morning midday afternoon evening night")
WEEKDAYS = words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
)
PLURAL_WEEKDAYS = words("mondays tuesdays wednesdays thursdays fridays saturdays sundays")
MONTHS = words(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
