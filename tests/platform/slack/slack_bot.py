"""The real bot over a small engine, in either of its two modes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Protocol

from slack_bolt.async_app import AsyncApp

from bot.access import Access
from bot.administration.rights import Rights
from bot.admission import Admission
from bot.answering import Answering
from bot.conversation import Boards, Conversation
from bot.overview import Overviews
from bot.place import Person, Place
from bot.reply import Links, Overview, StoryFacts
from bot.slack.app import make_app, web_client
from bot.slack.board import SlackBoard
from bot.slack.desk import Desk
from bot.slack.http_mode import routes
from bot.slack.persons import Persons
from bot.slack.platform import SlackPlatform
from bot.slack.socket_mode import SocketMode
from bot.slack.start import Workspaces, make_catchup
from bot.state import State
from bot.web.app import make_app as make_web
from bot.web.hosts import Hosts
from bot.web.server import Server
from tests.bureau import desk_over, upkeep_over
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.posting import Poster
from tests.small_engine import SmallEngine, document

STORY = (
    "The general called Beijing twice.\n"
    "Before that, nobody had called anyone.\n"
    "His calls were made on 30 October and 8 January.\n"
    "The general feared that the calls would be leaked.\n"
    "Several calls were put through by the general himself.\n"
    "A sailor wrote <b> & <@U0BOT> *in* the _log_ about penguins: `hello` ~there~ @here.\n"
)


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class Running(Protocol):
    """What is connected to Slack."""

    clock: Clock
    conversation: Conversation

    async def overview(self, place: Place, person: Person) -> Overview: ...


class Bot:
    """The conversation over a small engine, and what a test may turn."""

    def __init__(
        self, folder: Path, engine: SmallEngine | None = None, *, kept: bool = False, **admission: int
    ) -> None:
        """`kept` stories are built and announced too, within the context of `upkeep`."""
        self.kept = kept
        self.engine = engine or SmallEngine({"seeds": [document(STORY, "The calls", "/stories/calls.txt")]})
        self.clock = Clock()
        self.folder = folder
        self.rates = {"person_rate": 1000, "channel_rate": 1000, "queue": 1000} | admission
        self.open()

    def open(self) -> None:
        """Start, or start again on the same state."""
        self.state = State(self.folder / "state.sqlite")
        self.answering = Answering(self.engine, 2)
        access = Access(self.state.places, "seeds")
        rights, boards = Rights(self.state.stories, access), Boards()
        self.upkeep = (
            upkeep_over(self.folder, self.state, access, rights, boards, self.clock) if self.kept else None
        )
        builds = self.upkeep.builds if self.upkeep else None
        desk = desk_over(self.folder, self.state, access, rights, builds)
        self.conversation = Conversation(
            self.answering,
            access,
            Admission(**self.rates, clock=self.clock),
            self.state,
            longest=2000,
            clock=self.clock,
            handlers={**desk.handlers, **(self.upkeep.handlers if self.upkeep else {})},
            presses={**desk.presses, **(self.upkeep.presses if self.upkeep else {})},
            boards=boards,
        )
        self.overviews = Overviews(access, self.state, self._facts, self.engine.titles, ["U0SETTING"])

    def _facts(self, story: str) -> StoryFacts:
        return StoryFacts(story, len(self.engine.current(story).documents), 6, date(2021, 9, 15), "today", 1)

    async def overview(self, place: Place, person: Person) -> Overview:
        return await asyncio.to_thread(self.overviews.of, place, person)

    def close(self) -> None:
        self.engine.open.set()
        self.answering.close()
        self.state.close()


class Http(Server):
    """Slack's routes served as `footnote run` serves them."""

    connected: Callable[[], None]

    def __init__(self, app: AsyncApp) -> None:
        super().__init__(make_web([routes(app)], Hosts()), "127.0.0.1", 0)


@asynccontextmanager
async def connected(
    slack: Slack, bot: Running, mode: str = "socket", public_url: str = ""
) -> AsyncIterator[Workspace]:
    """The bot in one of the two modes, and a workspace that reaches it."""
    desk = Desk(bot.conversation, Links(public_url or None), Persons(bot.clock))
    app = make_app(
        desk,
        bot.conversation.commands,
        web_client(slack.token, slack.api),
        slack.secret,
        overview=bot.overview,
    )
    over = SocketMode(app, slack.app_token, 0.5) if mode == "socket" else Http(app)

    async def sleep(seconds: float) -> None:
        bot.clock.now += seconds

    found = Workspaces(web_client(slack.token, slack.api), slack.api)
    desk.conversation.boards.register("slack", SlackBoard(found, desk.links))
    served = routes(app) if mode == "http" else []
    platform = SlackPlatform(desk, [over], served, make_catchup(desk, found, bot.clock, sleep))
    serving = asyncio.create_task(platform.run())
    connected = asyncio.create_task(platform.connected.wait())
    await asyncio.wait([serving, connected], return_when=asyncio.FIRST_COMPLETED)
    poster = Poster(slack, over.address) if isinstance(over, Http) else None
    workspace = Workspace(slack, poster.deliver if poster else slack.deliver)
    workspace.poster = poster
    workspace.finish = desk.finish
    try:
        yield workspace
    finally:
        await platform.stop()
        await serving
