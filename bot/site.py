"""The web put together from the settings: what its pages are handed, and nothing of what they look like."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from bot.admission import Rate
from bot.conversation import Conversation, Person, Place
from bot.engine import Verdict
from bot.keys import derived, secret
from bot.logs import reference
from bot.reply import Links, Overview, Passport, SourcePage
from bot.settings import Settings, plain
from bot.sources import Sources
from bot.state import State
from bot.web.app import Group, make_app
from bot.web.hosts import Hosts
from bot.web.platform import Web
from bot.web.sessions import Sessions
from bot.web.site import Guard, Limits, make_site

if TYPE_CHECKING:
    from index.store.snapshot import Stories

ATTEMPTS, ALL_ATTEMPTS = 5, 30
"""Passwords tried a minute: from one address, and from all together."""


class Library(Protocol):
    """What the pages need of the stories."""

    @property
    def stories(self) -> Stories: ...

    def names(self) -> Sequence[str]: ...

    def verify(self, story: str, document: str) -> Verdict: ...


def guard(settings: Settings) -> Guard:
    """Who may come in to the chat, as the settings say."""
    return Guard(
        settings.web_host,
        settings.public_url,
        password=plain(settings.web_password),
        admin_password=plain(settings.web_admin_password),
        header=settings.web_user_header or "",
        proxies=settings.web_proxies,
        admins=settings.admins,
    )


def links(settings: Settings) -> Links:
    """Links to sources, the same in every chat; raises `StorageError` when there is no key to sign with."""
    signed = settings.web_links == "signed"
    key = derived(secret(settings.key_path), "links") if signed else b""
    return Links(settings.public_url, key, settings.web_link_days)


def make_web(
    settings: Settings,
    library: Library,
    state: State,
    conversation: Conversation,
    made_links: Links,
    overview: Callable[[Place, Person], Awaitable[Overview]],
    served: Sequence[Group],
    told: Callable[[str], None],
    examples: tuple[str, ...] = (),
) -> Web:
    """The web, with the routes of others served beside its own; `told` hears its address."""
    guarded = guard(settings)
    # Another password is another key: whoever came in by the old one is out.
    passwords = f"{guarded.password}\0{guarded.admin_password}"
    sessions = Sessions(derived(secret(settings.key_path), "sessions", passwords), time.time)
    sources = Sources(library.stories, state, library.verify)

    async def open_page(passport: Passport) -> SourcePage:
        return await asyncio.to_thread(sources.page, passport)

    async def stories(place: Place) -> Sequence[str]:
        allowed = await conversation.stories(place)
        every = [] if settings.web_guarded or guarded.closed else await asyncio.to_thread(library.names)
        return list(dict.fromkeys((*allowed, *every)))

    site = make_site(
        conversation,
        guarded.entrance(sessions),
        made_links,
        open_page,
        overview,
        stories,
        Limits(_limit(settings.web_rate), _limit(ATTEMPTS), _limit(ALL_ATTEMPTS), settings.max_bytes),
        originals=settings.web_originals,
        examples=examples,
    )
    hosts = Hosts.of(settings.web_host, settings.public_url)
    app = make_app([*site.groups, *served], hosts, refer=reference)
    return Web(app, site, settings.web_host, settings.web_port, told)


def _limit(per_minute: int) -> Callable[[str], float]:
    rate = Rate(per_minute)
    return lambda key: rate.wait(key, time.monotonic())
