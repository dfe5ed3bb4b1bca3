"""Messages over REST: post, edit, delete, type, with limits, permissions and whom they would ping."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import web

from tests.platform.discord.limits import Json, Refusal, answer, check_message
from tests.platform.discord.world import HISTORY, VIEW, trimmed

if TYPE_CHECKING:
    from tests.platform.discord.server import DiscordServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PINGS = re.compile(r"@everyone|@here|<@!?\d+>|<@&\d+>")
KINDS = {"@e": "everyone", "@h": "everyone", "<@&": "roles"}


async def body(request: web.Request) -> tuple[Json, dict[str, bytes]]:
    """The JSON of a request and its files by name."""
    if not request.content_type.startswith("multipart/"):
        return await request.json(), {}
    payload: Json = {}
    files = {}
    for name, value in (await request.post()).items():
        if name == "payload_json":
            payload = json.loads(str(value))
        else:
            assert isinstance(value, web.FileField)
            files[value.filename] = value.file.read()
    return payload, files


def pinged(payload: Json, replied_to: str = "") -> list[str]:
    """Whom a message pings, by what its author allowed (all, where nothing is said)."""
    allowed = payload.get("allowed_mentions")
    everything = ["everyone", "roles", "users"]
    parse = everything if allowed is None else allowed.get("parse", everything)
    found = []
    for match in PINGS.findall(payload.get("content") or ""):
        kind = next((kind for start, kind in KINDS.items() if match.startswith(start)), "users")
        if kind in parse or match.strip("<@!&>") in (allowed or {}).get(kind, ()):
            found.append(match)
    if replied_to and (allowed is None or allowed.get("replied_user", False)):
        found.append(replied_to)
    return found


def attached(server: DiscordServer, files: dict[str, bytes], payload: Json) -> list[Json]:
    """Attachments as messages show them; the test server keeps their bytes beside."""
    told = {one["filename"]: one.get("description") for one in payload.get("attachments") or []}
    return [
        {
            "description": told.get(name),
            "id": server.world.snowflake(),
            "filename": name,
            "size": len(data),
            "url": f"https://cdn.invalid/{name}",
            "proxy_url": f"https://cdn.invalid/{name}",
            "bytes": data.decode("utf-8", "replace") if name.endswith(".txt") else None,
        }
        for name, data in files.items()
    ]


class Messages:
    """The endpoints of channels and their messages."""

    def __init__(self, server: DiscordServer) -> None:
        self.server, self.world = server, server.world

    def routes(self) -> list[tuple[str, str, Handler]]:
        """Method, path and handler of each endpoint."""
        return [
            ("POST", "/channels/{channel}/messages", self.post),
            ("GET", "/channels/{channel}/messages", self.history),
            ("GET", "/channels/{channel}/messages/{message}", self.get),
            ("PATCH", "/channels/{channel}/messages/{message}", self.edit),
            ("DELETE", "/channels/{channel}/messages/{message}", self.delete),
            ("POST", "/channels/{channel}/typing", self.type_),
        ]

    def channel_of(self, request: web.Request) -> Json:
        channel = self.world.channels.get(request.match_info["channel"])
        if channel is None:
            raise Refusal(404, 10003, "Unknown Channel")
        return channel

    def message_of(self, request: web.Request) -> Json:
        message = self.world.messages[self.channel_of(request)["id"]].get(request.match_info["message"])
        if message is None:
            raise Refusal(404, 10008, "Unknown Message")
        return message

    async def post(self, request: web.Request) -> web.Response:
        channel = self.channel_of(request)
        payload, files = await body(request)
        check_message(payload, files)
        self.world.require(channel, payload, files)
        channel.get("thread_metadata", {})["archived"] = False
        key = (channel["id"], str(payload.get("nonce")))
        if payload.get("enforce_nonce") and payload.get("nonce") and key in self.server.nonces:
            return answer(self.server.nonces[key])
        message = self.world.message(
            channel, self.world.bot, payload, attachments=attached(self.server, files, payload)
        )
        self.server.nonces[key] = message
        self.server.pings += pinged(payload, "reply" if "referenced_message" in message else "")
        await self.server.gateway.tell("MESSAGE_CREATE", message, guild=channel.get("guild_id", ""))
        return answer(message)

    async def edit(self, request: web.Request) -> web.Response:
        message = self.message_of(request)
        if message["author"]["id"] != self.world.bot["id"]:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        if self.channel_of(request).get("thread_metadata", {}).get("archived"):
            raise Refusal(400, 50083, "Thread is archived")
        payload, files = await body(request)
        check_message(payload, files, new=False)
        change(self.server, message, payload, files)
        return answer(message)

    async def history(self, request: web.Request) -> web.Response:
        channel = self.channel_of(request)
        if not self.world.permissions(channel) & HISTORY:
            raise Refusal(403, 50001, "Missing Access")
        limit = int(request.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise Refusal(400, 50035, "Invalid Form Body")
        first, last = int(request.query.get("after", 0)), int(request.query.get("before", 1 << 63))
        kept = sorted(self.world.messages[channel["id"]].items())
        found = [one for id_, one in kept if first < int(id_) < last]
        # Newest first; after a message, those that follow it, else the latest.
        page = found[:limit] if "after" in request.query else found[-limit:]
        return answer([self.server.readable(one) for one in reversed(page)])

    async def get(self, request: web.Request) -> web.Response:
        if not self.world.permissions(self.channel_of(request)) & HISTORY:
            raise Refusal(403, 50001, "Missing Access")
        return answer(self.message_of(request))

    async def delete(self, request: web.Request) -> web.Response:
        message = self.message_of(request)
        if message["author"]["id"] != self.world.bot["id"]:
            raise Refusal(403, 50013, "Missing Permissions")
        del self.world.messages[message["channel_id"]][message["id"]]
        return web.Response(status=204)

    async def type_(self, request: web.Request) -> web.Response:
        channel = self.channel_of(request)
        if not self.world.permissions(channel) & VIEW:
            raise Refusal(403, 50001, "Missing Access")
        self.server.typing.append((self.server.requests[-1][0], channel["id"]))
        return web.Response(status=204)


def change(server: DiscordServer, message: Json, payload: Json, files: dict[str, bytes]) -> None:
    """Edit a message in place."""
    payload = trimmed(payload)
    for name in ("content", "embeds", "components", "flags"):
        if name in payload:
            message[name] = payload[name] if payload[name] is not None else ""
    if files or "attachments" in payload:
        message["attachments"] = attached(server, files, payload)
    message["edited_timestamp"] = datetime.now(UTC).isoformat()
    server.pings += pinged(payload)
