"""`footnote run` as a process of its own: serves, refuses in a sentence, keeps a story from a browser."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import expect

from index.embedding import Embedder
from tests.platform.web.browser import browser, violations, watched
from tests.platform.web.reading import fields, read

ROOT = Path(__file__).parents[3]
SECONDS = 200.0
SLOW = 120_000
"""Milliseconds that a build may take on a busy machine."""

LOG = """---
title: The harbour log
date: 2021-05-03
---
The ferry Aurora ran aground on 2 May 2021. Nobody was hurt.

The captain, Ida Lund, had reported fog an hour before.
"""


@pytest.fixture
def variables(embedder: Embedder, model_home: Path, tmp_path: Path) -> dict[str, str]:
    """A home of its own, which borrows the exported model."""
    home, documents = tmp_path / "home", tmp_path / "documents"
    home.mkdir()
    documents.mkdir()
    (home / "models").symlink_to(model_home / "models")
    (documents / "calls.txt").write_text("The general called Beijing twice.\n\nNobody called Berlin.\n")
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_DOCUMENTS": str(documents),
        "FOOTNOTE_WEB_PORT": "0",
    }


async def start(variables: Mapping[str, str], folder: Path) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        env=variables,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
    )


@asynccontextmanager
async def running(variables: Mapping[str, str], folder: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """The address once it serves, and what was printed until then; it must end well on SIGTERM."""
    process = await start(variables, folder)
    lines: list[str] = []
    assert process.stdout
    try:
        while not (found := re.match(r"Ask at (http://\S+)", lines[-1] if lines else "")):
            raw = await asyncio.wait_for(process.stdout.readline(), SECONDS)
            assert raw, f"footnote run ended: {lines}"
            lines.append(raw.decode())
        yield found[1], lines
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode == 0, errors.decode()


@pytest.mark.timeout(400)
async def test_unattended_it_shows_an_answer_and_serves(variables: dict[str, str], tmp_path: Path) -> None:
    async with running(variables, tmp_path) as (address, lines):
        printed = "".join(lines)
        assert "DISCORD_TOKEN" in printed
        assert "seeds (default): 1 document" in printed
        assert "When did Milley call Li?" in printed
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(address, cookie_jar=jar) as client:
            async with client.get("/") as response:
                form = fields(read(await response.text()).all("form", "compose")[0])
            async with client.post("/say", data={**form, "text": "Who called Beijing?"}) as response:
                page = read(await response.text())
            assert page.all("blockquote")[0].text == "The general called Beijing twice."
            link = page.all("cite")[0].all("a")[0].attributes["href"].partition("#")[0]
        async with aiohttp.ClientSession(address) as stranger, stranger.get(link) as response:
            source = read(await response.text())
        assert source.all("mark", "quote")[0].text == "The general called Beijing twice."
        assert "Identical to what was quoted." in source.all("p", "standing")[0].words


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"FOOTNOTE_WEB_HOST": "0.0.0.0"}, "would be open to everybody"),  # noqa: S104
        (
            {"FOOTNOTE_WEB_HOST": "203.0.113.9", "FOOTNOTE_WEB_PASSWORD": "12345678"},
            "no address of this machine",
        ),
        ({"FOOTNOTE_WEB_PORT": "taken"}, "is in use"),
    ],
)
async def test_what_cannot_be_served_is_one_sentence(
    variables: dict[str, str], tmp_path: Path, setting: dict[str, str], said: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        if "FOOTNOTE_WEB_PORT" in setting:
            setting = {"FOOTNOTE_WEB_PORT": str(other.getsockname()[1])}
        process = await start({**variables, **setting}, tmp_path)
        _, errors = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode in {1, 2}
    last = errors.decode().splitlines()[-1]
    assert last.startswith("footnote: ")
    assert said in last
    assert "Traceback" not in errors.decode()


@pytest.mark.timeout(600)
async def test_a_story_is_kept_from_the_browser(variables: dict[str, str], tmp_path: Path) -> None:
    """Upload, watch it being indexed, ask about it, take it back."""
    file = tmp_path / "harbour.md"
    file.write_text(LOG)
    async with running(variables, tmp_path) as (address, _), browser() as chromium:
        look = await watched(await chromium.new_context(base_url=address))
        page = look.page
        await page.goto("/admin")
        await expect(page.get_by_role("region", name="Documents")).to_contain_text("1 document")
        await page.set_input_files("#files", file)
        await (
            page.locator("form", has=page.locator("#files"))
            .get_by_role("button", name="Add", exact=True)
            .click()
        )
        await expect(page.locator(".turn.admin").first).to_contain_text("The harbour log")
        await expect(page.locator(".turn.admin blockquote").first).to_contain_text("The ferry Aurora")
        built = page.locator(".turn.admin", has=page.locator("button", has_text="Undo"))
        await expect(built).to_be_visible(timeout=SLOW)
        await expect(page.get_by_role("region", name="Documents")).to_contain_text("2 documents")
        assert await violations(page) == []
        await page.goto("/")
        await page.fill("#text", "Who had reported fog?")
        await page.keyboard.press("Enter")
        answer = page.locator(".part.answer blockquote").first
        await expect(answer).to_have_text("The captain, Ida Lund, had reported fog an hour before.")
        await page.goto("/admin")
        await page.get_by_role("button", name="Undo the last change").click()
        await expect(page.get_by_role("region", name="Documents")).to_contain_text(
            "1 document.", timeout=SLOW
        )
        await page.goto("/")
        await page.fill("#text", "Who had reported fog?")
        await page.keyboard.press("Enter")
        await expect(page.locator(".turn").last).to_contain_text("do not answer")
        assert look.problems == []
