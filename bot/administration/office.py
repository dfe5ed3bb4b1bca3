"""What every act begins and ends with: which story is meant, whether it may be touched, and the audit log."""

from __future__ import annotations

from collections.abc import Callable

from bot.access import Access
from bot.administration.asked import Asked
from bot.administration.building import Outcome
from bot.administration.holding import Holdings
from bot.administration.rights import AccessError, Rights
from bot.administration.undoing import undo_button
from bot.place import Place
from bot.reply import Action
from bot.state import State


class Office:
    """Everything here blocks, as the state database does; `clock` gives seconds since the epoch."""

    def __init__(
        self,
        state: State,
        access: Access,
        rights: Rights,
        holdings: Holdings,
        clock: Callable[[], float],
    ) -> None:
        self.state, self.access, self.rights, self.holdings, self.clock = (
            state,
            access,
            rights,
            holdings,
            clock,
        )

    def changing(self, asked: Asked, *, whole: bool = False) -> str:
        """The story named, or the place's own; one that this person may change, and that exists.

        Raises:
            AccessError: they may not, or there is none.
        """
        return self.existing(self.rights.story(asked.person, asked.place, asked.option("story"), whole=whole))

    def seeing(self, asked: Asked) -> tuple[str, bool]:
        """The story named, or the place's own, and whether this person may change it.

        Raises:
            AccessError, StoryError: it can neither be changed nor asked by them here.
        """
        try:
            return self.changing(asked), True
        except AccessError:
            return self.access.story(asked.place, asked.option("story")), False

    def existing(self, story: str) -> str:
        """Raises `AccessError` in the words that a story of others is refused with."""
        if story not in self.state.stories.names() and not self.holdings.exists(story):
            raise AccessError(f"there is no story {story[:64]!r} to administer here")
        return story

    def note(self, asked: Asked, what: str, story: str, *, before: str = "", after: str = "") -> None:
        """One row of the audit log."""
        self.state.audit.add(
            self.clock(), asked.place, asked.person, what, story=story, before=before, after=after
        )

    def undoing(self, place: Place, outcome: Outcome) -> Action:
        """The button that takes a change back, as long as no other change came after it."""
        return undo_button(self.state.offers, place, outcome.story, outcome.after, self.clock())
