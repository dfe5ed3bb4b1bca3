"""Interactions: the callback within three seconds, follow-ups while the token lives, all by Discord's rules.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from tests.platform.discord.limits import (
    Json,
    Refusal,
    answer,
    check_choices,
    check_message,
    check_modal,
)
from tests.platform.discord.messages import attached, body, change, pinged
from tests.platform.discord.world import EPHEMERAL

if TYPE_CHECKING:
    from tests.platform.discord.server import DiscordServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
FIRST_RESPONSE, LIFETIME = 3.0, 15 * 60.0
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
USER_INSTALLED_FOLLOW_UPS = 5


@dataclass
class Given:
    """An interaction sent to the bot, and how far the bot is with it. Times are monotonic seconds."""

    data: Json
    channel: Json
    created: float = field(default_factory=time.monotonic)
    answered: float = 0.0
    kind: int = 0
    ephemeral: bool = False
    loading: bool = False
    original: str = ""
    messages: dict[str, Json] = field(default_factory=dict)
    """Every message it led to, the ephemeral ones too, in order."""
    modal: Json | None = None
    choices: list[Json] | None = None
    follow_ups: int = 0


class Interactions:
    """The endpoints of interactions and their webhooks."""

    def __init__(self, server: DiscordServer) -> None:
        self.server, self.world = server, server.world

    def routes(self) -> list[tuple[str, str, Handler]]:
        """Method, path and handler of each endpoint."""
        return [
            ("POST", "/interactions/{id}/{token}/callback", self.callback),
            ("POST", "/webhooks/{app}/{token}", self.follow_up),
            ("GET", "/webhooks/{app}/{token}/messages/{message}", self.get),
            ("PATCH", "/webhooks/{app}/{token}/messages/{message}", self.edit),
            ("DELETE", "/webhooks/{app}/{token}/messages/{message}", self.delete),
        ]

    def given(self, request: web.Request) -> Given:
        found = self.server.interactions.get(request.match_info["token"])
        if found is None or time.monotonic() - found.created > LIFETIME:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return found

    def message_of(self, request: web.Request) -> tuple[Given, Json]:
        one = self.given(request)
        name = request.match_info["message"]
        message = one.messages.get(one.original if name == "@original" else name)
        if message is None:
            raise Refusal(404, 10008, "Unknown Message")
        return one, message

    async def post(self, one: Given, payload: Json, files: dict[str, bytes], flags: int) -> Json:
        payload = payload | {"flags": payload.get("flags", 0) & ~EPHEMERAL | flags}
        message = self.world.message(
            one.channel,
            self.world.bot,
            payload,
            attachments=attached(self.server, files, payload),
            type=20 if one.data["type"] == 2 else 0,
            interaction_metadata={
                "id": one.data["id"],
                "type": one.data["type"],
                "user": one.data.get("user") or one.data["member"]["user"],
                "authorizing_integration_owners": one.data["authorizing_integration_owners"],
            },
        )
        one.messages[message["id"]] = message
        self.server.pings += pinged(payload)
        if not flags:
            await self.server.gateway.tell("MESSAGE_CREATE", message, guild=one.channel.get("guild_id", ""))
        return message

    async def callback(self, request: web.Request) -> web.Response:
        one = self.server.interactions.get(request.match_info["token"])
        if one is None or time.monotonic() - one.created > FIRST_RESPONSE:
            raise Refusal(404, 10062, "Unknown interaction")
        if one.kind:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        payload, files = await body(request)
        kind, data = payload["type"], payload.get("data") or {}
        ephemeral = data.get("flags", 0) & EPHEMERAL
        message = await self._take(one, kind, data, files)
        one.kind, one.answered, one.ephemeral = kind, time.monotonic(), bool(ephemeral)
        if message:
            one.original = message["id"]
        told: Json = {"id": one.data["id"], "type": one.data["type"]}
        resource: Json = {"type": kind}
        if message:
            told |= {"response_message_id": message["id"], "response_message_ephemeral": one.ephemeral}
            resource["message"] = message
        return answer({"interaction": told, "resource": resource})

    async def _take(self, one: Given, kind: int, data: Json, files: dict[str, bytes]) -> Json | None:
        ephemeral = data.get("flags", 0) & EPHEMERAL
        if kind == MESSAGE:
            check_message(data, files)
            return await self.post(one, data, files, ephemeral)
        if kind == DEFERRED:
            message = self.world.message(one.channel, self.world.bot, {"flags": 1 << 7 | ephemeral}, type=20)
            one.messages[message["id"]] = message
            one.loading = True
            return message
        if kind == CHOICES:
            check_choices(data["choices"])
            one.choices = data["choices"]
        elif kind == MODAL:
            check_modal(data)
            one.modal = data
        elif kind in {DEFERRED_UPDATE, UPDATE} and "message" in one.data:
            # What was pressed stands where it stood; from here on it is the original.
            pressed: Json = one.data["message"]
            one.messages[pressed["id"]] = pressed
            if kind == UPDATE:
                check_message(data, files, new=False)
                flags = pressed["flags"]
                change(self.server, pressed, data, files)
                pressed["flags"] = flags
            return pressed
        else:
            raise Refusal(400, 50035, "Invalid Form Body")
        return None

    async def follow_up(self, request: web.Request) -> web.Response:
        one = self.given(request)
        if not one.kind:
            raise Refusal(404, 10015, "Unknown Webhook")
        payload, files = await body(request)
        check_message(payload, files)
        if one.loading:
            # A follow-up to a deferral is its answer, and as public or private as the deferral was.
            message = one.messages[one.original]
            one.loading = False
            change(self.server, message, payload, files)
            message["flags"] = EPHEMERAL if one.ephemeral else 0
            return answer(message)
        one.follow_ups += 1
        user_installed = "0" not in one.data["authorizing_integration_owners"]
        if user_installed and one.follow_ups > USER_INSTALLED_FOLLOW_UPS:
            raise Refusal(400, 40094, "This interaction has reached the maximum number of follow-up messages")
        return answer(await self.post(one, payload, files, payload.get("flags", 0) & EPHEMERAL))

    async def get(self, request: web.Request) -> web.Response:
        return answer(self.message_of(request)[1])

    async def edit(self, request: web.Request) -> web.Response:
        one, message = self.message_of(request)
        payload, files = await body(request)
        check_message(payload, files, new=False)
        flags = message["flags"] & EPHEMERAL
        change(self.server, message, payload, files)
        message["flags"] = flags
        if message["id"] == one.original:
            one.loading = False
        return answer(message)

    async def delete(self, request: web.Request) -> web.Response:
        one, message = self.message_of(request)
        if one.loading:
            # Follow-ups after deleting a deferral have failed with 10008 (discord-api-docs#2739, #3087).
            raise Refusal(404, 10008, "Unknown Message")
        del one.messages[message["id"]]
        self.world.messages[one.channel["id"]].pop(message["id"], None)
        return web.Response(status=204)
