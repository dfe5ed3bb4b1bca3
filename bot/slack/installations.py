"""Workspaces that installed the app by OAuth: their bot tokens, kept where `vault` keeps them.

Only bot tokens are asked for and stored. An organisation (Enterprise Grid) that installed for all its
workspaces is found by its own id, a workspace by both.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any, Protocol

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

log = logging.getLogger(__name__)

KIND, STATE = "slack bot", "slack oauth state"
STATE_SECONDS = 600.0


class Secrets(Protocol):
    """Where secrets are kept; `bot.state.vault` is it."""

    def put(self, kind: str, name: str, value: str, expires: float | None = None) -> None: ...

    def get(self, kind: str, name: str) -> str | None: ...

    def take(self, kind: str, name: str, now: float) -> str | None: ...

    def remove(self, kind: str, name: str) -> None: ...

    def names(self, kind: str) -> list[str]: ...


def _name(enterprise_id: str | None, team_id: str | None) -> str:
    return f"{enterprise_id or ''}/{team_id or ''}"


class Installations(AsyncInstallationStore):
    """The store that bolt asks for the token of each request."""

    def __init__(self, secrets_: Secrets) -> None:
        self._secrets = secrets_

    @property
    def logger(self) -> logging.Logger:
        return log

    async def async_save(self, installation: Installation) -> None:
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        fields = bot.to_dict_for_copying()
        team = None if bot.is_enterprise_install else bot.team_id
        name = _name(bot.enterprise_id, team)
        await asyncio.to_thread(self._secrets.put, KIND, name, json.dumps(fields, default=str))

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        names = [] if is_enterprise_install else [_name(enterprise_id, team_id), _name(None, team_id)]
        if enterprise_id:
            names.append(_name(enterprise_id, None))
        for name in names:
            kept = await asyncio.to_thread(self._secrets.get, KIND, name)
            if kept:
                fields: dict[str, Any] = json.loads(kept)
                return Bot(**fields)
        return None

    async def of_team(self, team: str) -> Bot | None:
        """The bot of a workspace that is known by its own id alone; organisations are looked through last."""
        names = await asyncio.to_thread(self._secrets.names, KIND)
        for name in sorted(names, key=lambda one: one.startswith("/"), reverse=True):
            if name.rpartition("/")[2] == team:
                kept = await asyncio.to_thread(self._secrets.get, KIND, name)
                return Bot(**json.loads(kept)) if kept else None
        return None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        for name in {_name(enterprise_id, team_id), _name(None, team_id), _name(enterprise_id, None)}:
            await asyncio.to_thread(self._secrets.remove, KIND, name)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Tokens of single persons are never kept."""


class States(AsyncOAuthStateStore):
    """The random word that ties the end of an installation to its beginning; good once, for ten minutes."""

    def __init__(self, secrets_: Secrets, clock: Callable[[], float] = time.time) -> None:
        self._secrets, self._clock = secrets_, clock

    @property
    def logger(self) -> logging.Logger:
        return log

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:  # noqa: ARG002 -- bolt's signature
        state = secrets.token_urlsafe(32)
        await asyncio.to_thread(self._secrets.put, STATE, state, "", self._clock() + STATE_SECONDS)
        return state

    async def async_consume(self, state: str) -> bool:
        return await asyncio.to_thread(self._secrets.take, STATE, state, self._clock()) is not None
