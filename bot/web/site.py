"""The whole site put together: who may come in, and the groups of routes for whoever does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from urllib.parse import urlsplit

from bot.conversation import Conversation, Person, Place
from bot.reply import Links, Overview
from bot.web import files
from bot.web.administration import Administration
from bot.web.app import Group
from bot.web.asking import Asking
from bot.web.chat import Chat
from bot.web.chat import Parts as ChatParts
from bot.web.doors import Doors
from bot.web.entrance import Entrance
from bot.web.hosts import is_loopback
from bot.web.passwords import Passwords
from bot.web.responder import WebBoard
from bot.web.sessions import Sessions
from bot.web.stream import Streams
from bot.web.transcripts import PLATFORM, Transcripts, direct
from bot.web.turns import Turns
from bot.web.viewer import Open, Viewer
from index.errors import UsageError

Wait = Callable[[str], float]
"""Takes one of so many a minute for a key; 0, or the seconds until there is one."""


@dataclass(frozen=True, slots=True)
class Guard:
    """How the chat is guarded: by passwords, by a proxy's header, or by answering this machine alone."""

    host: str
    public_url: str | None = None
    password: str = ""
    admin_password: str = ""
    header: str = ""
    proxies: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises `UsageError` when the chat would be open to whoever reaches its address."""
        if not (is_loopback(self.host) or self.guarded):
            raise UsageError(
                f"the web chat at {self.host} would be open to everybody who reaches it: set "
                "FOOTNOTE_WEB_PASSWORD, or FOOTNOTE_WEB_USER_HEADER behind a reverse proxy, "
                "or FOOTNOTE_WEB_HOST=127.0.0.1"
            )

    @property
    def guarded(self) -> bool:
        return bool(self.password or self.admin_password or self.header)

    @property
    def closed(self) -> bool:
        """Whether the chat answers nobody: a proxy that makes us public may look like this machine itself."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return not self.guarded and bool(public) and not is_loopback(public or "")

    def entrance(self, sessions: Sessions) -> Entrance:
        passwords = Passwords(self.password, self.admin_password)
        return Entrance(
            sessions,
            passwords=passwords if self.password or self.admin_password else None,
            header=self.header,
            proxies=[ip_network(name) for name in self.proxies],
            admins=self.admins,
            closed=self.closed,
            secure=(self.public_url or "").startswith("https://"),
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """How often an address sends and tries to log in, how often all try, and the bytes of an upload."""

    posts: Wait
    attempts: Wait
    all_attempts: Wait
    upload: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Site:
    """The site's groups of routes; `close` ends what never ends by itself, `finish` waits for the rest."""

    groups: tuple[Group, ...]
    close: Callable[[], None]
    finish: Callable[[], Awaitable[None]]


def make_site(
    conversation: Conversation,
    entrance: Entrance,
    links: Links,
    open_page: Open,
    overview: Callable[[Place, Person], Awaitable[Overview]],
    stories: Callable[[Place], Awaitable[Sequence[str]]],
    limits: Limits,
    *,
    originals: bool = False,
    examples: tuple[str, ...] = (),
) -> Site:
    """The source viewer, the chat, and the door to it."""
    transcripts, turns = Transcripts(), Turns(links)

    async def may_ask(person: Person, story: str) -> bool:
        return story in await stories(direct(person.id))

    asking = Asking(conversation, transcripts)
    chat = Chat(ChatParts(asking, entrance, turns, overview, stories, limits.posts, limits.upload, examples))
    streams = Streams(entrance, transcripts, turns)
    viewer = Viewer(open_page, links, entrance, may_ask, originals=originals)
    doors = Doors(entrance, limits.attempts, limits.all_attempts)
    administration = Administration(conversation, entrance, asking, turns, stories)
    groups = (
        chat.routes(),
        administration.routes(),
        streams.routes(),
        viewer.routes(),
        doors.routes(),
        files.routes(),
    )
    conversation.boards.register(PLATFORM, WebBoard(transcripts))
    return Site(groups, streams.close, asking.finish)
