"""The conversations that every platform plays, played in Slack; what a person sees is decoded from blocks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Feature
from bot.reply import Verb
from bot.slack.manifest import ADD
from bot.slack.persons import REMEMBERED
from tests.platform.playing import Seen, engine
from tests.platform.scripts import SCRIPTS
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.shown import Shown
from tests.platform.slack.slack_bot import Bot, connected

LABELS = {
    Verb.MORE: "More quotes",
    Verb.CONTEXT: "Context",
    Verb.VERIFY: "Verify",
    Verb.NEAREST: "Near misses",
    Verb.USEFUL: "Useful",
    Verb.NOT_USEFUL: "Not useful",
    Verb.REASON: "Say why",
    Verb.UNDO: "Undo",
    Verb.CANCEL: "Cancel",
    Verb.PAGE: "Page 2",
}


class SlackPlayer:
    """A person in a workspace, who looks at everything that is new and meant for them."""

    def __init__(self, slack: Slack, bot: Bot, mode: str) -> None:
        self._slack, self._bot, self._mode = slack, bot, mode
        self.engine = bot.engine
        self._stack = AsyncExitStack()
        self._thread = ""
        self._last = ("", "D1", "")
        self._seen: set[int] = set()
        self._answer: Shown | None = None
        self._thanks: Shown | None = None

    async def start(self) -> None:
        if self._bot.upkeep:
            await self._stack.enter_async_context(self._bot.upkeep)
        self._workspace: Workspace = await self._stack.enter_async_context(
            connected(self._slack, self._bot, self._mode)
        )

    async def stop(self) -> None:
        self.engine.open.set()
        await self._stack.aclose()

    async def _look(self, doing: Awaitable[Any], thread: str = "") -> Seen:
        await doing
        assert self._workspace.finish
        await self._workspace.finish()
        return self._fresh(lambda shown: not thread or shown.thread == thread)

    def _fresh(self, meant: Callable[[Shown], bool]) -> Seen:
        gone = [*self._slack.replaced, *self._slack.removed]
        everything = [*self._slack.messages.values(), *self._slack.whispers, *gone]
        fresh = [one for one in everything if id(one) not in self._seen and meant(one)]
        fresh.sort(key=lambda one: one.ts)
        self._seen |= {id(one) for one in fresh}
        for one in fresh:
            if "Say why" in one.buttons:
                self._thanks = one
            elif one.buttons:
                self._answer = one
        return Seen(
            "\n".join(one.words for one in fresh), tuple(quote for one in fresh for quote in one.quotes)
        )

    async def ask(self, text: str) -> Seen:
        ts = self._slack.ts()
        self._last = (ts, "D1", "")
        event = self._workspace.said(text, "D1", ts=ts)
        deliver = self._workspace.deliver("events_api", self._workspace.event(event))
        return await self._look(deliver, thread=ts)

    async def mention(self, text: str) -> Seen:
        self._thread = self._thread or self._slack.ts()
        return await self._look(
            self._workspace.say(f"{self._workspace.bot} {text}", "C1", thread=self._thread)
        )

    async def remark(self, text: str) -> Seen:
        return await self._look(self._workspace.say(text, "C1", thread=self._thread or self._slack.ts()))

    async def command(self, name: str, /, **options: str) -> Seen:
        if name == "add":  # it is in the menu of a message
            said = self._workspace.said(options["text"], "C1", thread=self._thread)
            return await self._look(self._workspace.shortcut(ADD, said))
        words = [options.pop("question", ""), options.pop("action", "")]
        words += [f'{key}="{value}"' if " " in value else f"{key}={value}" for key, value in options.items()]
        return await self._look(self._workspace.command(" ".join(words), f"/{name}"))

    async def press(self, verb: Verb, number: int = 0, reason: str = "") -> Seen:
        assert self._answer
        if verb is Verb.CONTEXT:
            same = [
                element
                for block in self._answer.blocks
                for element in block.get("elements", [])
                if element.get("action_id", "").startswith("footnote:context:")
            ]
            chosen = {"Context": same[number]}
            shown = _WithButtons(self._answer, chosen)
            return await self._look(self._workspace.deliver("interactive", shown.pressed(self._workspace)))
        holder = self._thanks if verb is Verb.REASON and self._thanks else self._answer
        seen = await self._look(self._workspace.press(holder, LABELS[verb]))
        if verb is Verb.REASON:
            values = {"text": {"text": {"type": "plain_text_input", "value": reason}}}
            return await self._look(self._workspace.submit(self._slack.views[-1], values))
        return seen

    async def edit(self, text: str) -> Seen:
        ts, channel, thread = self._last
        return await self._look(self._workspace.edit(ts, text, channel, thread))

    async def delete(self) -> Seen:
        ts, channel, _ = self._last
        return await self._look(self._workspace.delete(ts, channel))

    async def upload(self, name: str, files: Mapping[str, bytes], /, **options: str) -> Seen:
        """Slack's commands carry no files: a message in the thread that names the bot does."""
        action = options.pop("action", "")
        words = f"{name} {action}" if name == "questions" else "add"
        words += "".join(f' {key}="{value}"' for key, value in options.items())
        self._thread = self._thread or self._slack.ts()
        event = self._workspace.said(f"{self._workspace.bot} {words}", "C1", thread=self._thread)
        event |= {"subtype": "file_share"}
        event |= {"files": [self._slack.share(file, data) for file, data in files.items()]}
        return await self._look(self._workspace.deliver("events_api", self._workspace.event(event)))

    async def look(self) -> Seen:
        return self._fresh(lambda _: True)

    def promote(self) -> None:
        self._slack.admins.add("U1")
        self._bot.clock.now += REMEMBERED + 1

    async def restart(self) -> None:
        await self._stack.aclose()
        self._bot.close()
        self._bot.open()
        await self.start()


class _WithButtons:
    """A message of which one button of several alike is pressed."""

    def __init__(self, shown: Shown, buttons: dict[str, Any]) -> None:
        self._shown, self._buttons = shown, buttons

    def pressed(self, workspace: Workspace) -> dict[str, Any]:
        payload = workspace.pressed(self._shown, "Context")
        button = self._buttons["Context"]
        payload["actions"][0] |= {"action_id": button["action_id"], "value": button["value"]}
        return payload


@pytest.fixture(params=["socket", "http"])
async def player(slack: Slack, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[SlackPlayer]:
    bot = Bot(tmp_path, engine(), kept=True)
    made = SlackPlayer(slack, bot, request.param)
    await made.start()
    yield made
    await made.stop()
    bot.close()


@pytest.mark.parametrize("feature", Feature)
async def test_slack_has_every_feature(player: SlackPlayer, feature: Feature) -> None:
    await SCRIPTS[feature](player)
