"""Stories as such: made, described, bound to places, put away and brought back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.administration.asked import Asked
from bot.administration.holding import Holdings
from bot.administration.lists import Lists
from bot.administration.office import Office
from bot.administration.rights import AccessError
from bot.place import Place
from bot.reply import Reply, count, notice
from bot.state import Story
from bot.state.places import DIRECT
from index.errors import UsageError

LONGEST_DESCRIPTION = 300
PERSON = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
WHERE = ("channel", "team", "direct")
TEAMLESS = frozenset({"discord"})
"""Where a conversation with the bot alone belongs to no team, and one binding is for everybody there is."""


class StoryActs:
    """Each act checks the rights it needs, does its work and leaves its row in the audit log.

    All of it blocks.
    """

    def __init__(self, office: Office, holdings: Holdings, lists: Lists) -> None:
        self._office, self._holdings, self._lists = office, holdings, lists
        self._state, self._access, self._rights = office.state, office.access, office.rights
        self.acts: dict[str, Callable[[Asked], Reply]] = {
            "list": self.list,
            "create": self.create,
            "describe": self.describe,
            "bind": self.bind,
            "unbind": self.unbind,
            "archive": self.archive,
            "restore": self.restore,
            "admin": self.admin,
        }

    def list(self, asked: Asked) -> Reply:
        """Stories that may be asked here, and for administrators those of their team."""
        place = asked.place
        here = self._access.bound(place)
        if self._rights.trusts(place):
            names: tuple[str, ...] = tuple(dict.fromkeys((*here, *self._every())))
        elif self._rights.administers(asked.person, place):
            names = tuple(dict.fromkeys((*here, *self._state.stories.owned(place))))
        else:
            names = self._access.allowed(place)
        rows = [(name, self._described(name, place, asked=name in here)) for name in names]
        heading = "1 story" if len(rows) == 1 else f"{len(rows)} stories"
        return self._lists.show(place, "stories", rows, asked.page(), heading)

    def create(self, asked: Asked) -> Reply:
        place = asked.place
        self._rights.check(asked.person, place)
        name = asked.needed("name", "the story's name").lower()
        description = asked.option("description")[:LONGEST_DESCRIPTION]
        trusted = self._rights.trusts(place)
        if not place.team and not trusted:
            raise UsageError("a story belongs to a server or workspace; create it there")
        taken = self._holdings.exists(name)
        story = Story(
            name,
            description,
            "" if trusted else place.platform,
            place.team,
            asked.person.id,
            self._office.clock(),
        )
        if taken or not self._state.stories.create(story):
            raise UsageError(f"the name {name} is taken; choose another")
        self._holdings.create(name)
        self._note(asked, name, after=description)
        add, bind = asked.command("documents add"), asked.command("stories bind")
        return notice(
            f"Story {name} is made. Add to it with {add}, and let it be asked with {bind}.", private=True
        )

    def describe(self, asked: Asked) -> Reply:
        name = self._story(asked)
        description = asked.needed("description", "the description", LONGEST_DESCRIPTION)
        before = self._state.stories.get(name).description
        self._state.stories.describe(name, description)
        self._note(asked, name, before=before, after=description)
        return notice(f"Story {name} is described now as: {description}", private=True)

    def bind(self, asked: Asked) -> Reply:
        name, where, words = self._binding(asked)
        self._state.places.bind(where, name)
        self._note(asked, name, after=words)
        return notice(f"Story {name} can be asked {words} now.", private=True)

    def unbind(self, asked: Asked) -> Reply:
        name, where, words = self._binding(asked, whole=False)
        if where not in self._state.places.bound_to(name):
            raise UsageError(f"story {name} is not bound {words}")
        self._state.places.unbind(where, name)
        self._note(asked, name, before=words)
        return notice(f"Story {name} is no longer bound {words}.", private=True)

    def archive(self, asked: Asked) -> Reply:
        return self._archived(asked, archived=True)

    def restore(self, asked: Asked) -> Reply:
        return self._archived(asked, archived=False)

    def admin(self, asked: Asked) -> Reply:
        name = self._story(asked, whole=True)
        person = asked.needed("person", "the person's id").strip("<@!>")
        if not PERSON.fullmatch(person):
            raise UsageError(f"{person[:40]!r} is no person's id; mention the person, or copy the id")
        remove = asked.option("remove").lower() in {"true", "yes", "remove", "1"}
        platform = (asked.target or asked.place).platform
        kept = self._state.stories
        if remove and person not in kept.admins(name, platform):
            raise UsageError(f"{person} is no administrator of story {name}")
        (kept.dismiss if remove else kept.admit)(name, platform, person)
        self._note(asked, name, **{"before" if remove else "after": person})
        done = "is no longer" if remove else "is now"
        return notice(f"{person} {done} an administrator of story {name}.", private=True)

    def _story(self, asked: Asked, *, whole: bool = False) -> str:
        """The story named, which must be; a slip of the pen should not archive the place's own."""
        asked.needed("story", "the story's name")
        return self._office.changing(asked, whole=whole)

    def _binding(self, asked: Asked, *, whole: bool = True) -> tuple[str, Place, str]:
        """The story, the place it is bound to, and that place in words.

        Who unbinds a story needs no right to it: it is their own place that it leaves.
        """
        self._rights.check(asked.person, asked.place)
        name = self._story(asked, whole=True) if whole else asked.needed("story", "the story's name")
        target, words = _target(asked.target or asked.place, asked.option("where") or "channel")
        if not target.team and not self._rights.named(asked.person, asked.place):
            raise AccessError("what is asked outside any server, those named in FOOTNOTE_ADMINS settle")
        return name, target, words

    def _archived(self, asked: Asked, *, archived: bool) -> Reply:
        name = self._story(asked, whole=True)
        if self._state.stories.get(name).archived == archived:
            raise UsageError(f"story {name} is {'archived already' if archived else 'not archived'}")
        self._state.stories.archive(name, archived=archived)
        self._note(asked, name)
        words = "archived: nobody can ask it, and nothing of it is lost" if archived else "back, as it was"
        return notice(f"Story {name} is {words}.", private=True)

    def _every(self) -> Sequence[str]:
        return sorted({*self._state.stories.names(), *self._holdings.names()})

    def _described(self, name: str, place: Place, *, asked: bool) -> str:
        story = self._state.stories.get(name)
        bound = "asked here" if asked else ""
        parts = [story.description, self._size(name), bound, "archived" if story.archived else ""]
        owned = "belongs to this server or workspace" if story.belongs_to(place) else ""
        return " · ".join(filter(None, (*parts, owned)))

    def _size(self, name: str) -> str:
        number = self._holdings.number(name)
        if number is None:
            return "no documents yet"
        return count(len(self._holdings.documents(name)), "document")

    def _note(self, asked: Asked, story: str, *, before: str = "", after: str = "") -> None:
        self._office.note(asked, f"stories {asked.action}", story, before=before, after=after)


def _target(place: Place, where: str) -> tuple[Place, str]:
    """What a story is bound to, and that in words; raises `UsageError` for a `where` that is none."""
    match where:
        case "channel":
            return replace(place.whole_channel, direct=False), "in this channel"
        case "team":
            return replace(place.whole_team, direct=False), "everywhere in this server or workspace"
        case "direct":
            team = "" if place.platform in TEAMLESS else place.team
            return Place(place.platform, team, DIRECT, direct=True), "to the bot alone"
        case _:
            raise UsageError(f"where is one of {', '.join(WHERE)}, not {where[:40]!r}")
