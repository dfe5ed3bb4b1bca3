"""Discord's player of the conversation scripts, and what a person sees there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from bot.reply import Action, Verb
from tests.platform.discord.desk import Desk
from tests.platform.discord.interactions import Given
from tests.platform.discord.limits import Json
from tests.platform.discord.markdown import blocks
from tests.platform.discord.person import Person, Sent
from tests.platform.discord.server import DiscordServer, until
from tests.platform.playing import Seen, engine

TIMELINE_OPTIONS = {"question": "topic", "since": "from", "until": "to"}
MESSAGE_COMMANDS = {"check": "Check this claim", "source": "Find the source", "add": "Add to story"}


def seen(messages: Iterable[Json]) -> Seen:
    """The texts of the block quotes, and every other word."""
    words: list[str] = []
    quotes: list[str] = []
    for message in messages:
        for block in blocks(message["content"]) if message["content"] else []:
            (quotes if block.kind == "quote" else words).append(block.text)
        for embed in message["embeds"]:
            quotes += [block.text for block in blocks(embed["description"])]
            words += [" · ".join((embed["author"]["name"], embed["footer"]["text"]))]
    return Seen(" ".join(words), tuple(quotes))


class DiscordPlayer:
    """A person in a channel's thread and in a conversation with the bot alone."""

    def __init__(self, server: DiscordServer, home: Path, **options: Any) -> None:
        self.server = server
        self.engine = engine()
        self.person = Person(server)
        self.guild = server.world.guild()
        self.thread = server.world.thread(server.world.channel(self.guild))
        self.desk = Desk(server, home, self.engine, **options)
        self._shown: dict[str, str] = {}
        self._said: Json = {}

    async def __aenter__(self) -> Self:
        await self.desk.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.engine.open.set()
        await self.desk.__aexit__()

    async def upload(self, name: str, files: Mapping[str, bytes], /, **options: str) -> Seen:
        since = self._start()
        if name in MESSAGE_COMMANDS:
            sent = await self._apps(name, options.get("text", ""), files)
        else:
            given: dict[str, Any] = {**options}
            _, sent = await self.person.slash(self.thread, name, files, **given)
        return await self._done(sent, since)

    def promote(self) -> None:
        self.person.promote()

    async def restart(self) -> None:
        await self.desk.__aexit__()
        await self.desk.__aenter__()

    # -- what is on the screen ------------------------------------------------------------------------

    def messages(self) -> list[Json]:
        """Every message of the bot, oldest first, those that only this person sees among them."""
        world = self.server.world
        found = {id_: one for channel in world.messages.values() for id_, one in channel.items()}
        for given in self.server.interactions.values():
            found |= given.messages
        return [one for _, one in sorted(found.items()) if one["author"]["id"] == world.bot["id"]]

    def _look(self) -> Seen:
        new = [one for one in self.messages() if self._shown.get(one["id"]) != repr(one)]
        self._shown = {one["id"]: repr(one) for one in self.messages()}
        return seen(new)

    def _start(self) -> int:
        self._look()
        return len(self.server.requests)

    async def _done(self, sent: Sent, since: int) -> Seen:
        await self.desk.heard(sent)
        now = self._look()
        # What stood there for a moment was seen too: a note on the waiting line becomes the answer.
        passing = [str(body.get("content") or "") for _, _, body in self.server.requests[since:]]
        return Seen(" ".join([now.words, *passing]), now.quotes)

    # -- Player -------------------------------------------------------------------------------------

    async def _write(self, channel: Json, text: str) -> Seen:
        since = self._start()
        self._said, sent = await self.person.write(channel, text)
        return await self._done(sent, since)

    async def ask(self, text: str) -> Seen:
        return await self._write(self.person.direct, text)

    async def mention(self, text: str) -> Seen:
        return await self._write(self.thread, f"<@{self.server.world.bot['id']}> {text}")

    async def remark(self, text: str) -> Seen:
        return await self._write(self.thread, text)

    async def command(self, name: str, /, **options: str) -> Seen:
        since = self._start()
        if name in MESSAGE_COMMANDS:
            sent = await self._apps(name, options.get("question") or options.get("text", ""), {})
        else:
            names = TIMELINE_OPTIONS if name == "timeline" else {}
            named: dict[str, Any] = {names.get(key, key): value for key, value in options.items()}
            _, sent = await self.person.slash(self.thread, name, **named)
        return await self._done(sent, since)

    async def _apps(self, name: str, text: str, files: Mapping[str, bytes]) -> Sent:
        """Write a message, then choose a command from its Apps menu."""
        said = self.server.world.message(
            self.thread, self.person.user, {"content": text}, attachments=self.person.upload(files)
        )
        _, sent = await self.person.apps(said, MESSAGE_COMMANDS[name])
        return sent

    async def press(self, verb: Verb, number: int = 0, reason: str = "") -> Seen:
        since = self._start()
        given, sent = await self._press(verb, number)
        if verb is Verb.REASON:
            await self.desk.heard(sent)
            _, sent = await self.person.submit(given, reason)
        return await self._done(sent, since)

    async def look(self) -> Seen:
        return self._look()

    async def _press(self, verb: Verb, number: int) -> tuple[Given, Sent]:
        """Press the newest button of this kind on the screen, once there is one."""
        await until(lambda: self._button(verb, number))
        found = self._button(verb, number)
        assert found
        message, id_ = found
        return await self.person.press(message, id_)

    def _button(self, verb: Verb, number: int) -> tuple[Json, str] | None:
        for message in reversed(self.messages()):
            for row in message["components"]:
                for button in row["components"]:
                    action = Action.parse(button["custom_id"]) if "custom_id" in button else None
                    if (
                        action
                        and action.verb is verb
                        and (verb is not Verb.CONTEXT or action.number == number)
                    ):
                        return message, action.id
        return None

    async def edit(self, text: str) -> Seen:
        since = self._start()
        return await self._done(await self.person.edit(self._said, text), since)

    async def delete(self) -> Seen:
        since = self._start()
        if self._said["id"] not in self.server.world.messages[self._said["channel_id"]]:
            event = {"channel_id": self._said["channel_id"], "id": self._said["id"]}
            return await self._done(await self.server.gateway.tell("MESSAGE_DELETE", event), since)
        return await self._done(await self.person.delete(self._said), since)
