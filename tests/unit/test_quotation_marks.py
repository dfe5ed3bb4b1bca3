"""Quotation marks are the documents' own: no wording of the bot sets them around anything."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKS = frozenset("“”„«»‹›")
READERS = {
    "bot/followup.py": "ends of sentences and names inside them",
    "bot/reply/paging.py": "ends of sentences",
    "bot/slack/commands.py": "marks that people type around an option",
    "bot/slack/text.py": "the same",
}
"""Modules that look for quotation marks in what others wrote, and why."""


def marked(path: Path) -> list[str]:
    """The string literals of a module that hold quotation marks."""
    nodes = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
    return [node.value for node in nodes if isinstance(node.value, str) and MARKS & set(node.value)]


def test_no_wording_of_the_bot_stands_in_quotation_marks() -> None:
    found = {path.relative_to(ROOT).as_posix(): marked(path) for path in (ROOT / "bot").rglob("*.py")}
    assert {name for name, literals in found.items() if literals} == set(READERS)


def test_no_page_of_the_bot_sets_quotation_marks() -> None:
    pages = [*(ROOT / "bot").rglob("*.html"), *(ROOT / "bot").rglob("*.css"), *(ROOT / "bot").rglob("*.js")]
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        assert not MARKS & set(text), page
        assert "quot;" not in text, page
        assert "quo;" not in text, page
        assert "<q>" not in text, page
