"""The grammar of English time expressions. Importing it registers every rule, in order of preference."""

from index.timeline.grammar import amounts, clock, dates, deictic, holidays, vague
from index.timeline.grammar.rule import RULES, Rule

__all__ = ["RULES", "Rule", "amounts", "clock", "dates", "deictic", "holidays", "vague"]
