"""The seam to whoever runs builds: what an act asks for, and what comes of it.

In the bot a build is a job in a process of its own (builds.py); on the command line it runs at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.place import Person, Place
from index.edits import Edit
from index.errors import FootnoteError


class BuildError(FootnoteError):
    """A build that did not come about; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Job:
    """A build asked for. `ahead` builds of the story come first; `id` is what a CANCEL button carries."""

    id: str
    story: str
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did. `before` and `after` are snapshot numbers, the same where nothing changed; 0 is none.

    `problem` is why it did not come about, in a sentence, and empty where it did.
    """

    story: str
    before: int = 0
    after: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be built.

    `paths` are read anew and the rest is carried over; with neither paths nor edits every source of the story
    is read again. `edits` alone read nothing. `back` publishes the content of an earlier snapshot again (0:
    the one before), provided that `only_if` (0: any) is still the current one. `quiet` jobs post nothing: who
    asked waits.
    """

    story: str
    full: bool = False
    paths: tuple[Path, ...] = ()
    edits: tuple[Edit, ...] = ()
    back: int | None = None
    only_if: int = 0
    quiet: bool = False


class Building(Protocol):
    """One build of a story at a time; the others wait in order.

    `at_once` tells that a request returns after its build: nobody else then tells of the end.
    """

    @property
    def at_once(self) -> bool: ...

    async def request(self, wish: Wish, place: Place, person: Person) -> Job:
        """Ask for a build; the job is kept before this returns, and survives a restart."""
        ...

    async def outcome(self, job: Job) -> Outcome:
        """Wait for the job's end."""
        ...
