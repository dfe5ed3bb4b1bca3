"""Which stories a place may ask, decided before anything is searched."""

from __future__ import annotations

from bot.place import Place
from bot.state import Places
from index.errors import StoryError


class Access:
    """Stories by the place a question comes from.

    A place with stories bound to it, or to its team, may ask those; any other the default story. `trusted`
    platforms (the terminal, whose user reads the disk anyway) may ask every story. Archived ones nobody asks.
    """

    def __init__(self, places: Places, default: str, trusted: frozenset[str] = frozenset()) -> None:
        self._places = places
        self._default = default
        self._trusted = trusted

    def bound(self, place: Place) -> tuple[str, ...]:
        """Stories this place is for, its own default first, archived ones included."""
        return self._places.stories(place) or (self._default,)

    def allowed(self, place: Place) -> tuple[str, ...]:
        """Stories this place may ask, its own default first; none where all of them are archived."""
        archived = self._places.archived()
        return tuple(story for story in self.bound(place) if story not in archived)

    def story(self, place: Place, wanted: str = "") -> str:
        """The story to ask: the one wanted, or the place's default.

        Raises:
            StoryError: the story wanted is not for this place, or archived. Whether it exists is not told.
        """
        allowed = self.allowed(place)
        if not wanted and not allowed:
            raise StoryError(
                "the story of this place is archived; an administrator can restore it or bind another"
            )
        if not wanted:
            return allowed[0]
        if wanted in allowed:
            return wanted
        if place.platform in self._trusted:
            if wanted in self._places.archived():
                raise StoryError(
                    f"story {wanted} is archived; `footnote stories restore {wanted}` brings it back"
                )
            return wanted
        can = f"you can ask {', '.join(allowed)}" if allowed else "nothing can be asked here"
        raise StoryError(f"there is no story {wanted[:64]!r} to ask here; {can}")
