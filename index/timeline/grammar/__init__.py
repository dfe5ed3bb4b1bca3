"""The grammar of English time expressions. Importing it registers every rule, in order of preference."""

from index.timeline.grammar import amounts, clock, deictic, holidays, months, vague, years
from index.timeline.grammar.rule import RULES, Rule

__all__ = ["RULES", "Rule", "amounts", "clock", "deictic", "holidays", "months", "vague", "years"]
