"""What one administrative command or press asks: where, by whom, and its options read with care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation import Attachment, Command
from bot.place import Person, Place
from index.errors import UsageError


@dataclass(frozen=True, slots=True)
class Asked:
    """`target` is a place meant other than the one asked from, which only the command line can name.

    `prefix` is what stands before a command's name where this was asked.
    """

    place: Place
    person: Person
    action: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
    target: Place | None = None
    prefix: str = "/"

    @classmethod
    def of(cls, command: Command, default: str = "") -> Asked:
        action = command.options.get("action") or default
        return cls(command.place, command.person, action, command.options, command.files)

    def command(self, words: str) -> str:
        """Another command as it is typed there: `/documents list`, `footnote documents list`."""
        return f"`{self.prefix}{words}`"

    def option(self, name: str) -> str:
        """An option on one line, empty where it is not given."""
        return " ".join(self.options.get(name, "").split())

    def needed(self, name: str, what: str, longest: int = 200) -> str:
        """An option that must be given; raises `UsageError`, naming `what` it is."""
        value = self.option(name)
        if not value:
            raise UsageError(f"{what} is missing; give it as {name}")
        if len(value) > longest:
            raise UsageError(f"{what} has {len(value):,} characters; use at most {longest:,}")
        return value

    def page(self) -> int:
        """The page asked for, from 0; raises `UsageError` where it is no number."""
        value = self.option("page") or "1"
        if not value.isdecimal() or not 1 <= int(value[:9]) < 10**6:
            raise UsageError(f"there is no page {value[:20]!r}; pages are numbered from 1")
        return int(value) - 1
