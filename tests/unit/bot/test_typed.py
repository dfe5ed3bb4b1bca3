"""Commands of administrators as they are typed."""

from __future__ import annotations

import pytest

from bot.conversation import typed_options


@pytest.mark.parametrize(
    ("command", "line", "options"),
    [
        ("stories", "", {"action": "list"}),
        (
            "stories",
            "create dossier About the case",
            {"action": "create", "name": "dossier", "description": "About the case"},
        ),
        ("stories", "bind dossier channel", {"action": "bind", "story": "dossier", "where": "channel"}),
        ("stories", "bind where=team dossier", {"action": "bind", "story": "dossier", "where": "team"}),
        ("stories", "admin war U1 yes", {"action": "admin", "story": "war", "person": "U1", "remove": "yes"}),
        (
            "documents",
            'title "The Habour Log" The Harbour Log',
            {"action": "title", "document": "The Habour Log", "text": "The Harbour Log"},
        ),
        ("documents", 'title 1a2b3c "Quoted"', {"action": "title", "document": "1a2b3c", "text": "Quoted"}),
        ("documents", 'title ab Says "so"', {"action": "title", "document": "ab", "text": 'Says "so"'}),
        ("documents", "show The Harbour Log", {"action": "show", "document": "The Harbour Log"}),
        ("documents", "add story=war http://a.b/c", {"action": "add", "story": "war", "file": "http://a.b/c"}),
        ("documents", "burn it", {"action": "burn"}),
        ("reindex", "", {}),
        ("reindex", "dossier", {"story": "dossier"}),
        ("reindex", "full dossier", {"action": "full", "story": "dossier"}),
        ("add", "It was dark and quiet.", {"text": "It was dark and quiet."}),
        ("insights", "export 7", {"action": "export", "days": "7"}),
        ("audit", "2", {"page": "2"}),
        ("forget-me", "", {}),
        ("questions", "show", {"action": "show"}),
    ],
)  # fmt: skip
def test_a_line_becomes_options(command: str, line: str, options: dict[str, str]) -> None:
    assert typed_options(command, line) == options
