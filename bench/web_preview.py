"""The web's pages as pictures for the documentation, taken by a real browser from a real `footnote run`.

    python -m bench.web_preview [docs]

Needs chromium in the PATH, and port 8080 free.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
QUESTIONS = ("When did Milley call Li?", "Who bought the Eiffel Tower?")
ADDRESS = "http://127.0.0.1:8080/"


def asked(browser: Browser, width: int, height: int, scheme: Literal["dark", "light"]) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(ADDRESS)
    for question, done in zip(QUESTIONS, ("Verify", "Near misses"), strict=True):
        page.fill("#text", question)
        page.keyboard.press("Enter")
        page.get_by_role("button", name=done).wait_for()
    return page


def take(page: Page, target: Path) -> None:
    page.screenshot(path=target)
    Image.open(target).convert("RGB").quantize(64).save(target, optimize=True)
    print(f"written to {target}")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with tempfile.TemporaryDirectory() as home:
        footnote = [sys.executable, "-m", "bot"]
        environment = os.environ | {"FOOTNOTE_HOME": home}
        subprocess.run([*footnote, "index", "--story", "seeds", ROOT / "seeds"], check=True, env=environment)
        server = subprocess.Popen([*footnote, "run"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            while "Ask at" not in (server.stdout.readline() if server.stdout else "Ask at"):
                pass
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                page = asked(browser, 1280, 800, "light")
                take(page, folder / "web.png")
                page.set_viewport_size({"width": 1280, "height": 740})
                source = page.get_by_role("link", name="China avoids").first.get_attribute("href")
                page.goto(urljoin(ADDRESS, source))
                take(page, folder / "web-source.png")
                take(asked(browser, 390, 844, "dark"), folder / "web-phone.png")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
