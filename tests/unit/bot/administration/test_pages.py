"""Pages of the web: from public addresses only, whatever names, redirects and servers say.

A server on 127.0.0.1 stands for the open internet and 127.0.0.2 for a machine that only the bot can reach.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import IPv4Address, ip_address
from pathlib import Path

import pytest
from aiohttp import web

from bot.administration.pages import Address, Pages, is_public
from bot.keeping import make_desk
from index.errors import SourceError
from index.ingest.verify import read
from tests.bureau import Bureau

LIMIT = 10_000
PAGE = "<!DOCTYPE html><title>The log</title><body><p>No ship came in on 2 May 1914.</p></body>"
OPEN, HIDDEN = IPv4Address("127.0.0.1"), IPv4Address("127.0.0.2")


def is_open(address: Address) -> bool:
    return address == OPEN


class Site:
    """A web server on both addresses that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        local = request.transport.get_extra_info("sockname")[0] if request.transport else ""
        self.asked.append(f"{local}{request.path}")
        return await getattr(self, request.path.strip("/").partition("/")[0])(request)  # type: ignore[no-any-return]

    async def page(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text=PAGE, content_type="text/html")

    async def latin(self, _: web.Request) -> web.StreamResponse:
        body = PAGE.replace("No ship", "Kein Schiff für uns; no ship").encode("latin-1")
        return web.Response(body=body, headers={"Content-Type": "text/html; charset=iso-8859-1"})

    async def marked(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=b"\xef\xbb\xbf" + PAGE.encode(), content_type="text/html")

    async def strict(self, _: web.Request) -> web.StreamResponse:
        body = '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE
        return web.Response(body=body.encode(), content_type="application/xhtml+xml")

    async def onward(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "/page"})

    async def inward(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=301, headers={"Location": f"http://{HIDDEN}:{self.port}/page"})

    async def elsewhere(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "file:///etc/passwd"})

    async def circle(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": "/circle"})

    async def large(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"word " * 1000)
        return response

    async def slow(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        while True:
            await response.write(b"drip ")
            await asyncio.sleep(0.05)

    async def zipped(self, _: web.Request) -> web.StreamResponse:
        return web.Response(
            body=b"\x1f\x8b", headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}
        )

    async def picture(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=b"\x89PNG", content_type="image/png")

    async def gone(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=404)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    first = web.TCPSite(runner, str(OPEN), 0)
    await first.start()
    made.port = first._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    await web.TCPSite(runner, str(HIDDEN), made.port).start()
    yield made
    await runner.cleanup()


Fetch = Callable[[str], Awaitable[Path]]


@pytest.fixture
def fetch(site: Site, tmp_path: Path) -> Fetch:
    async def one(path: str) -> Path:
        url = path if "://" in path else f"http://{OPEN}:{site.port}/{path}"
        return await Pages(is_open, seconds=5).fetch(url.replace("PORT", str(site.port)), tmp_path, LIMIT)

    return one


@pytest.mark.parametrize("path", ["page", "onward", "strict"])
async def test_a_page_is_cited_by_its_address(site: Site, fetch: Fetch, path: str) -> None:
    (document,) = read(await fetch(path), LIMIT)
    at = "page" if path == "onward" else path
    assert document.origin == f"http://{OPEN}:{site.port}/{at}"
    assert document.text == "No ship came in on 2 May 1914."


async def test_the_header_says_the_encoding(fetch: Fetch) -> None:
    (document,) = read(await fetch("latin"), LIMIT)
    assert "Kein Schiff für uns" in document.text


async def test_a_byte_order_mark_stays_first(fetch: Fetch) -> None:
    path = await fetch("marked")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    (document,) = read(path, LIMIT)
    assert "No ship" in document.text


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("inward", "not on the open internet"),
        (f"http://{HIDDEN}:PORT/page", "not on the open internet"),
        ("http://[::1]:PORT/page", "not on the open internet"),
        ("http://[::ffff:127.0.0.2]:PORT/page", "not on the open internet"),
        ("http://2130706434:PORT/page", "not on the open internet"),
        ("http://127.2:PORT/page", "not on the open internet"),
        ("http://0x7f000002:PORT/page", "not on the open internet"),
        ("elsewhere", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("http://user:secret@127.0.0.1:PORT/page", "user name or password"),
        ("circle", "leads on more than 5 times"),
        ("large", "holds more than"),
        ("zipped", "compresses"),
        ("picture", "of type image/png"),
        ("gone", "answers 404"),
        ("http://127.0.0.1:1/page", "does not answer"),
        ("http://nowhere.invalid/page", "is not known"),
        ("http://[broken/", "does not answer"),
    ],
)
async def test_what_is_not_fetched_is_told_why(site: Site, fetch: Fetch, path: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        await fetch(path)
    assert not [one for one in site.asked if one.startswith(str(HIDDEN))]


async def test_a_page_that_drips_is_given_up(site: Site, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="within 0 s"):
        await Pages(is_open, seconds=0.3).fetch(f"http://{OPEN}:{site.port}/slow", tmp_path, LIMIT)


async def test_a_name_that_changes_its_meaning_is_held_to_the_address_that_was_checked(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the first answer is public, every later one is not."""
    real = socket.getaddrinfo
    answers = iter([OPEN])

    def rebinding(host: str, port: int, *rest: int, **more: int) -> object:
        name = str(next(answers, HIDDEN)) if host == "rebind.example" else host
        return real(name, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    await Pages(is_open).fetch(f"http://rebind.example:{site.port}/page", tmp_path, LIMIT)
    with pytest.raises(SourceError, match="not on the open internet"):
        await Pages(is_open).fetch(f"http://rebind.example:{site.port}/page", tmp_path, LIMIT)
    assert site.asked == [f"{OPEN}/page"]


async def test_a_name_with_a_public_and_a_private_address_is_refused(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def both(host: str, port: int, *rest: int, **more: int) -> object:
        return [one for name in (OPEN, HIDDEN) for one in real(str(name), port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(SourceError, match="not on the open internet"):
        await Pages(is_open).fetch(f"http://both.example:{site.port}/page", tmp_path, LIMIT)
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 -- to be refused
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("2002:a00:1::", False),
        ("2001:0:a00:1::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


async def test_a_page_is_added_and_its_new_version_takes_its_place(site: Site, tmp_path: Path) -> None:
    with Bureau(tmp_path / "home", FOOTNOTE_ADD_URLS="true") as bureau:
        await bureau.harbour()
        desk = make_desk(
            bureau.settings, bureau.library, bureau.state, bureau.access, bureau.rights,
            bureau.desk._documents._building, pages=Pages(is_open),
        )  # fmt: skip
        bureau.conversation._handlers = {**bureau.conversation._handlers, **desk.handlers}
        url = f"http://{OPEN}:{site.port}/page"
        said = await bureau.give("documents", "add", url=url, story="harbour")
        assert "Read 1 document" in said.notice
        assert bureau.titles() == ["Harbour log", "The log"]
        site.page = site.latin  # type: ignore[method-assign]
        await bureau.give("documents", "add", url=url, story="harbour")
        (page,) = [one for one in bureau.library.current("harbour").documents() if one.origin == url]
        assert "Kein Schiff" in page.text
        refused = await bureau.give(
            "documents", "add", url=f"http://{OPEN}:{site.port}/inward", story="harbour"
        )
        assert "Nothing was added" in refused.notice
        assert "not on the open internet" in refused.words


async def test_by_default_a_machine_of_ones_own_is_not_asked(site: Site, tmp_path: Path) -> None:
    with Bureau(tmp_path / "home", FOOTNOTE_ADD_URLS="true") as bureau:
        await bureau.harbour()
        said = await bureau.give(
            "documents", "add", url=f"http://localhost:{site.port}/page", story="harbour"
        )
        assert "not on the open internet" in said.words
    assert site.asked == []
