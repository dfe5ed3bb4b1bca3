"""The source viewer over HTTP: what a link opens, what is marked there, and how it stands with the source."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.discord.post import Style
from bot.discord.sending import Look, posts
from bot.reply import DateMark, Display, Passport, SourcePage, Standing, answer_reply, show
from bot.slack.render import render as slack_render
from bot.web.sessions import Level
from index.model import Citation, Document, Quote, Span
from tests.platform.playing import STORY
from tests.platform.web.reading import Node, read
from tests.platform.web.site import Web
from tests.small_engine import SmallEngine, document

HOSTILE = document(
    "<script>window.pwned = 1</script>\n"
    'He said \u202eten\u202c and <svg onload="window.pwned=1"> & [x](javascript:alert(1)).\n'
    + "A very long line, " * 20_000
    + "\nThe end\x00 came\ron 3 May 2021.",
    title="<img src=x onerror=window.pwned=1>\u202egnp.exe",
    origin='javascript:alert("x")',
)


def quote(one: Document, text: str) -> Quote:
    start = one.text.index(text)
    return Quote(Span(one.hash, start, start + len(text)), Citation.of(one, start), 1.0)


def link(web: Web, one: Document, text: str, story: str = "seeds") -> str:
    url = web.links.page(web.links.fresh(story, quote(one, text).span))
    split = urlsplit(url)
    return f"{split.path}?{split.query}"


async def opened(web: Web, path: str, level: Level | None = None) -> Node:
    async with web.client(level) as client, client.get(path) as response:
        assert response.status == 200
        html = await response.text()
        assert len(html.encode()) < 100_000
        return read(html)


def marked(page: Node) -> str:
    return "".join(one.text for one in page.all("mark", "quote"))


@pytest.fixture
async def hostile(tmp_path: Path) -> AsyncIterator[Web]:
    web = Web(tmp_path, SmallEngine({"seeds": [HOSTILE]}))
    await web.start()
    yield web
    await web.stop()


def display(web: Web) -> Display:
    shelf = web.engine.shelves["seeds"]
    quotes = [quote(STORY, "Three ministers attended the ceremony."), quote(STORY, "The last line")]
    reply = answer_reply(quotes, answered=True, confidence=0.9, count=2, exchange="0123456789abcdef")
    return show(replace(reply, story="seeds"), shelf)


async def test_the_link_that_discord_shows_opens_the_quote(web: Web) -> None:
    (post,) = posts(display(web), Look(Style.EMBEDS, web.links), embeds=True)
    url = post.embeds[0].url
    assert url
    assert url.startswith("https://footnote.example.org/s/seeds/")
    assert url.endswith("#quote")
    split = urlsplit(url)
    page = await opened(web, f"{split.path}?{split.query}")
    assert marked(page) == "Three ministers attended the ceremony."
    assert [one.attributes.get("id") for one in page.all("mark", "quote")] == ["quote"]


async def test_the_link_that_slack_shows_opens_the_quote(web: Web) -> None:
    shown = display(web)
    rendered = repr(slack_render(shown, lambda one: web.links.to(shown.reply, one.quote)))
    start = rendered.index("https://footnote.example.org/s/")
    url = rendered[start:].split("#quote")[0].replace("&amp;", "&")
    split = urlsplit(url)
    assert (
        marked(await opened(web, f"{split.path}?{split.query}")) == "Three ministers attended the ceremony."
    )


async def test_a_link_in_the_chat_leads_from_quote_to_quote(web: Web) -> None:
    async with web.client() as client:
        async with client.get("/") as response:
            form = read(await response.text()).all("form", "compose")[0]
        data = {one.attributes["name"]: one.attributes.get("value", "") for one in form.all("input")}
        sent = {**data, "do": "ask", "text": "Which treaty?"}
        async with client.post("/say", data=sent) as response:
            page = read(await response.text())
        first = page.all("cite")[0].all("a")[0].attributes["href"]
        seen = []
        url: str | None = first
        while url:
            async with client.get(url.partition("#")[0]) as response:
                source = read(await response.text())
            seen.append(marked(source))
            url = next(
                (one.attributes["href"] for one in source.all("a") if one.attributes.get("rel") == "next"),
                None,
            )
    assert seen[0] == "The treaty was signed in Vienna."
    assert len(seen) == 5
    assert len(set(seen)) == 5


@pytest.mark.parametrize("broken", ["key=", "from=3", "until=99999999999", "answer=00"])
async def test_a_link_that_was_changed_opens_nothing(web: Web, broken: str) -> None:
    path = link(web, STORY, "The treaty was signed in Vienna.")
    async with web.client(None) as client, client.get(f"{path}&{broken}") as response:
        assert response.status == 403
        text = await response.text()
    assert "Vienna" not in text


async def test_a_link_of_one_story_opens_no_other(web: Web) -> None:
    war = next(iter(web.engine.shelves["war"].documents.values()))
    good = link(web, war, "War came", "war")
    assert marked(await opened(web, good)) == "War came"
    async with web.client(None) as client, client.get(good.replace("/s/war/", "/s/seeds/")) as response:
        assert response.status == 403


async def test_an_expired_link_opens_nothing_for_strangers(web: Web) -> None:
    path = link(web, STORY, "The treaty was signed in Vienna.")
    web.clock.now += 40 * 86_400
    async with web.client(None) as client, client.get(path) as response:
        assert (response.status, "expired" in await response.text()) == (403, True)
    assert marked(await opened(web, path, Level.ASK)) == "The treaty was signed in Vienna."


async def test_someone_inside_opens_only_stories_that_may_be_asked(web: Web) -> None:
    war = next(iter(web.engine.shelves["war"].documents.values()))
    async with web.client() as client, client.get(f"/s/war/{war.hash}?from=0&to=3") as response:
        assert response.status == 403


async def test_a_document_that_nobody_has_is_told_as_such(web: Web) -> None:
    path = web.links.inside().page(web.links.fresh("seeds", Span("0" * 64, 0, 3))).partition("#")[0]
    async with web.client(None) as client, client.get(path) as response:
        assert response.status == 404


async def test_a_hostile_document_is_shown_and_does_nothing(hostile: Web) -> None:
    page = await opened(hostile, link(hostile, HOSTILE, "He said \u202eten\u202c"))
    assert marked(page) == "He said \u202eten\u202c"
    assert [one.attributes.get("src", "") for one in page.all("script")] == []
    assert page.all("svg") == page.all("img") == []
    assert not [one for one in page.all("a") if one.attributes["href"].startswith("javascript")]
    assert {one.attributes["title"] for one in page.all("span", "control")} >= {"right-to-left override"}
    (article,) = page.all("article")
    assert {one.attributes["dir"] for one in article.all("p") if "data-number" in one.attributes} == {"auto"}


async def test_a_huge_line_is_read_part_by_part_and_whole(hostile: Web) -> None:
    url: str | None = link(hostile, HOSTILE, "<script>")
    text = []
    async with hostile.client(None) as client:
        while url:
            async with client.get(url) as response:
                html = await response.text()
            assert len(html.encode()) < 100_000
            (article,) = read(html).all("article")
            text += [
                one.text
                for one in article.children
                if isinstance(one, Node) and one.name == "p" and "dir" in one.attributes
            ]
            later = [one for one in article.all("a") if one.text.startswith("Later")]
            url = later[0].attributes["href"] if later else None
    assert "".join(text) == HOSTILE.text.replace("\n", "")


async def test_dates_are_marked_and_listed(web: Web) -> None:
    start = STORY.text.index("Vienna")
    mark = DateMark(start, start + 6, "in 1815")
    web.pages[STORY.hash] = SourcePage("seeds", STORY, Standing.CURRENT, 1, "today", dates=(mark,))
    page = await opened(web, link(web, STORY, "The treaty was signed in Vienna."))
    (time,) = page.all("article")[0].all("time")
    assert (time.text, time.attributes["title"], time.attributes["id"]) == ("Vienna", "in 1815", f"d{start}")
    (listed,) = page.all("aside", "dates")[0].all("a")
    assert (listed.text, listed.attributes["href"]) == ("in 1815", f"#d{start}")
    assert marked(page) == "The treaty was signed in Vienna."


async def test_what_changed_since_is_shown(web: Web) -> None:
    newer = document(STORY.text.replace("ended a long war", "ended a short war"))
    web.pages[STORY.hash] = SourcePage("seeds", STORY, Standing.REPLACED, 3, "yesterday", newer=newer)
    web.pages[newer.hash] = SourcePage("seeds", newer, Standing.CURRENT, 4, "today")
    page = await opened(web, link(web, STORY, "The treaty was signed in Vienna."))
    (banner,) = page.all("p", "standing")
    assert "Replaced since it was quoted" in banner.words
    assert "stand unchanged" in banner.words
    assert ([one.text for one in page.all("del")], [one.text for one in page.all("ins")]) == (
        ["long "],
        ["short "],
    )
    leading = banner.all("a")[0].attributes["href"].partition("#")[0]
    assert marked(await opened(web, leading)) == "The treaty was signed in Vienna."
    page = await opened(web, link(web, STORY, "The treaty ended a long war."))
    assert "do not stand so" in page.all("p", "standing")[0].words


async def test_a_removed_document_is_still_shown(web: Web) -> None:
    web.pages[STORY.hash] = SourcePage("seeds", STORY, Standing.WITHDRAWN, 3, "yesterday")
    page = await opened(web, link(web, STORY, "The treaty was signed in Vienna."))
    assert "Removed since it was quoted" in page.all("p", "standing")[0].words


@pytest.mark.parametrize("allowed", [True, False])
async def test_the_original_is_saved_and_never_run(tmp_path: Path, *, allowed: bool) -> None:
    file = tmp_path / "evil.svg"
    file.write_text("<svg onload='alert(1)'/>")
    web = Web(tmp_path, SmallEngine({"seeds": [STORY]}), originals=allowed)
    web.pages[STORY.hash] = SourcePage("seeds", STORY, Standing.CURRENT, 1, "today", original=file)
    await web.start()
    try:
        passport = web.links.fresh("seeds", quote(STORY, "The treaty").span)
        page = await opened(web, web.links.inside().page(passport).partition("#")[0])
        assert bool([one for one in page.all("a") if "download" in one.attributes]) is allowed
        async with web.client(None) as client:
            path = web.links.inside().page(passport, "/original")
            async with client.get(path) as response:
                assert response.status == (200 if allowed else 404)
                if allowed:
                    assert response.headers["content-type"] == "application/octet-stream"
                    assert response.headers["content-disposition"].startswith("attachment")
                    assert "sandbox" in response.headers["content-security-policy"]
                    assert await response.read() == file.read_bytes()
            async with client.get(path.partition("?")[0]) as response:
                assert response.status in {403, 404}
    finally:
        await web.stop()


def test_a_passport_is_read_from_a_request() -> None:
    assert Passport.parse("war", "d", {}) == Passport("war", Span("d", 0, 0))
    assert Passport.parse("war", "d", {"from": "-1"}) is None
