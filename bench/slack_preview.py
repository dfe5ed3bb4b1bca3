"""The goldens as Slack would show them: HTML in its look, and a picture by headless Chromium.

python -m bench.slack_preview
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "slack"
PICTURE = ROOT / "docs" / "slack.png"
SHOWN = ("example-private", "declined", "nearest", "verified", "example-build", "example-built")
WIDTH, HEIGHT = 720, 1100
STYLE = """
body { font: 15px/1.46 Lato, "DejaVu Sans", sans-serif; margin: 0; padding: 12px 20px;
       width: 680px; color: #1d1c1d }
.message { display: flex; gap: 10px; margin: 10px 0 }
.face { flex: none; width: 36px; height: 36px; border-radius: 6px; background: #1f3a4d; color: #fff;
        text-align: center; line-height: 36px; font-weight: bold }
.name { font-weight: 900 } .app { font-size: 10px; background: #ddd; border-radius: 2px; padding: 1px 3px }
.private { color: #616061; font-size: 13px }
blockquote { border-left: 4px solid #ddd; margin: 4px 0; padding-left: 10px; white-space: pre-wrap }
.context { color: #616061; font-size: 12.5px; margin: 2px 0 4px } .context span { display: block }
button { font: inherit; font-weight: 700; font-size: 13px; background: #fff; border: 1px solid #bbb;
         border-radius: 5px; padding: 3px 10px; margin: 3px 6px 3px 0 }
.thumbs { color: #616061; font-size: 13px } p { margin: 3px 0 }
ul { margin: 3px 0; padding-left: 24px } h3 { margin: 8px 0 2px }
"""


def page(names: tuple[str, ...] = SHOWN) -> str:
    """One HTML page with the messages of these goldens, in order."""
    parts = []
    for name in names:
        for message in json.loads((GOLDEN / f"{name}.json").read_text()):
            private = '<div class="private">Only visible to you</div>' if "private" in name else ""
            blocks = "".join(map(block, message["blocks"]))
            name_ = '<span class="name">footnote</span> <span class="app">APP</span>'
            face = '<div class="face">F</div>'
            parts.append(_div("message", f"{face}<div>{private}{name_}{blocks}</div>"))
    return f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>{"".join(parts)}'


def block(one: dict[str, Any]) -> str:
    """A block as HTML; raises KeyError for a kind that it does not know."""
    kinds: dict[str, Callable[[], str]] = {
        "rich_text": lambda: "".join(map(_rich, one["elements"])),
        "context": lambda: _div(
            "context", "".join(f"<span>{_text(part)}</span>" for part in one["elements"])
        ),
        "actions": lambda: _div(
            "row", "".join(f"<button>{_text(part['text'])}</button>" for part in one["elements"])
        ),
        "context_actions": lambda: '<div class="thumbs">👍 👎</div>',
        "section": lambda: f"<p>{_text(one['text'])}</p>",
        "header": lambda: f"<h3>{_text(one['text'])}</h3>",
    }
    return kinds[one["type"]]()


def _div(name: str, inner: str) -> str:
    return f'<div class="{name}">{inner}</div>'


def _text(text: dict[str, Any]) -> str:
    return escape(text["text"])


def _rich(part: dict[str, Any]) -> str:
    if part["type"] == "rich_text_list":
        return f"<ul>{''.join(f'<li>{_words(row)}</li>' for row in part['elements'])}</ul>"
    inner = _words(part)
    return f"<blockquote>{inner}</blockquote>" if part["type"] == "rich_text_quote" else f"<p>{inner}</p>"


def _words(part: dict[str, Any]) -> str:
    return "".join(
        f"<b>{_text(element)}</b>" if element.get("style", {}).get("bold") else _text(element)
        for element in part["elements"]
    )


def main(target: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is not installed; on Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "preview.html"
        source.write_text(page(), encoding="utf-8")
        subprocess.run(
            [
                chromium,
                *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                f"--window-size={WIDTH},{HEIGHT}",
                f"--screenshot={target.resolve()}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main(PICTURE)
