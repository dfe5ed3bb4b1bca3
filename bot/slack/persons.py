"""Who somebody is in a workspace. Slack's events name a person and never say whether they administer it.

https://docs.slack.dev/reference/methods/users.info
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Person

log = logging.getLogger(__name__)

REMEMBERED = 60.0
"""Seconds for which an answer holds: who was made an administrator, or is one no longer, waits that long."""
MOST = 1_000


class Persons:
    """Asks Slack, and remembers for a minute. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[float, bool]] = OrderedDict()

    async def who(self, client: AsyncWebClient, team: str, user: str) -> Person:
        """The person, an administrator where Slack calls them admin or owner of the workspace."""
        key = (team, user)
        known = self._known.get(key)
        if known is None or known[0] < self._clock() - REMEMBERED:
            found = await _administers(client, team, user)
            if found is None:  # not remembered: the next act asks again
                return Person(user)
            known = self._known[key] = (self._clock(), found)
            self._known.move_to_end(key)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return Person(user, administrator=known[1])

    async def name(self, client: AsyncWebClient, user: str) -> str:
        """How somebody is called; empty where Slack does not tell."""
        try:
            answer = await client.users_info(user=user)
        except SlackApiError as error:
            log.info("no word on a name: %s", error.response["error"])
            return ""
        found = answer["user"]
        profile = found.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), found.get("real_name"))
        return next((name for name in names if name), "")


async def _administers(client: AsyncWebClient, team: str, user: str) -> bool | None:
    """None where Slack does not tell, which counts as no."""
    try:
        answer = await client.users_info(user=user)
    except SlackApiError as error:
        log.info("no word on who administers: %s", error.response["error"])
        return None
    found = answer["user"]
    if found.get("deleted") or found.get("is_bot") or not _belongs(found, team):
        return False
    return bool(found.get("is_admin") or found.get("is_owner"))


def _belongs(found: dict[str, Any], team: str) -> bool:
    """Whether this workspace is theirs. In a shared channel an administrator of another one is a guest."""
    if found.get("is_stranger"):
        return False
    organisation = found.get("enterprise_user") or {}
    theirs = {found.get("team_id"), organisation.get("enterprise_id"), *organisation.get("teams", ())}
    return not found.get("team_id") or team in theirs
