"""The real site over a small engine, behind a real server on the loopback."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path

import aiohttp

from bot.access import Access
from bot.administration.rights import Rights
from bot.admission import Admission
from bot.answering import Answering
from bot.conversation import Boards, Conversation, Handler, PressHandler
from bot.engine import Verdict
from bot.place import Person, Place
from bot.reply import Links, Overview, Passport, SourcePage, Standing, StoryFacts, Verb
from bot.state import State
from bot.web.app import make_app
from bot.web.hosts import Hosts
from bot.web.server import Server
from bot.web.sessions import COOKIE, Level, Session, Sessions
from bot.web.site import Guard, Limits, make_site
from tests.bureau import desk_over, upkeep_over
from tests.small_engine import SmallEngine

KEY = b"k" * 32
PASSWORD, ADMIN_PASSWORD = "let me ask here", "let me administer"


class Clock:
    """Seconds that pass when told to, and a little with every look."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


class Web:
    """The site with what a test may turn. `guard` is as the settings have it; passwords unless told."""

    def __init__(
        self,
        folder: Path,
        engine: SmallEngine,
        guard: Guard | None = None,
        *,
        originals: bool = False,
        kept: bool = False,
    ) -> None:
        """`kept` stories are built and announced, too."""
        self.engine, self.folder, self._kept = engine, folder, kept
        self.guard = guard or Guard("127.0.0.1", password=PASSWORD, admin_password=ADMIN_PASSWORD)
        self.clock = Clock()
        self.sessions = Sessions(KEY, self.clock)
        self.links = Links("https://footnote.example.org", KEY, 30, self.clock)
        self.pages: dict[str, SourcePage] = {}
        self.posts_left = 10_000
        self.attempts: list[str] = []
        self._originals = originals

    @property
    def address(self) -> str:
        return self._server.address

    async def start(self) -> None:
        self.state = State(self.folder / "state.sqlite")
        self.answering = Answering(self.engine, 2)
        self.access = Access(self.state.places, "seeds")
        rights = Rights(self.state.stories, self.access, ("web:administrator",))
        boards, self._stack = Boards(), AsyncExitStack()
        handlers: dict[str, Handler] = {}
        presses: dict[Verb, PressHandler] = {}
        if self._kept:
            upkeep = upkeep_over(self.folder, self.state, self.access, rights, boards, self.clock)
            desk = desk_over(self.folder, self.state, self.access, rights, upkeep.builds)
            handlers, presses = dict(upkeep.handlers), dict(upkeep.presses)
            await self._stack.enter_async_context(upkeep)
        else:
            desk = desk_over(self.folder, self.state, self.access, rights)
        self.conversation = Conversation(
            self.answering,
            self.access,
            Admission(person_rate=1000, channel_rate=1000, queue=10, clock=self.clock),
            self.state,
            longest=200,
            clock=self.clock,
            handlers={**desk.handlers, **handlers},
            presses={**desk.presses, **presses},
            boards=boards,
        )
        self.site = make_site(
            self.conversation,
            self.guard.entrance(self.sessions),
            self.links,
            self._open,
            self._overview,
            self.conversation.stories,
            Limits(self._wait, self._attempt, lambda _: 0.0, 1_000_000),
            originals=self._originals,
            examples=("Where was the treaty signed?",),
        )
        hosts = Hosts.of("127.0.0.1", "https://footnote.example.org")
        self._server = Server(make_app(self.site.groups, hosts), "127.0.0.1", 0)
        await self._server.start()

    async def stop(self) -> None:
        self.engine.open.set()
        self.site.close()
        await self._server.stop()
        await self.site.finish()
        await self._stack.aclose()
        self.answering.close()
        self.state.close()

    def client(self, level: Level | None = Level.ASK) -> aiohttp.ClientSession:
        """A browser without script, logged in where a level is given."""
        jar = aiohttp.CookieJar(unsafe=True)
        client = aiohttp.ClientSession(self.address, cookie_jar=jar)
        if level:
            self.log_in(client, self.sessions.new(level))
        return client

    def log_in(self, client: aiohttp.ClientSession, session: Session) -> None:
        client.cookie_jar.update_cookies({COOKIE: self.sessions.write(session)})

    async def _open(self, passport: Passport) -> SourcePage:
        return await asyncio.to_thread(self._page, passport)

    def _page(self, passport: Passport) -> SourcePage:
        if passport.span.document in self.pages:
            return self.pages[passport.span.document]
        document = self.engine.current(passport.story).document(passport.span.document)
        exchange = self.state.exchanges.get(passport.answer) if passport.answer else None
        return SourcePage(
            passport.story,
            document,
            Standing.CURRENT,
            1,
            "2021-09-17 12:00",
            file=Verdict.IDENTICAL,
            quotes=exchange.quotes if exchange else (),
        )

    async def _overview(self, place: Place, person: Person) -> Overview:
        return Overview((StoryFacts("seeds", 1, 6, date(2021, 9, 15), "today", 1),))

    def _wait(self, address: str) -> float:
        self.posts_left -= 1
        return 0.0 if self.posts_left >= 0 else 7.5

    def _attempt(self, address: str) -> float:
        self.attempts.append(address)
        return 0.0 if len(self.attempts) <= 5 else 12.0


async def eventually(client: aiohttp.ClientSession, path: str, words: str, seconds: float = 10) -> str:
    """The page, once it holds the words."""
    end = time.monotonic() + seconds
    while True:
        async with client.get(path) as response:
            text = await response.text()
        if words in text or time.monotonic() > end:
            return text
        await asyncio.sleep(0.05)
