"""What people type behind commands that administer, and the windows for what they leave out."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation import Change, Message, Person
from bot.slack import adding, forms, incoming
from bot.slack.app import web_client
from bot.slack.commands import administers, to_administer
from bot.slack.text import exact
from tests.platform.slack.blockkit import check_view


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("admin war <@U7|bea>", "admin war U7"),
        ("add <https://example.org/a?b=1&amp;c|example.org>", "add https://example.org/a?b=1&c"),
        ("title “The Log” The Harbour Log", 'title "The Log" The Harbour Log'),
        ('title "The Log" The “Great” Log', 'title "The Log" The “Great” Log'),
        ("title &lt;b&gt; &amp; more", "title <b> & more"),
        ("create news <!channel> in <#C2|general>", "create news  in general"),
    ],
)
def test_what_is_typed_is_read_exactly(typed: str, read: str) -> None:
    assert exact(typed) == read


@pytest.mark.parametrize(
    ("name", "typed", "options"),
    [
        (
            "stories",
            "create news About the news",
            {"action": "create", "name": "news", "description": "About the news"},
        ),
        ("stories", "admin war <@U7|bea>", {"action": "admin", "story": "war", "person": "U7"}),
        ("documents", "add <https://example.org/a>", {"action": "add", "url": "https://example.org/a"}),
        ("documents", "add it please", {"action": "add", "file": "it please"}),
        (
            "documents",
            "date “The Log” 9 May 1914",
            {"action": "date", "document": "The Log", "day": "9 May 1914"},
        ),
        ("documents", "", {"action": "list"}),
        ("documents", "explode", {"action": "explode"}),
        ("reindex", "full war", {"action": "full", "story": "war"}),
        ("announcements", "off", {"action": "off"}),
        ("insights", "export 7", {"action": "export", "days": "7"}),
    ],
)
def test_commands_are_read(name: str, typed: str, options: dict[str, str]) -> None:
    assert administers(name)
    assert to_administer(name, typed) == options


def test_asking_is_no_administration() -> None:
    assert not any(map(administers, ("ask", "check", "source", "timeline", "quiet")))


def heard(text: str, channel: str = "D1", **more: Any) -> tuple[Message, dict[str, Any]]:
    event = {"ts": "1.1", "channel": channel, "user": "U1", "text": text, "files": [{"id": "F1"}], **more}
    message = incoming.message(event, team="T1", bot="U0BOT")
    assert message
    return message, event


@pytest.mark.parametrize(
    ("text", "channel", "name", "options"),
    [
        ("add", "D1", "documents", {"action": "add"}),
        ("Add these, please!", "D1", "documents", {"action": "add"}),
        ("documents add story=war", "D1", "documents", {"action": "add", "story": "war"}),
        ("<@U0BOT> add story=war", "C1", "documents", {"action": "add", "story": "war"}),
        ("questions set", "D1", "questions", {"action": "set"}),
    ],
)
def test_files_with_the_word_are_added(text: str, channel: str, name: str, options: dict[str, str]) -> None:
    command = adding.command(*heard(text, channel), web_client("xoxb-1"))
    assert command
    assert (command.name, dict(command.options), len(command.files)) == (name, options, 1)
    assert (command.id, command.place.channel) == ("1.1", channel)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("add", {"channel": "C1"}),  # among people
        ("add", {"files": []}),
        ("What does this add?", {}),
        ("add this up, would you?", {}),
        ("additional files", {}),
        ("add", {"bot_id": "B1"}),
    ],
)
def test_other_messages_are_not(text: str, more: dict[str, Any]) -> None:
    assert adding.command(*heard(text, **more), web_client("xoxb-1")) is None


def test_an_edit_adds_nothing_again() -> None:
    message, event = heard("add")
    edited = Message(message.place, Person("U1"), message.id, "add", change=Change.EDITED)
    assert adding.command(edited, event, web_client("xoxb-1")) is None


@pytest.mark.parametrize(
    ("name", "options", "form"),
    [
        ("stories", {"action": "create"}, forms.STORY),
        ("stories", {"action": "create", "name": "news"}, ""),
        ("stories", {"action": "list"}, ""),
        ("documents", {"action": "title"}, forms.CORRECTION),
        ("documents", {"action": "date", "document": "The Log"}, forms.CORRECTION),
        ("documents", {"action": "date", "document": "The Log", "day": "1914"}, ""),
        ("documents", {"action": "remove"}, ""),
    ],
)
def test_a_window_opens_for_what_is_left_out(name: str, options: dict[str, str], form: str) -> None:
    assert forms.wanted(name, options) == form


def test_windows_keep_to_slacks_limits_and_read_back() -> None:
    titles = [
        "The Log",
        "x" * 75,
        "x" * 76,
        "y" * 150,
        "z" * 151,
        "The Log",
        *(f"Title {n}" for n in range(200)),
    ]
    view = forms.correction(titles, "C1", "war")
    check_view(view)
    check_view(forms.story("C1"))
    values = [option["value"] for option in view["blocks"][0]["element"]["options"]]
    assert len(values) == 100
    assert values[:4] == ["The Log", "x" * 75, "x" * 76, "y" * 150]
    state = {
        "document": {"document": {"selected_option": {"value": "The Log"}}},
        "text": {"text": {"value": None}},
        "day": {"day": {"selected_date": "1914-05-09"}},
    }
    assert forms.sent(view | {"state": {"values": state}}) == (
        "C1",
        "war",
        {"document": "The Log", "day": "1914-05-09"},
    )
