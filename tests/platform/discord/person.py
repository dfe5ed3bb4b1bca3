"""A person on Discord, in the client's window: writes, edits, deletes, gives commands, presses buttons."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.platform.discord.filling import filled
from tests.platform.discord.interactions import Given
from tests.platform.discord.limits import Json
from tests.platform.discord.server import DiscordServer
from tests.platform.discord.world import DIRECT, EPHEMERAL, MANAGE_GUILD

Sent = dict[str, int]


class Person:
    """What this person does reaches the bot as Discord would send it, by the intents of its sessions."""

    def __init__(self, server: DiscordServer, name: str = "Ann", *, manager: bool = False) -> None:
        self.server = server
        self.user = server.world.user(name)
        self.permissions = 1 << 10 | 1 << 11 | (MANAGE_GUILD if manager else 0)
        self.roles: list[str] = []

    def promote(self) -> None:
        """From now on this person may manage the server."""
        self.permissions |= MANAGE_GUILD

    @property
    def direct(self) -> Json:
        return self.server.world.direct(self.user)

    # -- messages -----------------------------------------------------------------------------------

    async def write(
        self, channel: Json, text: str, *, reply_to: Json | None = None, ping: bool = True, **more: Any
    ) -> tuple[Json, Sent]:
        payload: Json = {"content": text}
        if reply_to:
            payload["message_reference"] = {"message_id": reply_to["id"]}
        message = self.server.world.message(channel, self.user, payload, ping=ping and bool(reply_to), **more)
        message.pop("ping", None)
        return message, await self._tell("MESSAGE_CREATE", channel, message)

    async def edit(self, message: Json, text: str, *, preview: bool = False) -> Sent:
        """Change a message; with `preview` Discord only adds what a link shows."""
        channel = self.server.world.channels[message["channel_id"]]
        if not preview:
            message["content"] = text
            message["edited_timestamp"] = datetime.now(UTC).isoformat()
            users = self.server.world.users.items()
            message["mentions"] = [user for id_, user in users if f"<@{id_}>" in text]
        return await self._tell("MESSAGE_UPDATE", channel, message)

    async def delete(self, *messages: Json) -> Sent:
        channel = self.server.world.channels[messages[0]["channel_id"]]
        for message in messages:
            self.server.world.messages[channel["id"]].pop(message["id"])
        guild = channel.get("guild_id", "")
        where = {"channel_id": channel["id"]} | ({"guild_id": guild} if guild else {})
        if len(messages) > 1:
            ids = [message["id"] for message in messages]
            return await self.server.gateway.tell("MESSAGE_DELETE_BULK", where | {"ids": ids}, guild=guild)
        event = where | {"id": messages[0]["id"]}
        return await self.server.gateway.tell("MESSAGE_DELETE", event, guild=guild)

    async def _tell(self, event: str, channel: Json, message: Json) -> Sent:
        guild = channel.get("guild_id", "")
        told = dict(message)
        if guild:
            member = {name: value for name, value in self._member.items() if name != "user"}
            told |= {"guild_id": guild, "member": member}
        told = self.server.readable(told)
        return await self.server.gateway.tell(event, told, guild=guild)

    @property
    def _member(self) -> Json:
        return self.server.world.member(self.user, self.roles)

    # -- interactions -------------------------------------------------------------------------------

    async def _interact(self, channel: Json, kind: int, data: Json, **more: Any) -> tuple[Given, Sent]:
        world = self.server.world
        guild = channel.get("guild_id", "")
        installed = more.pop("installed", {"0": guild or "0"})
        event: Json = {
            "id": world.snowflake(),
            "application_id": world.bot["id"],
            "type": kind,
            "token": secrets.token_hex(8),
            "version": 1,
            "channel": channel,
            "channel_id": channel["id"],
            "data": data,
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": installed,
            "context": 0 if guild else (1 if channel["type"] == DIRECT else 2),
            "app_permissions": str(world.permissions(channel)),
            "attachment_size_limit": 10485760,
            **more,
        }
        if guild:
            event |= {
                "guild_id": guild,
                "guild_locale": "en-US",
                "member": self._member | {"permissions": str(self.permissions)},
            }
        else:
            event["user"] = self.user
        given = Given(event, channel)
        self.server.interactions[event["token"]] = given
        return given, await self.server.gateway.tell("INTERACTION_CREATE", event, guild=guild)

    def _command(self, name: str, kind: int) -> Json:
        command = next(one for one in self.server.commands if (one["name"], one["type"]) == (name, kind))
        return {"id": command["id"], "name": name, "type": kind}

    async def slash(
        self, channel: Json, name: str, files: Mapping[str, bytes] | None = None, /, **options: Any
    ) -> tuple[Given, Sent]:
        """Give a slash command, with the options as Discord names them, and `action` for a subcommand."""
        registered = next(one for one in self.server.commands if (one["name"], one["type"]) == (name, 1))
        given, resolved = filled(registered, options, self.upload(files or {}))
        for id_ in resolved.get("users", {}):
            resolved["users"][id_] = self.server.world.users[id_]
        data = self._command(name, 1) | {"options": given, "resolved": resolved}
        return await self._interact(channel, 2, data)

    def upload(self, files: Mapping[str, bytes], **more: Any) -> list[Json]:
        """Attachments as they stand in events, their bytes on the file server."""
        return [
            self.server.files.keep(self.server.world.snowflake(), name, data) | more
            for name, data in files.items()
        ]

    async def complete(
        self, channel: Json, name: str, option: str, typed: str, sub: str = ""
    ) -> tuple[Given, Sent]:
        """Type in an option that offers choices."""
        focused: list[Json] = [{"name": option, "type": 3, "value": typed, "focused": True}]
        if sub:
            focused = [{"name": sub, "type": 1, "options": focused}]
        return await self._interact(channel, 4, self._command(name, 1) | {"options": focused})

    async def apps(self, message: Json, name: str, **more: Any) -> tuple[Given, Sent]:
        """Choose a message command from a message's Apps menu."""
        channel = self.server.world.channels[message["channel_id"]]
        resolved = {"messages": {message["id"]: message}}
        data = self._command(name, 3) | {"target_id": message["id"], "resolved": resolved}
        return await self._interact(channel, 2, data, **more)

    async def press(self, message: Json, custom_id: str) -> tuple[Given, Sent]:
        """Press a button, even one that the message does not have."""
        channel = self.server.world.channels[message["channel_id"]]
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(channel, 3, data, message=message)

    async def submit(self, given: Given, text: str) -> tuple[Given, Sent]:
        """Send the modal that an interaction opened."""
        assert given.modal
        (field,) = given.modal["components"]
        (one,) = field.get("components") or [field["component"]]
        row = {"type": 1, "components": [{"type": 4, "custom_id": one["custom_id"], "value": text}]}
        data = {"custom_id": given.modal["custom_id"], "components": [row]}
        return await self._interact(given.channel, 5, data)


def private(message: Json) -> bool:
    return bool(message["flags"] & EPHEMERAL)
