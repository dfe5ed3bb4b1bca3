"""The button that takes a change back, under whatever tells of the change."""

from __future__ import annotations

from bot.place import Place
from bot.reply import Action, Verb
from bot.state import Offers

UNDO = "undo"
"""The kind of its offer."""


def undo_button(offers: Offers, place: Place, story: str, snapshot: int, now: float) -> Action:
    """Good for as long as `snapshot`, which the change made, is the current one."""
    return Action(Verb.UNDO, offers.make(place, UNDO, now, story=story), snapshot)
