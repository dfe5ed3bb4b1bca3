"""The system's Chromium, driven by playwright; where there is none, tests that need it say so loudly."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

AXE = files("axe_playwright_python") / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str:
    """Chromium's path; skips the test where there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return pytest.skip("NO CHROMIUM HERE: install it (apt-get install chromium) to test in a real browser")


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    # Its sandbox needs user namespaces, which containers seldom grant to root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = await asyncio.to_thread(executable)
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=path, args=arguments)
        yield made
        await made.close()


class Watched:
    """A page with what went wrong on it: errors of scripts and refusals of the content policy."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda line: self.problems.append(line.text) if line.type == "error" else None)
        page.on("dialog", lambda dialog: self.problems.append(dialog.message))


async def watched(context: BrowserContext) -> Watched:
    return Watched(await context.new_page())


async def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, and its best practices."""
    # Evaluated over the devtools, which the page's own policy does not govern.
    await page.evaluate(await asyncio.to_thread(AXE.read_text, "utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} ({', '.join(str(node['target']) for node in one['nodes'][:3])})"
        for one in found["violations"]
    ]
