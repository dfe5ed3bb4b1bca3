"""The goldens of Discord's payloads as a picture in Discord's look, for docs/discord.md.

    python -m bench.discord_preview [docs/discord.png]

Needs chromium in the PATH. Markdown is read by the tests' own reader of Discord's rules, so the picture
shows what those rules show.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from tests.platform.discord.markdown import Block, blocks

ROOT = Path(__file__).parents[1]
SCENES = {
    "answer": "@Footnote Which treaty was signed at the ceremony?",
    "verified": "pressed Verify",
    "declined": "Does a zebra whistle? (to the bot alone)",
    "source": "Apps › Find the source: “Three ministers attended the dinner.”",
    "timeline": "/timeline topic: treaty",
    "building": "/reindex story: harbour",
    "built": "the same message when it is done",
    "listed": "/documents list",
}
STYLE = """
* { box-sizing: border-box; margin: 0 }
body { background: #313338; color: #dbdee1; font: 15px/1.4 "DejaVu Sans", sans-serif; width: 1180px }
main { display: grid; grid-template-columns: 1fr 1fr; gap: 0 28px; padding: 18px 22px }
h2 { font-size: 14px; color: #949ba4; margin-bottom: 10px; font-weight: 600 }
.asked { color: #949ba4; font-size: 13px; margin: 12px 0 3px 46px }
.asked::before { content: "┌ " }
.message { display: grid; grid-template-columns: 36px 1fr; gap: 10px; margin-bottom: 8px }
.face { width: 36px; height: 36px; border-radius: 50%; background: #2e7d5b; color: #fff }
.face { font: 700 19px/36px serif; text-align: center }
.name { font-weight: 600; color: #f2f3f5 }
.app { background: #5865f2; color: #fff; font-size: 10px; padding: 1px 5px }
.app { border-radius: 4px; margin-left: 5px; vertical-align: 2px }
blockquote { border-left: 4px solid #4e5058; padding-left: 10px; margin: 2px 0; white-space: pre-wrap }
.embed { background: #2b2d31; border-left: 4px solid; border-radius: 4px; padding: 8px 14px 9px }
.embed { margin-top: 5px; max-width: 480px; font-size: 14px }
.author { font-weight: 600; font-size: 13px; color: #f2f3f5; margin-bottom: 4px }
.footer { color: #b5bac1; font-size: 12px; margin-top: 5px; white-space: pre-wrap }
.subtext { color: #949ba4; font-size: 12px }
.row { margin-top: 6px; display: flex; gap: 6px; flex-wrap: wrap }
.button { background: #4e5058; color: #fff; padding: 4px 12px; border-radius: 4px; font-size: 13px }
.primary { background: #5865f2 }
.danger { background: #da373c }
.only { color: #949ba4; font-size: 12px; margin-top: 4px }
.file { color: #00a8fc; font-size: 13px; margin-top: 4px }
"""


def text(block: Block) -> str:
    shown = "".join(
        f"<b>{escape(one.text)}</b>" if "bold" in one.styles else escape(one.text) for one in block.shown
    )
    if block.kind == "quote":
        return f"<blockquote>{shown}</blockquote>"
    return f"<div class={block.kind}>{shown}</div>"


def message(one: dict[str, Any]) -> str:
    parts = [text(block) for block in blocks(one.get("content", "")) if block.text]
    for embed in one.get("embeds", []):
        body = "".join(map(text, blocks(embed["description"])))
        parts.append(
            f'<div class=embed style="border-color:#{embed["color"]:06x}">'
            f"<div class=author>{escape(embed['author']['name'])}</div>{body}"
            f"<div class=footer>{escape(embed['footer']['text'])}</div></div>"
        )
    parts += [f"<div class=file>▤ {escape(file['filename'])}</div>" for file in one.get("attachments", [])]
    for row in one.get("components", []):
        buttons = [
            f'<span class="button{" primary" * (button["style"] == 1)}{" danger" * (button["style"] == 4)}">'
            f"{escape((button.get('emoji') or {}).get('name', ''))} {escape(button['label'])}"
            f"{' ↗' * (button['style'] == 5)}</span>"
            for button in row["components"]
        ]
        parts.append(f"<div class=row>{''.join(buttons)}</div>")
    if one.get("flags", 0) & 1 << 6:
        parts.append("<div class=only>👁 Only you can see this</div>")
    return (
        "<div class=message><div class=face>¹</div><div><span class=name>Footnote</span>"
        f"<span class=app>APP</span>{''.join(parts)}</div></div>"
    )


def page() -> str:
    columns = []
    for style in ("embeds", "compact"):
        golden = json.loads((ROOT / "tests" / "golden" / "discord" / f"{style}.json").read_text("utf-8"))
        scenes = [
            f"<div class=asked>{escape(asked)}</div>" + "".join(map(message, golden[scene]))
            for scene, asked in SCENES.items()
        ]
        columns.append(f"<section><h2>FOOTNOTE_DISCORD_STYLE={style}</h2>{''.join(scenes)}</section>")
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{''.join(columns)}</main>"


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "discord.png"
    with tempfile.TemporaryDirectory() as folder:
        html, shot = Path(folder) / "preview.html", Path(folder) / "shot.png"
        html.write_text(page(), "utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        subprocess.run(
            [*command, f"--screenshot={shot}", "--window-size=1180,3200", html.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
        picture = Image.open(shot).convert("RGB")
        # The page is as long as it is; what is left below it is cut off.
        empty = picture.getpixel((picture.width - 1, picture.height - 1))
        below = ImageChops.difference(picture, Image.new("RGB", picture.size, empty)).getbbox()
        picture.crop((0, 0, picture.width, below[3] + 20 if below else picture.height)).quantize(64).save(
            target, optimize=True
        )
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
