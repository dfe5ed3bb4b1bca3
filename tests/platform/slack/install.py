"""What a token may do: the scopes that each method needs."""

from __future__ import annotations

from dataclasses import dataclass

SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "users.info": "users:read",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "files.info": "files:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}
ALL_SCOPES = frozenset(
    {"app_mentions:read", "assistant:write", "channels:history", "chat:write", "commands", "files:read"}
    | {"files:write", "groups:history", "im:history", "mpim:history", "users:read"}
)


@dataclass
class Install:
    """A token and what it may."""

    team: str = "T0TEAM"
    enterprise: str | None = None
    bot_user: str = "U0BOT"
    bot_id: str = "B0BOT"
    scopes: frozenset[str] = ALL_SCOPES
    revoked: bool = False
