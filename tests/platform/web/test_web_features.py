"""The conversations that every platform plays, played over HTTP; what a person sees is decoded from pages."""

from __future__ import annotations

import asyncio
import io
import secrets
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.conversation import Feature
from bot.reply import Action, Verb
from bot.web.sessions import Level, Session
from tests.platform.playing import Seen, engine
from tests.platform.scripts import SCRIPTS
from tests.platform.web.reading import Node, fields, read
from tests.platform.web.site import Web

LIVE = {"X-Footnote": "live"}


class WebPlayer:
    """A person at a browser, in the chat and in the room; `live` with the script, or with forms alone."""

    def __init__(self, web: Web, *, live: bool) -> None:
        self._web, self._live = web, live
        self.engine = web.engine
        self._session: Session = web.sessions.new(Level.ASK)
        self._room = False
        self._seen: dict[str, str] = {}
        self._buttons: list[Action] = []
        self._reasons: list[Action] = []
        self._turn = ""
        self._forms: dict[bool, dict[str, str]] = {}

    async def start(self) -> None:
        await self._web.start()
        self._client = self._web.client(None)
        self._web.log_in(self._client, self._session)

    async def stop(self) -> None:
        await self._client.close()
        await self._web.stop()

    async def _form(self) -> dict[str, str]:
        """The page's form, which the script keeps and gives a new id each time."""
        if self._room not in self._forms:
            async with self._client.get("/room" if self._room else "/") as response:
                (form,) = read(await response.text()).all("form", "compose")
            self._forms[self._room] = fields(form)
        return {**self._forms[self._room], "id": secrets.token_hex(8)}

    async def _post(self, path: str, data: Mapping[str, Any]) -> Seen:
        place = {
            "place": "room" if self._room else "direct",
            "token": self._web.sessions.token(self._session.id),
        }
        return await self._send(path, {**place, **data})

    async def _send(self, path: str, data: Any) -> Seen:
        async with self._client.post(path, data=data, headers=LIVE if self._live else {}) as response:
            html = await response.text()
            assert response.status == 200, html
        seen = [self._look(html)]
        (own, *_) = read(html).all("article", "turn")
        while 'class="waiting"' in html:
            if self._live:
                changed = await self._event()
                html = changed if f'id="{own.attributes["id"]}"' in changed else html
                seen.append(self._look(changed))
            else:
                await asyncio.sleep(0.05)
                html = await self._page()
                seen.append(self._look(html))
        return Seen(" ".join(one.words for one in seen), tuple(quote for one in seen for quote in one.quotes))

    async def _page(self) -> str:
        async with self._client.get("/room" if self._room else "/") as response:
            return await response.text()

    async def look(self) -> Seen:
        return self._look(await self._page())

    async def _event(self) -> str:
        """The next turn that the page is told of."""
        place = "room" if self._room else "direct"
        async with self._client.get(f"/events/{place}", params={"after": str(self._version)}) as response:
            lines = []
            async for raw in response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("data: "):
                    lines.append(line[6:])
                elif not line and lines:
                    return "\n".join(lines)
        return ""

    def _look(self, html: str) -> Seen:
        """What is new on the page."""
        words, quotes = [], []
        for turn in read(html).all("article", "turn"):
            self._version = int(turn.attributes["data-version"])
            words += [line.words for line in (*turn.all("p", "waiting"), *turn.all("p", "quiet"))]
            for part in turn.all("section", "part"):
                shown = [quote.text for quote in part.all("blockquote")]
                said = " ".join(one.words for one in part.all("p")) + "".join(shown)
                if self._seen.get(part.attributes["data-part"]) == said:
                    continue
                self._seen[part.attributes["data-part"]] = said
                words.append(part.words)
                quotes += shown
                self._offer(part)
        return Seen(" ".join(words), tuple(quotes))

    def _offer(self, part: Node) -> None:
        values = [
            one.attributes["value"] for one in part.all("button") if one.attributes.get("name") == "action"
        ]
        actions = list(map(Action.parse, values))
        self._reasons = [one for one in actions if one.verb is Verb.REASON] or self._reasons
        self._buttons = [one for one in actions if one.verb is not Verb.REASON] or self._buttons

    async def _say(self, **data: str) -> Seen:
        form = await self._form()
        self._turn = form["id"]
        return await self._post("/say", {**form, **data})

    async def ask(self, text: str) -> Seen:
        self._room = False
        return await self._say(text=text)

    async def mention(self, text: str) -> Seen:
        self._room = True
        return await self._say(text=f"@footnote {text}")

    async def remark(self, text: str) -> Seen:
        self._room = True
        return await self._say(text=text)

    async def command(self, name: str, /, **options: str) -> Seen:
        self._room = True
        text = options.pop("question", options.pop("text", ""))
        return await self._say(do=name, text=text, **options)

    async def press(self, verb: Verb, number: int = 0, reason: str = "") -> Seen:
        fitting = self._offered(verb)
        while verb is Verb.CANCEL and not fitting:  # it comes with the build's own message
            await self.look()
            fitting = self._offered(verb)
        action = next(one for one in fitting if verb is not Verb.CONTEXT or one.number == number)
        return await self._post("/press", {"turn": self._turn, "action": action.id, "reason": reason})

    def _offered(self, verb: Verb) -> list[Action]:
        offered = self._reasons if verb is Verb.REASON else self._buttons
        return [one for one in offered if one.verb is verb]

    async def edit(self, text: str) -> Seen:
        return await self._post("/edit", {"turn": self._turn, "text": text})

    async def delete(self) -> Seen:
        return await self._post("/delete", {"turn": self._turn})

    async def upload(self, name: str, files: Mapping[str, bytes], /, **options: str) -> Seen:
        self._room = True
        form = await self._form()
        self._turn = form["id"]
        sent = aiohttp.FormData({**form, "do": name, **options})
        for file, data in files.items():
            sent.add_field("files", io.BytesIO(data), filename=file, content_type="text/plain")
        return await self._send("/upload", sent)

    def promote(self) -> None:
        self._session = Session(self._session.id, Level.ADMINISTER, self._session.until)
        self._web.log_in(self._client, self._session)

    async def restart(self) -> None:
        await self.stop()
        await self.start()


@pytest.fixture(params=[True, False], ids=["live", "forms"])
async def player(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[WebPlayer]:
    made = WebPlayer(Web(tmp_path, engine(), kept=True), live=request.param)
    await made.start()
    yield made
    await made.stop()


@pytest.mark.parametrize("feature", Feature)
async def test_the_web_has_every_feature(player: WebPlayer, feature: Feature) -> None:
    await SCRIPTS[feature](player)
