"""Commands registered only when Discord knows other ones: there are 200 registrations a day.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, http

if TYPE_CHECKING:
    from bot.discord.client import Client

log = logging.getLogger(__name__)

DEPRECATED = frozenset({"dm_permission"})
"""Sent by discord.py, and given back by Discord for as long as it cares to; `contexts` says the same."""
EMPTY: tuple[object, ...] = (None, False, [], {}, "")


async def sync(tree: app_commands.CommandTree[Client]) -> bool:
    """Register the tree's commands unless Discord has them already; whether it did."""
    wanted = await payloads(tree)
    if same(wanted, await registered(tree.client)):
        return False
    await tree.sync()
    log.info("registered %s commands with Discord", len(wanted))
    return True


async def registered(client: discord.Client) -> Sequence[Mapping[str, Any]]:
    """The commands as Discord has them, with their translations, which discord.py does not ask for."""
    route = http.Route("GET", "/applications/{application_id}/commands", application_id=client.application_id)
    found: list[Mapping[str, Any]] = await client.http.request(route, params={"with_localizations": "true"})
    return found


async def payloads(tree: app_commands.CommandTree[Client]) -> list[Mapping[str, Any]]:
    translator = tree.translator
    commands = tree.get_commands()
    if translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, translator) for command in commands]


def same(wanted: Sequence[Mapping[str, Any]], have: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every command is registered as defined, in any order, and no other one is."""

    def by_name(commands: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Mapping[str, Any]]:
        return {(one["name"], one.get("type", 1)): one for one in commands}

    ours, theirs = by_name(wanted), by_name(have)
    return ours.keys() == theirs.keys() and all(_matches(ours[name], theirs[name]) for name in ours)


def _matches(ours: Any, theirs: Any) -> bool:
    """Whether `theirs` says all that `ours` does; Discord adds ids, and leaves out what is empty."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return all(_matches(ours[name], theirs.get(name)) for name in ours.keys() - DEPRECATED)
    if isinstance(ours, list) and isinstance(theirs, list):
        if all(isinstance(value, int) for value in ours):  # contexts and the like: sets
            return sorted(ours) == sorted(theirs)
        return len(ours) == len(theirs) and all(map(_matches, ours, theirs))
    # Permissions are sent as a number and come back as text.
    same = ours == theirs or (isinstance(theirs, str) and str(ours) == theirs)
    return same or bool(ours in EMPTY and theirs in EMPTY)
