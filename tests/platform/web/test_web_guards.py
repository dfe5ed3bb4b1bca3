"""What the site refuses over HTTP, and the headers of all that it gives."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import aiohttp
import pytest

from bot.web.sessions import Level
from bot.web.site import Guard
from tests.platform.playing import engine
from tests.platform.web.reading import fields, read
from tests.platform.web.site import ADMIN_PASSWORD, PASSWORD, Web

PAGES = ("/", "/room", "/login", "/s/seeds/none", "/nowhere", "/static/footnote.css", "/events/direct")


@pytest.mark.parametrize("path", PAGES)
async def test_every_response_has_the_safe_headers(web: Web, path: str) -> None:
    async with web.client() as client, client.get(path) as response:
        policy = response.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["referrer-policy"] == "same-origin"
        assert "server" not in response.headers


async def test_pages_hold_no_script_or_style_of_their_own(web: Web) -> None:
    async with web.client() as client, client.get("/") as response:
        page = read(await response.text())
    assert [one.attributes["src"][:20] for one in page.all("script")] == ["/static/footnote.js?"]
    assert page.all("style") == []
    assert not [
        one for name in ("p", "button", "form", "a") for one in page.all(name) if "style" in one.attributes
    ]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
async def test_a_host_that_is_not_ours_is_refused(web: Web, host: str) -> None:
    async with web.client() as client, client.get("/", headers={"Host": host}) as response:
        assert response.status == 421
        assert "FOOTNOTE_PUBLIC_URL" in await response.text()


@pytest.mark.parametrize("path", ["/say", "/press", "/edit", "/delete", "/logout"])
async def test_a_form_without_our_token_does_nothing(web: Web, path: str) -> None:
    async with web.client() as client:
        for data in ({"text": "Who?"}, {"text": "Who?", "token": "0" * 32}):
            async with client.post(path, data=data) as response:
                assert response.status == 403
    assert web.engine.asked == []


async def test_a_form_from_another_site_does_nothing(web: Web) -> None:
    async with web.client() as client:
        async with client.get("/") as response:
            form = fields(read(await response.text()).all("form", "compose")[0])
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            async with client.post("/say", data={**form, "text": "Who?"}, headers=headers) as response:
                assert response.status == 403
    assert web.engine.asked == []


async def test_the_token_of_one_person_is_none_of_anothers(web: Web) -> None:
    async with web.client() as one, web.client() as other:
        async with one.get("/") as response:
            form = fields(read(await response.text()).all("form", "compose")[0])
        async with other.post("/say", data={**form, "text": "Who?"}) as response:
            assert response.status == 403


async def test_strangers_are_sent_to_the_door(web: Web) -> None:
    async with web.client(None) as client:
        for path in ("/", "/room", "/events/room", "/picture/direct/a/b", "/file/direct/a/b"):
            async with client.get(path, allow_redirects=False) as response:
                assert (response.status, response.headers.get("location")) == (303, "/login")


@pytest.mark.parametrize("password", [PASSWORD, ADMIN_PASSWORD])
async def test_logging_in_and_out(web: Web, password: str) -> None:
    async with web.client(None) as client:
        async with client.post("/login", data={"password": password}) as response:
            page = read(await response.text())
            assert response.url.path == "/"
        (form,) = [one for one in page.all("form") if one.attributes["action"] == "/logout"]
        async with client.post("/logout", data=fields(form)) as response:
            assert response.url.path == "/login"
        async with client.get("/", allow_redirects=False) as response:
            assert response.status == 303


async def test_guessing_is_slow_and_says_how_long(web: Web) -> None:
    async with web.client(None) as client:
        for _ in range(5):
            async with client.post("/login", data={"password": "guess"}) as response:
                assert response.status == 403
        async with client.post("/login", data={"password": PASSWORD}) as response:
            assert (response.status, response.headers["retry-after"]) == (429, "12")
            assert "again in 12 s" in await response.text()


async def test_too_many_posts_are_told_when_to_come_back(web: Web) -> None:
    web.posts_left = 0
    async with web.client() as client, client.post("/say", data={}) as response:
        assert (response.status, response.headers["retry-after"]) == (429, "8")


async def test_a_huge_form_is_refused(web: Web) -> None:
    async with web.client() as client:
        async with client.post("/say", data={"text": "x" * 100_000}) as response:
            assert response.status == 413
        form = aiohttp.FormData({"do": "documents"})
        form.add_field("files", io.BytesIO(b"x" * 1_200_000), filename="a.txt", content_type="text/plain")
        async with client.post("/upload", data=form) as response:
            assert response.status == 413


async def test_what_is_no_form_is_refused(web: Web) -> None:
    async with web.client() as client:
        async with client.post("/say", data=b"\xff\xfe=%ff") as response:
            assert response.status in {400, 403}
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        async with client.post("/upload", data=b"--x\r\nnothing", headers=headers) as response:
            assert response.status in {400, 403}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pages.py",
        "/static/%2e%2e%2fpages.py",
        "/static/..%5cpages.py",
        "/static//etc/passwd",
        "/s/..%2f..%2fetc/passwd",
        "/s/seeds/..%2f..%2fstate.sqlite/original",
        "/file/direct/../../etc/passwd",
    ],
)
async def test_no_path_leads_out(web: Web, path: str) -> None:
    reader, writer = await asyncio.open_connection(*_where(web))
    cookie = f"footnote={web.sessions.write(web.sessions.new(Level.ADMINISTER))}"
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
    )
    answer = (await reader.read()).decode()
    writer.close()
    assert answer.split()[1] in {"403", "404"}
    assert "root:" not in answer


async def test_unknown_pages_and_methods_are_pages_of_ours(web: Web) -> None:
    async with web.client() as client:
        async with client.get("/nowhere") as response:
            assert (response.status, "no such page" in await response.text()) == (404, True)
        async with client.get("/say") as response:
            assert (response.status, "go back" in await response.text()) == (405, True)


async def test_without_a_password_only_this_machine_is_answered(tmp_path: Path) -> None:
    web = Web(tmp_path, engine(), Guard("127.0.0.1"))
    await web.start()
    try:
        async with web.client(None) as client:
            async with client.get("/") as response:
                assert response.status == 200
            for headers in ({"Host": "footnote.example.org"}, {"X-Forwarded-For": "8.8.8.8"}):
                async with client.get("/", headers=headers) as response:
                    assert response.status == 403
                    assert "FOOTNOTE_WEB_PASSWORD" in await response.text()
    finally:
        await web.stop()


async def test_streams_of_one_person_are_few_and_end_with_the_server(web: Web) -> None:
    async with web.client() as client:
        streams = [await client.get("/events/direct") for _ in range(6)]
        assert {stream.status for stream in streams} == {200}
        async with client.get("/events/direct") as response:
            assert response.status == 503
        web.site.close()
        for stream in streams:
            assert await asyncio.wait_for(stream.read(), 10) == b""


async def test_a_stream_tells_the_earliest_change_first(web: Web) -> None:
    """A page that is cut off asks on from the last change it was told, so none may come before an earlier."""
    turns = [f"{number:016x}" for number in range(3)]
    async with web.client() as client:
        async with client.get("/") as response:
            form = fields(read(await response.text()).all("form", "compose")[0])
        for turn in turns:
            async with client.post("/say", data={**form, "id": turn, "text": "Who met?"}) as response:
                assert response.status == 200
        edited = {**form, "turn": turns[0], "text": "Where was the treaty signed?"}
        async with client.post("/edit", data=edited) as response:
            assert response.status == 200
        versions: list[int] = []
        async with client.get("/events/direct") as stream:
            while len(versions) < len(turns):
                line = await asyncio.wait_for(stream.content.readline(), 10)
                versions += [int(line.removeprefix(b"id: "))] if line.startswith(b"id: ") else []
    assert versions == sorted(versions)


def _where(web: Web) -> tuple[str, int]:
    host, _, port = web.address.removeprefix("http://").partition(":")
    return host, int(port)


async def test_too_many_pages_are_refused_as_forms_are(web: Web) -> None:
    web.posts_left = 0
    async with web.client() as client, client.get("/s/seeds/none?from=0&to=1") as response:
        assert (response.status, response.headers["retry-after"]) == (429, "8")


async def test_somebody_named_like_the_room_is_alone(tmp_path: Path) -> None:
    web = Web(tmp_path, engine(), Guard("127.0.0.1", header="X-Remote-User", proxies=("127.0.0.1/32",)))
    await web.start()
    try:
        async with web.client(None) as client:
            for name, quotes in (("room", 2), ("ann", 0)):
                headers = {"X-Remote-User": name}
                async with client.get("/", headers=headers) as response:
                    form = fields(read(await response.text()).all("form", "compose")[0])
                data = {**form, "text": "Which treaty?"}
                if quotes:
                    async with client.post("/say", data=data, headers=headers) as response:
                        assert response.status == 200
                async with client.get("/room", headers=headers) as response:
                    assert read(await response.text()).all("blockquote") == []
                async with client.get("/", headers=headers) as response:
                    assert len(read(await response.text()).all("blockquote")) == quotes
    finally:
        await web.stop()


async def test_what_is_typed_as_a_command_is_one(web: Web) -> None:
    async with web.client() as client:
        async with client.get("/") as response:
            form = fields(read(await response.text()).all("form", "compose")[0])
        for number, (typed, said) in enumerate(
            [
                ("/dance wildly", "There is no command /dance"),
                ("/documents add /etc/passwd", "Only administrators"),
                ("/source The treaty was signed in Vienna.", "Identical"),
            ]
        ):
            data = {**form, "id": f"{number:016x}", "text": typed}
            async with client.post("/say", data=data, headers={"X-Footnote": "live"}) as response:
                assert said in read(await response.text()).words
        async with client.post("/say", data={**form, "text": "  "}) as response:
            assert response.status == 400
