"""Puts together what the bot knows and has been asked, for platforms that have a home page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.access import Access
from bot.administration.rights import Rights
from bot.place import Person, Place
from bot.reply import Overview, StoryFacts
from bot.state import State
from index.errors import FootnoteError

RECENT = 5
DECLINED = 10
REASONS = 5


class Overviews:
    """Puts an overview together; everything blocks, so it is called from a worker thread.

    `facts` reads a story's facts and may raise `FootnoteError`; `titles` gives the titles of its documents.
    """

    def __init__(
        self,
        access: Access,
        state: State,
        facts: Callable[[str], StoryFacts],
        titles: Callable[[str], Sequence[str]],
        admins: Sequence[str] = (),
    ) -> None:
        self._access, self._state = access, state
        self._facts, self._titles = facts, titles
        self._rights = Rights(state.stories, access, admins)

    def of(self, place: Place, person: Person) -> Overview:
        """What this person may see of what is asked in this place's team."""
        stories = self._access.allowed(place)
        recent = self._state.exchanges.asked_by(place.platform, place.team, person.id, RECENT)
        administrator = self._rights.administers(person, place)
        declined = (
            tuple(self._state.exchanges.declined(place.platform, place.team, DECLINED))
            if administrator
            else None
        )
        return Overview(
            stories=tuple(map(self._story, stories)),
            recent=tuple(recent),
            titles=self._known(stories[0]) if stories else (),
            declined=declined,
            feedback=self._state.feedback.tally(place.platform, place.team) if administrator else None,
            reasons=tuple(self._state.feedback.reasons(place.platform, place.team, REASONS))
            if administrator
            else (),
        )

    def _story(self, name: str) -> StoryFacts:
        try:
            return self._facts(name)
        except FootnoteError as error:
            return StoryFacts(name, problem=str(error))

    def _known(self, story: str) -> tuple[str, ...]:
        try:
            return tuple(self._titles(story))
        except FootnoteError:
            return ()
