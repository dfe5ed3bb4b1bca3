"""Questions that were written while nobody listened, or whose answer was cut off, found in Slack itself.

In HTTP mode Slack delivers again for five minutes what was not acknowledged, in Socket Mode not at all
(https://docs.slack.dev/apis/events-api#retries). So at the start, and whenever the connection was lost,
the channels that asked in the last week are read over the last hour, with the scopes that following
threads takes anyway. What is found goes the way of any delivery, and is answered once.

Out of reach are a channel that never asked before, a new mention in a thread that nobody asked in and whose
first message is older than the hour, and commands and button presses, which Slack tells their sender
have failed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.conversation import Conversation, Place, Trail
from bot.slack import incoming
from bot.slack.respond import ANSWERS

log = logging.getLogger(__name__)

FAIR = 3600.0
"""Seconds after which a question is left alone: who asked it has long asked otherwise."""
KNOWN = 7 * 24 * 3600.0
MOST_CHANNELS = 20
MOST_THREADS = 40
MOST_MESSAGES = 100
"""Of each channel and thread, the latest; Slack gives apps sold outside its marketplace fifteen."""
PAUSE = 60.0
"""Seconds at least between two looks: connections are renewed more often than they are lost."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Workspace:
    """A team, with the client that has its token and the user id of the bot in it."""

    team: str
    client: AsyncWebClient
    bot: str


Find = Callable[[str], Awaitable[Workspace | None]]
Sleep = Callable[[float], Awaitable[None]]
Take = Callable[[Json, Workspace], Awaitable[None]]


class Catchup:
    """`find` gives the workspace of a team, `take` hears a message; `clock` gives seconds since the epoch."""

    def __init__(
        self,
        conversation: Conversation,
        find: Find,
        take: Take,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._conversation, self._find, self._take = conversation, find, take
        self._clock, self._sleep = clock, sleep
        self._task: asyncio.Task[None] | None = None
        self._looked, self._again = -PAUSE, False

    def connected(self) -> None:
        """Look, soon or now."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self.run())
        else:
            self._again = True

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def run(self) -> None:
        """Look, and look again when the claims of a killed process have run out."""
        try:
            while True:
                early = self._looked + PAUSE - time.monotonic()
                if early > 0:
                    await self._sleep(early)
                self._looked, self._again = time.monotonic(), False
                waits = await self.look()
                if waits:
                    await self._sleep(max(waits) + 1)
                elif not self._again:
                    return
        except Exception:
            log.exception("what was missed could not be looked for")

    async def look(self) -> list[float]:
        """Hear what was missed; the seconds until questions that were cut off may be answered."""
        trail = await self._conversation.missed.trail(incoming.PLATFORM, self._clock() - KNOWN)
        teams = {place.team for place, _ in trail.asked} | {place.team for place, *_ in trail.interrupted}
        waits: list[float] = []
        for team in sorted(teams):
            workspace = await self._find(team)
            if workspace:
                waits += await Look(self._conversation, workspace, trail, self._clock()).over(self._take)
        return [wait for wait in waits if wait > 0]


class Look:
    """One look over the channels of one workspace."""

    def __init__(self, conversation: Conversation, workspace: Workspace, trail: Trail, now: float) -> None:
        self._conversation, self._workspace, self._oldest = conversation, workspace, now - FAIR
        self._asked = {
            (place.channel, place.thread): asked
            for place, asked in trail.asked
            if place.team == workspace.team
        }
        self._interrupted = {
            (place.channel, message): wait
            for place, message, wait in trail.interrupted
            if place.team == workspace.team and _is_time(message) and float(message) >= self._oldest
        }
        self._found: dict[tuple[str, str], Json] = {}
        self._answers: dict[str, list[str]] = {}

    async def over(self, take: Take) -> list[float]:
        """Hand over what was missed, the oldest first; the waits for what was found and may not be yet."""
        channels = [channel for channel, _ in (*self._interrupted, *self._asked)]
        threads: list[tuple[str, str]] = []
        for channel in list(dict.fromkeys(channels))[:MOST_CHANNELS]:
            threads += await self._history(channel)
        threads += self._asked
        for channel, thread in list(dict.fromkeys(threads))[:MOST_THREADS]:
            if thread:
                await self._replies(channel, thread)
        for channel, message in self._interrupted:
            if (channel, message) not in self._found:
                await self._alone(channel, message)
        waits = []
        for (channel, ts), said in sorted(self._found.items(), key=lambda item: item[0][1]):
            if ts in self._answers:
                place = Place(incoming.PLATFORM, self._workspace.team, channel)
                await self._conversation.missed.answered(place, ts, self._answers[ts])
                continue
            # An answer that was begun is finished, also when the bot is stopped meanwhile.
            await asyncio.shield(asyncio.ensure_future(take(said, self._workspace)))
            waits.append(self._interrupted.get((channel, ts), 0.0))
        return waits

    async def _history(self, channel: str) -> list[tuple[str, str]]:
        """Read a channel; its threads in which somebody wrote."""
        threads = []
        call = self._workspace.client.conversations_history(
            channel=channel, oldest=f"{self._oldest:.6f}", limit=MOST_MESSAGES
        )
        for said in await _read(call):
            self._note(channel, said)
            if float(said.get("latest_reply") or 0) >= self._oldest:
                threads.append((channel, said["ts"]))
        return threads

    async def _replies(self, channel: str, thread: str) -> None:
        since = self._asked.get((channel, thread))
        call = self._workspace.client.conversations_replies(
            channel=channel, ts=thread, oldest=f"{self._oldest:.6f}", limit=MOST_MESSAGES
        )
        for said in await _read(call):
            # After somebody asked in the thread, a follow-up needs no mention.
            follows = since is not None and said["ts"] != thread and float(said["ts"]) > since
            self._note(channel, said, follows=follows)

    async def _alone(self, channel: str, ts: str) -> None:
        """A reply in a thread that nothing is known of: by its own `ts` Slack gives that one message."""
        for said in await _read(self._workspace.client.conversations_replies(channel=channel, ts=ts)):
            if said["ts"] == ts:
                self._note(channel, said)
                if said.get("thread_ts"):
                    await self._replies(channel, said["thread_ts"])

    def _note(self, channel: str, said: Json, *, follows: bool = False) -> None:
        for block in said.get("blocks") or []:
            block_id = str(block.get("block_id", ""))
            if said.get("user") == self._workspace.bot and block_id.startswith(ANSWERS):
                self._answers.setdefault(block_id.removeprefix(ANSWERS), []).append(said["ts"])
        mentioned = f"<@{self._workspace.bot}" in (said.get("text") or "")
        cut_off = (channel, said["ts"]) in self._interrupted
        if mentioned or follows or cut_off or incoming.is_direct(channel):
            self._found.setdefault((channel, said["ts"]), {**said, "channel": channel})


async def _read(call: Awaitable[AsyncSlackResponse]) -> list[Json]:
    """Messages of a channel or a thread; none where we may not read, which is no news at a start."""
    try:
        answer = await call
    except SlackApiError as error:
        log.info("a channel was not read: %s", error.response["error"])
        return []
    return [said for said in answer["messages"] if said.get("ts")]


def _is_time(message: str) -> bool:
    """Whether an id is that of a message; those of commands and presses look otherwise."""
    return message.replace(".", "", 1).isdigit()
