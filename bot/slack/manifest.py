"""The app's manifest: what Slack must be told once, with the fewest scopes for what the bot does.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.slack.http_mode import EVENTS, REDIRECT

SCOPES = {
    "app_mentions:read": "hear its name",
    "assistant:write": "suggest questions and show that it is reading",
    "channels:history": "follow threads in public channels, and edits of questions",
    "chat:write": "answer",
    "commands": "slash commands and shortcuts",
    "files:read": "read the files that administrators add to a story",
    "files:write": "hand over a timeline's picture, and what is asked for as a file",
    "groups:history": "the same in private channels",
    "im:history": "direct messages",
    "mpim:history": "the same in group messages",
    "users:read": "tell administrators from others",
}
"""Each scope and why it is asked for; a test holds them to the events and methods that are used."""

EVENT_SCOPES = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "tokens_revoked": None,
}
"""Every event subscribed to, and the scope that it needs."""

COMMANDS = {
    "ask": (
        "Ask the documents; only you see the answer until you share it",
        "When did it happen? since=2021",
    ),
    "check": ("The quotes nearest to a claim", "The general called twice."),
    "source": (
        "Where a sentence stands in the documents, and whether it differs",
        "The general called twice.",
    ),
    "quiet": ("Stop following threads in this channel", ""),
    "timeline": ("What happened when, quoted and dated", "topic from=2020 to=2021"),
    "stories": (
        "The stories that can be asked; administrators create and bind them",
        "list | create name what it is about | bind story channel | archive story",
    ),
    "documents": (
        "A story's documents; administrators add, correct and remove them",
        "list | show title | add https://… | title | date | remove title | undo | history",
    ),
    "reindex": ("Bring a story up to date (administrators)", "story, or: full story"),
    "questions": ("The questions scored before and after each build (administrators)", "show | clear"),
    "announcements": ("Tell this channel what is new in its story (administrators)", "on | off"),
    "insights": ("What was asked, answered and declined (administrators)", "30, or: export 30"),
    "audit": ("Who changed what (administrators)", ""),
    "forget-me": ("Delete what is kept about you", ""),
}
CHECK, FIND, ADD, ASK = "footnote_check_claim", "footnote_find_source", "footnote_add", "footnote_ask"
SHORTCUTS = (
    (CHECK, "message", "Check this claim", "The quotes nearest to what somebody wrote"),
    (FIND, "message", "Find the source", "Where a sentence stands in the documents, and whether it differs"),
    (ADD, "message", "Add to story", "Its files, or its text, become documents (administrators)"),
    (ASK, "global", "Ask the documents", "A question with a story and dates"),
)
DESCRIPTION = "Answers questions about a story with verbatim quotes and citations"
LONG_DESCRIPTION = (
    "Footnote answers questions about the documents that your administrators gave it. It never writes an "
    "answer of its own: it shows the sentences of the documents that answer, word for word, each with its "
    "title, date, page and line, and says so when the documents do not answer. No language model is used "
    "and nothing leaves the machine it runs on."
)


def manifest(
    commands: Iterable[str] = COMMANDS, *, url: str = "", shortcuts: Iterable[str] = (CHECK, FIND, ADD, ASK)
) -> dict[str, Any]:
    """The manifest as JSON; with `url`, the bot's public address, for HTTP mode, else for Socket Mode."""
    events = url.rstrip("/") + EVENTS if url else ""
    address = {"request_url": events} if url else {}
    return {
        "display_information": {
            "name": "Footnote",
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": {"agent_description": DESCRIPTION},
            "bot_user": {"display_name": "footnote", "always_online": True},
            "shortcuts": [
                {"name": name, "type": kind, "callback_id": id_, "description": description}
                for id_, kind, name, description in SHORTCUTS
                if id_ in shortcuts
            ],
            "slash_commands": [_command(name, events) for name in commands if name in COMMANDS],
        },
        "oauth_config": {
            **({"redirect_urls": [url.rstrip("/") + REDIRECT]} if url else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENT_SCOPES)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": True,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _command(name: str, url: str) -> dict[str, Any]:
    description, hint = COMMANDS[name]
    return {
        "command": f"/{name}",
        "description": description,
        **({"usage_hint": hint} if hint else {}),
        **({"url": url} if url else {}),
        "should_escape": True,
    }
