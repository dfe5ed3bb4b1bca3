"""The site in a real browser: asking, following a citation to its highlight, accessibility, weight."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from bot.reply import SourcePage, Standing
from bot.web.sessions import COOKIE, Level
from tests.platform.playing import STORY
from tests.platform.web.browser import browser, violations, watched
from tests.platform.web.site import Web
from tests.platform.web.test_web_viewer import HOSTILE, link
from tests.small_engine import SmallEngine, document

LOOKS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as made:
        yield made


async def visit(
    chromium: Browser, web: Web, level: Level | None = Level.ASK, **look: object
) -> BrowserContext:
    context = await chromium.new_context(base_url=web.address, **look)  # type: ignore[arg-type]
    if level:
        value = web.sessions.write(web.sessions.new(level))
        await context.add_cookies([{"name": COOKIE, "value": value, "url": web.address}])
    return context


async def test_ask_and_follow_the_citation_to_the_highlight(chromium: Browser, web: Web) -> None:
    filler = "\n".join(f"Paragraph {number} says nothing of it. " * 5 for number in range(60))
    story = document(f"{filler}\n{STORY.text}\n{filler}", title="A long account")
    web.engine.shelves["seeds"].documents = {story.hash: story}
    look = await watched(await visit(chromium, web))
    await look.page.goto("/")
    await look.page.keyboard.type("Where was the treaty signed?")  # the field has the focus
    await look.page.keyboard.press("Enter")
    answer = look.page.locator("blockquote").first
    await expect(answer).to_have_text("The treaty was signed in Vienna.")
    await look.page.locator(".cited a").first.click()
    quote = look.page.locator("mark.quote").first
    await expect(quote).to_be_in_viewport()
    assert await look.page.locator("mark.quote").all_inner_texts() == ["The treaty was signed in Vienna."]
    assert await look.page.evaluate("scrollY") > 500
    top = await quote.evaluate("one => one.getBoundingClientRect().top")
    bars = await look.page.locator("nav.quotes").evaluate("one => one.getBoundingClientRect().bottom")
    assert top > bars, "the quote is hidden behind what sticks to the top"
    assert look.problems == []


async def test_the_whole_answer_without_script(chromium: Browser, web: Web) -> None:
    context = await visit(chromium, web, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/")
    await page.fill("#text", "Which treaty?")
    await page.click(".send")
    await expect(page.locator("blockquote")).to_have_count(2)
    await page.click("text=More quotes")
    await expect(page.locator("blockquote")).to_have_count(4)
    await page.click("text=Verify")
    await expect(page.locator(".part.notice")).to_contain_text("identical")
    await page.locator(".cited a").first.click()
    await expect(page.locator("mark.quote").first).to_be_in_viewport()
    await page.click("text=Next quote")
    await expect(page.locator("mark.quote").first).to_have_text("The treaty ended a long war.")


async def test_waiting_is_told_while_it_lasts(chromium: Browser, web: Web) -> None:
    look = await watched(await visit(chromium, web))
    await look.page.goto("/")
    web.engine.open.clear()
    for question in ("Where was the treaty signed?", "How many ministers attended?"):
        await look.page.fill("#text", question)
        await look.page.keyboard.press("Enter")
        await expect(look.page.locator(".asked h2", has_text=question)).to_be_visible()
    await expect(look.page.locator(".waiting").last).to_contain_text("1 before you")
    web.engine.open.set()
    await expect(look.page.locator(".waiting")).to_have_count(0)
    await expect(look.page.locator("blockquote").last).to_be_visible()
    assert look.problems == []


async def test_a_timeline_leads_into_the_sources(chromium: Browser, web: Web) -> None:
    look = await watched(await visit(chromium, web))
    await look.page.goto("/")
    await look.page.click("text=More ways to ask")
    await look.page.check("input[value=timeline]")
    await look.page.fill("#text", "treaty")
    await look.page.click(".send")
    await expect(look.page.locator("ol.timeline > li")).to_have_count(5)
    await look.page.click("text=As a picture")
    picture = look.page.locator(".picture img")
    await expect(picture).to_have_attribute("alt", "Timeline of treaty")
    await look.page.wait_for_function("document.querySelector('.picture img').naturalWidth === 1")
    await look.page.click("text=In 1816")
    await expect(look.page.locator("mark.quote").first).to_have_text("The treaty ended a long war.")
    assert look.problems == []


async def test_people_in_the_room_see_each_other_ask(chromium: Browser, web: Web) -> None:
    one, other = [await watched(await visit(chromium, web)) for _ in range(2)]
    await other.page.goto("/room")
    await one.page.goto("/room")
    await one.page.fill("#text", "@footnote where was the treaty signed?")
    await one.page.keyboard.press("Enter")
    await expect(other.page.locator("blockquote").first).to_have_text("The treaty was signed in Vienna.")
    await expect(other.page.locator("text=Change")).to_have_count(0)
    assert one.problems == other.problems == []


async def test_a_hostile_document_runs_nothing(chromium: Browser, tmp_path: Path) -> None:
    web = Web(tmp_path, SmallEngine({"seeds": [HOSTILE]}))
    await web.start()
    try:
        look = await watched(await visit(chromium, web))
        await look.page.goto("/")
        await look.page.fill("#text", "What about javascript:alert(1) and <svg onload=alert(1)> said?")
        await look.page.keyboard.press("Enter")
        await expect(look.page.locator("blockquote").first).to_be_visible()
        await look.page.goto(link(web, HOSTILE, "He said \u202eten\u202c"))
        await expect(look.page.locator("mark.quote .control").first).to_have_text("U+202E")
        assert await look.page.evaluate("window.pwned") is None
        assert await look.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert look.problems == []
    finally:
        await web.stop()


async def test_the_inspection_finds_barriers(chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content("<img src=x><p style='color:#aaa;background:#fff'>Faint words.</p>")
    assert {"image-alt", "color-contrast"} <= {one.partition(":")[0] for one in await violations(page)}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_no_page_has_a_barrier(chromium: Browser, web: Web, width: int, scheme: str) -> None:
    newer = document(STORY.text.replace("a long war", "a short war"))
    web.pages[newer.hash] = SourcePage("seeds", STORY, Standing.REPLACED, 3, "yesterday", newer=newer)
    context = await visit(
        chromium, web, Level.ADMINISTER, viewport={"width": width, "height": 844}, color_scheme=scheme
    )
    look = await watched(context)
    page = look.page
    found: dict[str, list[str]] = {}

    async def inspect(name: str) -> None:
        found[name] = await violations(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is too wide"
        size = await page.evaluate(
            "performance.getEntries().filter(one => one.decodedBodySize && !one.name.includes('/picture/'))"
            ".reduce((sum, one) => sum + one.decodedBodySize, 0)"
        )
        assert 5_000 < size < 100_000, f"{name} weighs {size:,} bytes"

    await page.goto("/")
    await inspect("welcome")
    await page.click("text=More ways to ask")
    await inspect("ways to ask")
    await page.click("text=More ways to ask")
    await page.fill("#text", "Does a zebra whistle?")
    await page.keyboard.press("Enter")
    await page.click("text=Near misses")
    await expect(page.locator(".part.nearest blockquote")).to_have_count(2)
    await page.fill("#text", "Which treaty?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".part.answer blockquote")).to_have_count(2)
    await page.click("text=Useful")
    await expect(page.locator(".reason")).to_be_visible()
    await inspect("answers")
    await page.locator(".cited a").first.click()
    await inspect("source")
    await page.goto(link(web, newer, "The treaty ended"))
    await page.click("summary:has-text('What changed')")
    await inspect("changed source")
    await page.goto("/room")
    await inspect("room")
    await page.goto("/admin")
    await inspect("administration")
    for closed in await page.locator("main summary").all():
        await closed.click()
    await inspect("all of administration")
    await page.goto("/nowhere")
    await inspect("error")
    await context.clear_cookies()
    await page.goto("/login")
    await inspect("login")
    assert {name: problems for name, problems in found.items() if problems} == {}
