"""The one file that sees everything: settings in, working parts out. Nothing is loaded before it is needed.

A `footnote --help` loads none of the libraries below, a `footnote ask` neither torch nor a document
parser; that is why the imports stand inside the functions.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.library import Library
from bot.settings import Settings, plain, read
from index.errors import FootnoteError

if TYPE_CHECKING:
    from bot.conversation import Conversation
    from bot.place import Person, Place
    from bot.reply import Links, Overview
    from bot.running import Platform
    from bot.slack.platform import SlackPlatform
    from bot.slack.start import Access as SlackAccess
    from bot.state import State
    from bot.vitals import Vitals
    from bot.web.app import Group


SEEDS = Path("seeds")
EXAMPLE = "When did Milley call Li?"
"""Answered by the article that ships in `seeds/`."""

REDELIVERED = 7 * 24 * 3600.0
"""Seconds after which no platform delivers a message again."""


class Session:
    """One run of the program: the environment it was given, and what is made of it when asked for."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._state: State | None = None

    @cached_property
    def settings(self) -> Settings:
        """Raises `UsageError`, naming the variable that is wrong."""
        return read(self._environment, self._folder)

    @cached_property
    def library(self) -> Library:
        from bot.backup.presence import MARK

        if (self.settings.home / MARK).is_file():
            from bot.backup.restore import finish

            finish(self.settings.home)
        return Library(self.settings)

    @cached_property
    def vitals(self) -> Vitals:
        from bot.vitals import Vitals

        story, library = self.settings.story, self.library
        return Vitals(lambda: library.ready(story), library.sizes)

    def warm(self) -> None:
        """Load what the first question needs; what stands in the way is logged, and told to who asks."""
        from bot.logs import log

        try:
            self.library.warm(self.settings.story)
        except FootnoteError as error:
            log.warning("not ready for questions: %s", error)

    @asynccontextmanager
    async def conversation(self, *others: str, alone: bool = False) -> AsyncIterator[Conversation]:
        """The conversation over this session's library and state, and the upkeep of its stories.

        `alone` is a person's own in a terminal, beside whatever else runs over the same state: what nobody
        asks for is left to the bot. `others` are platforms beside those that have tokens.

        Raises `UsageError` when a setting does not fit what is on the disk.
        """
        from bot.backup.presence import working

        library = self.library  # first: what a killed restore left to do is done before anything is opened
        with working(self.settings.home):
            async with self._conversing(library, *others, alone=alone) as conversation:
                yield conversation

    @asynccontextmanager
    async def _conversing(self, library: Library, *others: str, alone: bool) -> AsyncIterator[Conversation]:
        from bot.access import Access
        from bot.administration.rights import Rights
        from bot.administration.upkeep import Upkeep
        from bot.admission import Admission
        from bot.answering import Answering
        from bot.conversation import Boards, Conversation
        from bot.keeping import UNATTENDED, make_desk, means, ways
        from bot.logs import start
        from bot.state import State

        settings = self.settings
        start(settings)
        state = self._state = State(settings.state_path)
        state.claims.forget(time.time() - REDELIVERED)
        answering = Answering(library, settings.top)
        admission = Admission(
            person_rate=settings.person_rate,
            channel_rate=settings.channel_rate,
            press_rate=settings.press_rate,
            queue=settings.queue,
            clock=time.monotonic,
        )
        self.vitals.line = admission.line
        trusted = self._trusted
        access = Access(state.places, settings.story, trusted=trusted)
        rights = Rights(state.stories, access, (*settings.admins, "web:administrator"), trusted)
        boards = Boards()
        platforms = {"terminal"} if alone else {*self.tokens, *others, UNATTENDED}
        try:
            upkeep = Upkeep(
                state,
                access,
                rights,
                boards,
                means(settings, self.library),
                ways(settings, platforms, alone=alone),
            )
            upkeep.builds.watch = self.vitals.building
            desk = make_desk(settings, self.library, state, access, rights, upkeep.builds)
            conversation = Conversation(
                answering,
                access,
                admission,
                state,
                longest=settings.max_question,
                clock=time.time,
                handlers={**desk.handlers, **upkeep.handlers},
                presses={**desk.presses, **upkeep.presses},
                boards=boards,
                watch=self.vitals.record,
            )
            async with upkeep:
                yield conversation
        finally:
            answering.close()
            state.close()

    @property
    def _trusted(self) -> frozenset[str]:
        """Platforms whose people may do everything: those who sit at this machine read its disk anyway."""
        return frozenset({"terminal"} if self.settings.web_guarded else {"terminal", "web"})

    @property
    def tokens(self) -> tuple[str, ...]:
        """Names of the platforms that have tokens."""
        has = {"discord": self.settings.discord_token, "slack": self.settings.has_slack}
        return tuple(name for name, token in has.items() if token)

    def platforms(self, conversation: Conversation, told: Callable[[str], None]) -> list[Platform]:
        """The chat platforms that have tokens, and the web, ready to run; `told` hears the web's address.

        Raises:
            UsageError: one of them lacks something.
        """
        platforms: list[Platform] = []
        served: list[Group] = [self.vitals.routes(to_all=self.settings.metrics == "open")]
        if self.settings.discord_token:
            platforms.append(self._discord(self.settings.discord_token.get_secret_value(), conversation))
        if self.settings.has_slack and self._state:
            slack = self._slack(conversation, self._state)
            platforms.append(slack)
            served.append(slack.routes)
        if self._state:
            platforms.append(self._web(conversation, self._state, served, told))
        self.vitals.platforms = platforms
        return platforms

    def check_web(self) -> str:
        """What is to be said of the web before it is started; raises `UsageError` when it may not be."""
        from bot.site import guard

        guarded = guard(self.settings)
        guarded.check()
        if not guarded.closed:
            return ""
        return "FOOTNOTE_PUBLIC_URL is set without FOOTNOTE_WEB_PASSWORD: the web chat answers nobody."

    @cached_property
    def _links(self) -> Links:
        from bot.site import links

        return links(self.settings)

    def _web(
        self,
        conversation: Conversation,
        state: State,
        served: Sequence[Group],
        told: Callable[[str], None],
    ) -> Platform:
        """The web, with the routes of others served beside its own."""
        from bot.site import make_web

        overview = self._overview(state)
        examples = (EXAMPLE,) if self.settings.story == "seeds" and self.settings.documents == SEEDS else ()
        return make_web(
            self.settings, self.library, state, conversation, self._links, overview, served, told, examples
        )

    def _overview(self, state: State) -> Callable[[Place, Person], Awaitable[Overview]]:
        import asyncio

        from bot.access import Access
        from bot.overview import Overviews

        settings, library = self.settings, self.library
        overviews = Overviews(
            Access(state.places, settings.story), state, library.facts, library.titles, settings.admins
        )

        async def overview(place: Place, person: Person) -> Overview:
            return await asyncio.to_thread(overviews.of, place, person)

        return overview

    def _discord(self, token: str, conversation: Conversation) -> Platform:
        from bot.discord.platform import Discord
        from bot.discord.post import Style
        from bot.discord.sending import Look

        settings = self.settings
        return Discord(
            token,
            conversation,
            Look(Style(settings.discord_style), self._links),
            message_content=settings.discord_message_content,
            user_install=settings.discord_user_install,
        )

    @property
    def slack_access(self) -> SlackAccess:
        from bot.slack.start import Access as SlackAccess

        settings = self.settings
        return SlackAccess(
            bot_token=plain(settings.slack_bot_token),
            app_token=plain(settings.slack_app_token),
            signing_secret=plain(settings.slack_signing_secret),
            client_id=settings.slack_client_id or "",
            client_secret=plain(settings.slack_client_secret),
            public_url=settings.public_url or "",
            api=settings.slack_api,
        )

    def examine_slack(self) -> list[str]:
        """What is right with Slack's tokens; raises `UsageError` naming what is not."""
        from bot.slack.doctor import run

        return run(self.slack_access, plain(self.settings.slack_config_token))

    def _slack(self, conversation: Conversation, state: State) -> SlackPlatform:
        from bot.slack.desk import Desk
        from bot.slack.start import make_platform

        settings = self.settings
        keys = plain(settings.store_key)
        return make_platform(
            self.slack_access,
            Desk(conversation, self._links),
            conversation.commands,
            state.vault(keys) if keys else None,
            self._overview(state),
        )
