"""The part of Discord that a bot can see: users, servers, channels, messages, permissions. No network."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.platform.discord.limits import Json, Refusal

EPOCH_MS = 1_420_070_400_000
VIEW, SEND, EMBED, ATTACH, HISTORY = 1 << 10, 1 << 11, 1 << 14, 1 << 15, 1 << 16
IN_THREADS = 1 << 38
MANAGE_GUILD = 1 << 5
NEEDED = VIEW | SEND | EMBED | ATTACH | HISTORY | IN_THREADS
TEXT, DIRECT, GROUP, THREAD = 0, 1, 3, 11
EPHEMERAL = 1 << 6


def trimmed(payload: Json) -> Json:
    """A message as Discord keeps it: without white space around its texts."""
    payload = dict(payload)
    if payload.get("content"):
        payload["content"] = payload["content"].strip()
    if payload.get("embeds"):
        payload["embeds"] = [
            one | {"description": (one.get("description") or "").strip()} for one in payload["embeds"]
        ]
    return payload


class Snowflakes:
    """Ids as Discord makes them: milliseconds since 2015, then a counter."""

    def __init__(self) -> None:
        self._count = itertools.count()

    def __call__(self) -> str:
        return str((int(time.time() * 1000) - EPOCH_MS) << 22 | next(self._count) % 4096)


@dataclass
class World:
    """Everything as JSON objects by id, in Discord's own field names."""

    snowflake: Snowflakes = field(default_factory=Snowflakes)
    users: dict[str, Json] = field(default_factory=dict)
    guilds: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    messages: dict[str, dict[str, Json]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    """Users who take no direct messages."""

    def __post_init__(self) -> None:
        self.bot = self.user("Footnote", bot=True)
        self.owner = self.user("Owner")

    def user(self, name: str, *, bot: bool = False) -> Json:
        user: Json = {
            "id": self.snowflake(),
            "username": name,
            "global_name": name,
            "discriminator": "0",
            "avatar": None,
            "bot": bot,
        }
        self.users[user["id"]] = user
        return user

    def guild(self, name: str = "Readers", permissions: int = NEEDED) -> Json:
        """A server with the bot in it, whose own role holds `permissions`; nobody else's matter here."""
        id_ = self.snowflake()
        role = self.snowflake()
        base = {"color": 0, "hoist": False, "mentionable": False, "position": 0, "managed": False}
        guild: Json = {
            "id": id_,
            "name": name,
            "owner_id": self.owner["id"],
            "roles": [
                {**base, "id": id_, "name": "@everyone", "permissions": "0"},
                {
                    **base,
                    "id": role,
                    "name": "Footnote",
                    "position": 1,
                    "managed": True,
                    "permissions": str(permissions),
                    "tags": {"bot_id": self.bot["id"]},
                },
            ],
            "members": [self.member(self.bot, [role])],
            "member_count": 2,
            "emojis": [],
            "stickers": [],
            "features": [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "afk_timeout": 60,
            "system_channel_flags": 0,
            "premium_progress_bar_enabled": False,
        }
        self.guilds[id_] = guild
        return guild

    @staticmethod
    def member(user: Json, roles: list[str]) -> Json:
        return {
            "user": user,
            "roles": roles,
            "joined_at": "2024-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }

    def channel(self, guild: Json, name: str = "history", *, denied: int = 0) -> Json:
        """A text channel, in which `denied` is taken from the bot."""
        overwrites = [{"id": self.bot["id"], "type": 1, "allow": "0", "deny": str(denied)}] if denied else []
        channel = {
            "id": self.snowflake(),
            "type": TEXT,
            "guild_id": guild["id"],
            "name": name,
            "position": 0,
            "permission_overwrites": overwrites,
            "nsfw": False,
            "parent_id": None,
        }
        return self._keep(channel)

    def thread(self, parent: Json, name: str = "the treaty") -> Json:
        thread = {
            "id": self.snowflake(),
            "type": THREAD,
            "guild_id": parent["guild_id"],
            "parent_id": parent["id"],
            "name": name,
            "owner_id": self.owner["id"],
            "message_count": 0,
            "member_count": 1,
            "rate_limit_per_user": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": "2024-01-01T00:00:00+00:00",
                "locked": False,
            },
        }
        return self._keep(thread)

    def direct(self, user: Json) -> Json:
        """The conversation of the bot and one user, the same each time."""
        for channel in self.channels.values():
            if channel["type"] == DIRECT and channel["recipients"][0]["id"] == user["id"]:
                return channel
        return self._keep({"id": self.snowflake(), "type": DIRECT, "recipients": [user]})

    def _keep(self, channel: Json) -> Json:
        self.channels[channel["id"]] = channel
        self.messages[channel["id"]] = {}
        return channel

    def permissions(self, channel: Json) -> int:
        """What the bot may do in a channel."""
        if "guild_id" not in channel:
            return NEEDED
        guild = self.guilds[channel["guild_id"]]
        mine = guild["members"][0]["roles"]
        allowed = sum(int(role["permissions"]) for role in guild["roles"] if role["id"] in mine)
        parent = self.channels[channel["parent_id"]] if channel["type"] == THREAD else channel
        for overwrite in parent["permission_overwrites"]:
            allowed &= ~int(overwrite["deny"])
        return allowed

    def require(self, channel: Json, payload: Json, files: object) -> None:
        """Raises `Refusal` when the bot may not post this here."""
        if channel["type"] == DIRECT:
            if channel["recipients"][0]["id"] in self.closed:
                raise Refusal(403, 50007, "Cannot send messages to this user")
            return
        needed = VIEW | (IN_THREADS if channel["type"] == THREAD else SEND)
        allowed = self.permissions(channel)
        if not allowed & VIEW:
            raise Refusal(403, 50001, "Missing Access")
        if payload.get("embeds"):
            needed |= EMBED
        if files:
            needed |= ATTACH
        if payload.get("message_reference"):
            needed |= HISTORY
        if needed & ~allowed:
            raise Refusal(403, 50013, "Missing Permissions")

    def message(self, channel: Json, author: Json, payload: Json, **more: Any) -> Json:
        """Post a message; raises `Refusal` for a reply to one that is gone and must not be."""
        reference = payload.get("message_reference")
        referenced = self.messages[channel["id"]].get(str(reference["message_id"])) if reference else None
        if reference and referenced is None and reference.get("fail_if_not_exists", True):
            raise Refusal(400, 50035, "Invalid Form Body")
        payload = trimmed(payload)
        content = payload.get("content") or ""
        mentioned = [user for id_, user in self.users.items() if f"<@{id_}>" in content]
        if referenced and more.pop("ping", False) and referenced["author"] not in mentioned:
            mentioned.append(referenced["author"])
        message: Json = {
            "id": self.snowflake(),
            "channel_id": channel["id"],
            "author": author,
            "content": content,
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": "@everyone" in content or "@here" in content,
            "mentions": mentioned,
            "mention_roles": [],
            "attachments": [],
            "embeds": payload.get("embeds") or [],
            "components": payload.get("components") or [],
            "pinned": False,
            "flags": payload.get("flags", 0),
            "type": 19 if referenced else 0,
        }
        if reference and referenced:
            message["message_reference"] = {
                "channel_id": channel["id"],
                "message_id": referenced["id"],
                "guild_id": channel.get("guild_id"),
            }
            message["referenced_message"] = referenced
        message |= more
        if not message["flags"] & EPHEMERAL:
            self.messages[channel["id"]][message["id"]] = message
            channel["last_message_id"] = message["id"]
        return message
