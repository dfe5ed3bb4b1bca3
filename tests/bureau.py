"""A bot that is administered, whole but for platform and model: real stories, state, rights and acts."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.access import Access
from bot.administration.at_once import AtOnce
from bot.administration.building import Building
from bot.administration.desk import Desk
from bot.administration.rights import Rights
from bot.administration.upkeep import Upkeep
from bot.admission import Admission
from bot.answering import Answering
from bot.conversation import Boards, Command, Conversation, Person, Place, Press
from bot.keeping import build_now, make_desk, means, ways
from bot.library import Library
from bot.reply import Action, Display, Verb
from bot.settings import Settings
from bot.state import State
from index.errors import SourceError
from index.ingest.progress import silent
from tests.hashing import HashingEmbedder

OURS = Place("chat", "ours", "channel")
THEIRS = Place("chat", "theirs", "channel")
ANNA = Person("anna", "Anna", administrator=True)
"""Administers the team of the place she is in."""
BEN = Person("ben", "Ben")
"""May ask, and nothing else."""

LOG = "Harbour log\n\nNo ship came in on 2 May 1914. The master wrote that the gates were shut."
LETTER = "A letter\n\nThe fleet sailed on 9 June 1915. Nobody saw it leave the harbour in the rain."


def hashing_library(home: Path, **settings: str) -> tuple[Settings, Library]:
    """`settings` are variables beside the home."""
    # Hashes know no meaning: a reader that looks for it has nothing to order.
    made = Settings.of({"FOOTNOTE_HOME": str(home), "FOOTNOTE_READER": "words", **settings})
    library = Library(made)
    library._loaded = HashingEmbedder()
    return made, library


WORKER = """
from bot.library import Library
from tests.hashing import HashingEmbedder
Library.embedder = lambda _: HashingEmbedder()
from bot.administration.worker import main
raise SystemExit(main())
"""
"""The process of a build, the model apart."""


def upkeep_over(
    home: Path, state: State, access: Access, rights: Rights, boards: Boards, clock: Callable[[], float]
) -> Upkeep:
    """What keeps stories current, with builds in their own processes; made inside an event loop."""
    settings, library = hashing_library(home)
    given = ways(settings, {"discord", "slack", "terminal", "web"}, alone=False)
    # `python -c` looks for modules where it is started: at the root, as the tests are.
    given = replace(given, command=(sys.executable, "-c", WORKER))
    return Upkeep(state, access, rights, boards, means(settings, library), given, clock)


def desk_over(
    home: Path, state: State, access: Access, rights: Rights, building: Building | None = None
) -> Desk:
    """What administrators do, over real stories that are built at once, or by `building`."""
    settings, library = hashing_library(home)
    at_once = AtOnce(lambda wish: build_now(library, wish, silent))
    return make_desk(settings, library, state, access, rights, building or at_once)


@dataclass(frozen=True)
class Handed:
    """An attachment; `size` is what its platform declares, the truth where it is None."""

    name: str
    data: bytes
    declared: int | None = None

    @property
    def size(self) -> int:
        return len(self.data) if self.declared is None else self.declared

    async def save(self, path: Path, limit: int) -> None:
        if len(self.data) > limit:
            raise SourceError(f"it holds more than {limit / 1e6:.1f} MB")
        await asyncio.to_thread(path.write_bytes, self.data)


@dataclass
class Said:
    """A responder that keeps what it is given."""

    displays: list[Display] = field(default_factory=list)

    async def working(self, ahead: int) -> None:
        """No sign of life is looked for."""

    async def say(self, display: Display) -> Sequence[str]:
        self.displays.append(display)
        return ["1"]

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        self.displays.append(display)
        return messages

    async def remove(self, messages: Sequence[str]) -> None:
        """Nothing is taken back here."""

    @property
    def last(self) -> Display:
        return self.displays[-1]

    @property
    def notice(self) -> str:
        return self.last.reply.notice

    @property
    def words(self) -> str:
        """All that is written, quotes apart."""
        sheet = self.last.reply.sheet
        rows = [f"{label}: {value}" for label, value in sheet.rows] if sheet else []
        return "\n".join([self.notice, *(sheet.lines if sheet else ()), *rows])

    def action(self, verb: Verb) -> Action:
        return next(action for action in self.last.reply.actions if action.verb is verb)


class Bureau:
    """`settings` are variables beside the home."""

    _ids = itertools.count()  # of all of them: another one over the same home is given nothing twice

    def __init__(self, home: Path, **settings: str) -> None:
        self.settings, self.library = hashing_library(home, **settings)
        self.state = State(self.settings.state_path)
        trusted = frozenset({"terminal"})
        self.access = Access(self.state.places, "seeds", trusted)
        self.rights = Rights(self.state.stories, self.access, self.settings.admins, trusted)
        building = AtOnce(lambda wish: build_now(self.library, wish, silent))
        self.desk = make_desk(self.settings, self.library, self.state, self.access, self.rights, building)
        self.answering = Answering(self.library, top=3)
        now = itertools.count(1000)
        self.conversation = Conversation(
            self.answering,
            self.access,
            Admission(person_rate=1000, channel_rate=1000, queue=10, clock=lambda: float(next(now))),
            self.state,
            longest=500,
            clock=lambda: float(next(now)),
            handlers=self.desk.handlers,
            presses=self.desk.presses,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.answering.close()
        self.state.close()

    async def give(
        self,
        command: str,
        action: str = "",
        /,
        *files: Handed,
        by: Person = ANNA,
        at: Place = OURS,
        id_: str = "",
        **options: str,
    ) -> Said:
        """Give a command, `by` a person `at` a place."""
        said = Said()
        given = Command(
            at,
            by,
            id_ or f"command {next(self._ids)}",
            command,
            {**({"action": action} if action else {}), **options},
            files=files,
        )
        await self.conversation.command(given, said)
        return said

    async def press(self, action: Action, *, by: Person = ANNA, at: Place = OURS, id_: str = "") -> Said:
        said = Said()
        await self.conversation.press(Press(at, by, id_ or f"press {next(self._ids)}", action), said)
        return said

    async def ask(self, question: str, at: Place = OURS, **options: str) -> Said:
        return await self.give("ask", by=BEN, at=at, question=question, **options)

    async def harbour(self) -> None:
        """A story of Anna's team that holds the log, and can be asked in her channel."""
        await self.give("stories", "create", name="harbour", description="The harbour affair")
        await self.give("documents", "add", Handed("log.txt", LOG.encode()), story="harbour")
        await self.give("stories", "bind", story="harbour", where="channel")

    def files(self, *but: str) -> Mapping[str, bytes]:
        """Everything under the stories, byte for byte, but for files of these names."""
        folder = self.settings.home / "stories"
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in but
        }

    def tables(self) -> Mapping[str, list[str]]:
        """Every row of the state but those that note what was delivered or shown."""
        database = self.state._database
        names = [
            name
            for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if name not in {"claims", "offers", "sqlite_sequence"}
        ]
        return {
            name: sorted(map(repr, database.rows(f"SELECT * FROM {name}")))  # noqa: S608 -- its own names
            for name in names
        }

    def titles(self, story: str = "harbour") -> list[str]:
        return sorted(document.title for document in self.library.current(story).documents())
