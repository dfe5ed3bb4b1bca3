"""Which stories a place may ask, decided before anything is searched."""

from __future__ import annotations

from bot.place import Place
from bot.state import Places
from index.errors import StoryError


class Access:
    """Stories by the place a question comes from.

    A place with stories bound to it, or to its team, may ask those; any other the default story. `trusted`
    platforms (the terminal, whose user reads the disk anyway) may ask every story.
    """

    def __init__(self, places: Places, default: str, trusted: frozenset[str] = frozenset()) -> None:
        self._places = places
        self._default = default
        self._trusted = trusted

    def allowed(self, place: Place) -> tuple[str, ...]:
        """Stories this place may ask, its own default first."""
        return self._places.stories(place) or (self._default,)

    def story(self, place: Place, wanted: str = "") -> str:
        """The story to ask: the one wanted, or the place's default.

        Raises:
            StoryError: the story wanted is not for this place. Whether it exists is not told.
        """
        allowed = self.allowed(place)
        if not wanted:
            return allowed[0]
        if wanted in allowed or place.platform in self._trusted:
            return wanted
        raise StoryError(f"there is no story {wanted[:64]!r} to ask here; you can ask {', '.join(allowed)}")
