"""English words that say nothing of what a question is about."""

from __future__ import annotations

STOPWORDS = """
a about after all also am an and any are as at be because been before being between both but by can could
did do does doing during each few for from give had happen happened has have having he her hers him his how i
if in into is it its just may me might more most must my name no nor not of on or other our out over own said
same say
says she should so some such tell than that the their them then there these they this those to too under
until up us very was we were what when where which while who whom whose why will with would you your
d ll m re s t ve
"""
"""Function words, question words and verbs of saying: present or absent, they answer nothing."""
