"""The whole bot as `footnote run` makes it: its library on the disk, its builds in their own processes."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversation import Conversation
from bot.place import Person, Place
from bot.reply import Overview
from bot.wiring import Session
from tests.hashing import HashingEmbedder
from tests.platform.slack.loopback import Slack
from tests.platform.slack.people import Workspace
from tests.platform.slack.slack_bot import Clock, connected

KEPT = ("stories", "story_admins", "bindings", "subscriptions", "subscribers", "audit", "jobs")
"""Tables in which administration leaves its traces."""


@dataclass
class Living:
    """A running bot, its home, and what stands in it."""

    conversation: Conversation
    session: Session
    home: Path
    clock: Clock

    async def overview(self, _place: Place, _person: Person) -> Overview:
        return Overview()

    def standing(self) -> dict[str, Any]:
        """All that an administrative act could have changed."""
        with sqlite3.connect(self.home / "state.sqlite") as state:
            tables = {table: state.execute(f"SELECT * FROM {table}").fetchall() for table in KEPT}  # noqa: S608
        state.close()
        files = {
            path: path.stat().st_mtime_ns for path in (self.home / "stories").rglob("*") if path.is_file()
        }
        return {**tables, "files": {path: at for path, at in files.items() if path.suffix != ".lock"}}


def home_for(models: Path, folder: Path) -> Path:
    """A home of its own, which borrows the exported model."""
    home = folder / "home"
    home.mkdir()
    (home / "models").symlink_to(models / "models")
    return home


@asynccontextmanager
async def living(
    slack: Slack, models: Path | None, folder: Path, mode: str = "socket", **settings: str
) -> AsyncIterator[tuple[Living, Workspace]]:
    """The bot, connected, with the story `seeds` of two sentences; without `models`, which none build."""
    slack.epoch = int(time.time())
    home = home_for(models, folder) if models else folder / "home"
    documents = folder / "documents"
    documents.mkdir()
    (documents / "calls.txt").write_text("The general called Beijing twice.\n\nNobody called Berlin.\n")
    environment = {
        "OMP_NUM_THREADS": "1",
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_DOCUMENTS": str(documents),
        "FOOTNOTE_PERSON_RATE": "1000",
        "FOOTNOTE_CHANNEL_RATE": "1000",
        "SLACK_BOT_TOKEN": slack.token,
        **({} if models else {"FOOTNOTE_READER": "words"}),  # hashes know no meaning to look for
        **settings,
    }
    session = Session(environment, folder)
    if models is None:
        session.library._loaded = HashingEmbedder()
    await asyncio.to_thread(session.library.build, "seeds", [documents], full=False, progress=lambda _: None)
    async with session.conversation() as conversation:
        clock = Clock()
        clock.now = time.time()
        bot = Living(conversation, session, home, clock)
        async with connected(slack, bot, mode) as workspace:
            yield bot, workspace
