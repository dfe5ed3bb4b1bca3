"""What the bot posts on its own account, with its token: a build's progress, announcements."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from bot.conversation import Person, Place
from bot.reply import Display, Links
from bot.slack.catchup import Find, Workspace
from bot.slack.respond import SlackResponder

APART = 1.0
"""Seconds between two posts in a channel (https://docs.slack.dev/apis/web-api/rate-limits)."""
MOST = 1_000
UNCHANGEABLE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
NOBODY = Person("")


class SlackBoard:
    """Posts and edits; a message that can no longer be edited is posted anew.

    `find` gives the workspace of a team. 429 is waited out by the client; posts in one channel are kept a
    second apart, so that it is rare.
    """

    def __init__(
        self,
        find: Find,
        links: Links | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._find, self._links = find, links
        self._clock, self._sleep = clock, sleep
        self._free: OrderedDict[tuple[str, str], float] = OrderedDict()

    async def post(self, place: Place, display: Display) -> Sequence[str]:
        """Raises `SlackApiError` where Slack does not let the bot, LookupError for a team that is gone."""
        responder = await self._responder(place)
        await self._paced(place)
        return await responder.say(_open(display))

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> Sequence[str]:
        responder = await self._responder(place)
        await self._paced(place)
        try:
            return await responder.replace(messages, _open(display))
        except SlackApiError as error:
            if error.response["error"] not in UNCHANGEABLE:
                raise
        return await responder.say(_open(display))

    async def _responder(self, place: Place) -> SlackResponder:
        workspace: Workspace | None = await self._find(place.team)
        if workspace is None:
            raise LookupError(f"no token for the workspace {place.team}")
        return SlackResponder(workspace.client, place, NOBODY, links=self._links)

    async def _paced(self, place: Place) -> None:
        key, now = (place.team, place.channel), self._clock()
        free = max(now, self._free.get(key, now))
        self._free[key] = free + APART
        self._free.move_to_end(key)
        while len(self._free) > MOST:
            self._free.popitem(last=False)
        if free > now:
            await self._sleep(free - now)


def _open(display: Display) -> Display:
    """What is posted is posted for everybody there."""
    return replace(display, reply=replace(display.reply, private=False))
