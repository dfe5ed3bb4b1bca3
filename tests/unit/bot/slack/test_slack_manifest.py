"""The manifest against Slack's schema for it, and against what the code uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.conversation import Conversation
from bot.slack.manifest import COMMANDS, EVENT_SCOPES, SCOPES, manifest
from tests.platform.slack.install import SCOPES as METHOD_SCOPES

SOURCES = sorted((Path(__file__).parents[4] / "bot" / "slack").glob("*.py"))


def url(longest: int) -> dict[str, Any]:
    return {"type": "string", "pattern": r"^https?:\/\/", "maxLength": longest}


def text(longest: int, shortest: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": shortest, "maxLength": longest, **more}


def shape(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def several(item: Any, most: int, least: int = 1) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": least, "maxItems": most, "uniqueItems": True}


FLAG = {"type": "boolean"}
# The parts of Slack's own schema that the manifest uses, every limit compared with
# https://github.com/slackapi/manifest-schema/blob/085a104/schemas/manifest.schema.1.0.0.json (MIT, 2026),
# which allows nothing that it does not name; written down, since no package ships the file itself. Stricter
# than it, from https://docs.slack.dev/reference/app-manifest: the letters of a display name, a scope at most
# once, an agent's description needed. `footnote doctor` has Slack itself look at the manifest.
SCHEMA = shape(
    ("display_information",),
    display_information=shape(
        ("name",),
        name=text(35),
        description=text(140),
        long_description=text(4000, 175),
        background_color=text(7, 4, pattern="^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
    ),
    features=shape(
        app_home=shape(home_tab_enabled=FLAG, messages_tab_enabled=FLAG, messages_tab_read_only_enabled=FLAG),
        agent_view=shape(("agent_description",), agent_description=text(300)),
        bot_user=shape(
            ("display_name",), display_name=text(80, pattern=r"^[a-z0-9._-]+$"), always_online=FLAG
        ),
        shortcuts=several(
            shape(
                ("name", "type", "callback_id", "description"),
                name=text(24),
                type={"enum": ["message", "global"]},
                callback_id=text(255),
                description=text(150),
            ),
            10,
        ),
        slash_commands=several(
            shape(
                ("command", "description"),
                command=text(32, 2, pattern=r"^\/"),
                url=url(3000),
                description=text(2000),
                usage_hint=text(1000),
                should_escape=FLAG,
            ),
            50,
        ),
    ),
    oauth_config=shape(
        redirect_urls=several(text(2500), 1000, 0), scopes=shape(bot=several(text(50), 255, 0))
    ),
    settings=shape(
        event_subscriptions=shape(request_url=url(3000), bot_events=several(text(50), 100, 0)),
        interactivity=shape(("is_enabled",), is_enabled=FLAG, request_url=url(3500)),
        org_deploy_enabled=FLAG,
        socket_mode_enabled=FLAG,
        token_rotation_enabled=FLAG,
    ),
)


@pytest.mark.parametrize("address", ["", "https://footnote.example.org"])
def test_the_manifest_passes_the_schema(address: str) -> None:
    made = manifest(url=address)
    jsonschema.validate(made, SCHEMA)
    assert made["settings"]["socket_mode_enabled"] is (not address)
    named = set(re.findall(r"https://footnote[^\"']*", str(made)))
    assert named == ({f"{address}/slack/events", f"{address}/slack/oauth_redirect"} if address else set())


def test_the_schema_refuses_what_slack_would() -> None:
    made = manifest()
    made["display_information"]["name"] = "x" * 36
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(manifest() | {"surprise": 1}, SCHEMA)


def test_no_scope_is_asked_for_that_nothing_needs_and_none_is_missing() -> None:
    """Needed are the scopes of the events subscribed to, of the methods called, and of commands."""
    code = "\n".join(path.read_text("utf-8") for path in SOURCES)
    called = {method for method in METHOD_SCOPES if f".{method.replace('.', '_')}(" in code}
    if ".files_upload_v2(" in code:
        called |= {"files.getUploadURLExternal", "files.completeUploadExternal"}
    needed = {METHOD_SCOPES[method] for method in called}
    needed |= {scope for scope in EVENT_SCOPES.values() if scope} | {"commands"}
    assert set(SCOPES) == needed


def test_every_event_has_a_listener() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SOURCES)
    for event in EVENT_SCOPES:
        assert f'"{event.partition(".")[0]}"' in code.replace("manifest.py", ""), event


def test_every_command_of_the_conversation_is_in_the_manifest() -> None:
    handlers = Conversation(*[None] * 4, longest=1, clock=float)  # type: ignore[arg-type]  # not used here
    assert set(handlers.commands) <= set(COMMANDS)
    assert {command["command"] for command in manifest()["features"]["slash_commands"]} == {
        f"/{name}" for name in COMMANDS
    }
