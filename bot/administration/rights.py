"""Who may change what. Every act asks here, whichever way it was reached: a command, a button, a form.

A story belongs to the team that created it, or, made in the terminal, to whoever runs the bot.

    person                                       may, in a place of that team
    administrator on the platform                create stories; everything with the team's own
    named in FOOTNOTE_ADMINS (user or role)      the same, and everything with stories this place is for
    administrator of one story                   what concerns its documents and description
    the terminal's user                          everything
"""

from __future__ import annotations

from collections.abc import Collection

from bot.access import Access
from bot.place import Person, Place
from bot.state import Stories
from index.errors import FootnoteError

WHO = "those who manage this server or workspace, and those named in FOOTNOTE_ADMINS"


class AccessError(FootnoteError):
    """This person may not do that here; the sentence is for their eyes only."""


class Rights:
    """`admins` are user or role ids, alone or after a platform's name and a colon ("discord:123").

    `trusted` are platforms whose people may do everything. Reads the state database, so it blocks.
    """

    def __init__(
        self,
        stories: Stories,
        access: Access,
        admins: Collection[str] = (),
        trusted: frozenset[str] = frozenset(),
    ) -> None:
        self._stories = stories
        self._access = access
        self._admins = frozenset(admins)
        self._trusted = trusted

    def check(self, person: Person, place: Place, story: str = "", *, whole: bool = False) -> None:
        """Pass a person who may change a story; without one, who may administer the place itself.

        `whole` is for what concerns a story as such (archive it, name its administrators): its own
        administrators may not.

        Raises:
            AccessError: they may not. A story of another team is spoken of as one that does not exist.
        """
        if self.trusts(place):
            return
        if not story:
            if self.administers(person, place):
                return
            raise AccessError(f"only administrators may do this: {WHO}")
        kept = self._stories.get(story)
        here = story in self._access.bound(place)
        if kept.belongs_to(place) and self.administers(person, place):
            return
        if here and self._named(person, place):
            return
        own = person.id in self._stories.admins(story, place.platform)
        if own and not whole and (here or kept.belongs_to(place)) and not person.bot:
            return
        if not here and not kept.belongs_to(place):
            raise AccessError(f"there is no story {story[:64]!r} to administer here")
        if not kept.team and self.administers(person, place):
            raise AccessError(
                f"story {story} belongs to whoever runs the bot; create one of your own with "
                "/stories create, or ask to be named in FOOTNOTE_ADMINS"
            )
        raise AccessError(f"only administrators of story {story} may do this: {WHO}")

    def story(self, person: Person, place: Place, named: str = "", *, whole: bool = False) -> str:
        """The story named, or else the place's own, checked as `check` does."""
        story = named or self._access.bound(place)[0]
        self.check(person, place, story, whole=whole)
        return story

    def trusts(self, place: Place) -> bool:
        return place.platform in self._trusted

    def administers(self, person: Person, place: Place) -> bool:
        """Whether the person administers the place, by what the platform says or by the settings."""
        if self.trusts(place):
            return True
        return (person.administrator and bool(place.team) and not person.bot) or self._named(person, place)

    def named(self, person: Person, place: Place) -> bool:
        """Whether the settings name the person, or whether the place is trusted as a whole."""
        return self.trusts(place) or self._named(person, place)

    def _named(self, person: Person, place: Place) -> bool:
        if person.bot or not person.id:
            return False
        ids = {person.id, *person.roles}
        return bool(self._admins & (ids | {f"{place.platform}:{one}" for one in ids}))
