"""The command /questions: a story's saved set, which every build is scored on before and after."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.administration.rights import Rights
from bot.conversation import Command, Responder
from bot.reply import Display, File, Sheet, count, notice, report
from bot.state import State
from index.errors import UsageError

LARGEST = 5_000_000
"""Bytes of a set: tens of thousands of questions, more than anybody waits for after each build."""


class Questions:
    """The actions `set` (with a JSON Lines file), `show` and `clear`; option `story`.

    `cases` checks a file and counts its questions, `path` says where a story keeps its own; both block.
    """

    def __init__(
        self,
        state: State,
        rights: Rights,
        *,
        cases: Callable[[Path], int],
        path: Callable[[str], Path],
        clock: Callable[[], float],
    ) -> None:
        self._state, self._rights = state, rights
        self._cases, self._path, self._clock = cases, path, clock

    async def keep(self, command: Command, responder: Responder) -> None:
        """Raises `FootnoteError` for who may not, and for a file that is no set of questions."""
        story = await asyncio.to_thread(self._story, command)
        match command.options.get("action") or "show":
            case "set":
                display = await self._set(command, story)
            case "clear":
                display = await asyncio.to_thread(self._clear, command, story)
            case "show":
                display = await asyncio.to_thread(self._show, story)
            case other:
                raise UsageError(f"questions are set, shown or cleared; there is no {other[:20]!r}")
        await responder.say(display)

    def _story(self, command: Command) -> str:
        return self._rights.story(command.person, command.place, command.options.get("story", ""))

    async def _set(self, command: Command, story: str) -> Display:
        if len(command.files) != 1:
            raise UsageError("attach one JSON Lines file, with a question and its answers on each line")
        path = self._path(story)
        if not path.parent.is_dir():
            raise UsageError(f"story {story} has no documents yet; add some first")
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder) / "questions.jsonl"
            await command.files[0].save(saved, LARGEST)
            number = await asyncio.to_thread(self._cases, saved)
            await asyncio.to_thread(_replace, path, saved.read_bytes())
        await asyncio.to_thread(self._note, command, story, "questions set", after=count(number, "question"))
        words = f"Kept {count(number, 'question')} for story {story}; each build is scored on them."
        return Display(notice(words, private=True))

    def _show(self, story: str) -> Display:
        path = self._path(story)
        if not path.is_file():
            return Display(notice(f"Story {story} has no saved questions.", private=True))
        lines = (f"{count(self._cases(path), 'question')}, asked before and after each build.",)
        file = File(f"{story}-questions.jsonl", path.read_bytes())
        return Display(report(f"Saved questions of story {story}", Sheet(lines=lines, file=file)))

    def _clear(self, command: Command, story: str) -> Display:
        self._path(story).unlink(missing_ok=True)
        self._note(command, story, "questions clear")
        return Display(notice(f"Story {story} has no saved questions any more.", private=True))

    def _note(self, command: Command, story: str, what: str, after: str = "") -> None:
        self._state.audit.add(self._clock(), command.place, command.person, what, story=story, after=after)


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(data)
    beside.replace(path)
