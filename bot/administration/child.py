"""A build's process as the bot sees it: started, listened to, ended. Its output may break off anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.administration.result import Result
from bot.logs import reference
from index.errors import FootnoteError
from index.ingest.progress import Progress

log = logging.getLogger(__name__)

WORKER = (sys.executable, "-m", "bot.administration.worker")
LONGEST_LINE = 32_000_000
"""Bytes of one line of output: an outcome that lists all it may is a tenth of that."""
CHUNK = 1 << 16
LAST_LINES = 20
PATIENCE = 5.0
"""Seconds that an ended process has to be gone in."""
SECRET = ("_TOKEN", "_SECRET", "_KEY", "_PASSWORD")


class Broken(FootnoteError):  # noqa: N818 -- named as index/errors.py names its own
    """The build's process ended without saying how it went."""


@dataclass(slots=True)
class Child:
    """One build's process; `command` is what runs it."""

    process: asyncio.subprocess.Process

    @classmethod
    async def start(cls, task: Mapping[str, Any], command: Sequence[str] = WORKER) -> Child:
        """Start a process on a task, see bot/administration/worker.py."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
            # A group of its own: Ctrl-C is for the bot, which then decides what becomes of its builds. Not a
            # session: Linux shares the processor among sessions first, and niceness counts in each alone
            # (sched(7), "The autogroup feature").
            process_group=0,
        )
        assert process.stdin  # noqa: S101 -- it is a pipe
        with contextlib.suppress(ConnectionError):
            process.stdin.write(json.dumps(task).encode() + b"\n")
            await process.stdin.drain()
        return cls(process)

    async def result(self, tell: Callable[[Progress], None]) -> Result:
        """Listen to the end.

        Raises:
            FootnoteError: what the build refused; `Broken` when it ended without a word or unexpectedly.
        """
        assert self.process.stdout  # noqa: S101 -- it is a pipe
        last: deque[str] = deque(maxlen=LAST_LINES)
        drained = asyncio.create_task(self._drain(last))
        end: Result | FootnoteError | None = None
        try:
            async for line in _lines(self.process.stdout):
                said = _read(line)
                if isinstance(said, Progress):
                    tell(said)
                elif said is not None:
                    end = said
            status = await self.process.wait()
            await drained
        finally:
            drained.cancel()
        if isinstance(end, Result):
            return end
        if end is not None:
            raise end
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        log.error("a build's process ended by %s; its last lines: %s", how, "\n".join(last))
        raise Broken(f"the build's process ended before it was done ({how}); run it again")

    async def end(self) -> None:
        """End it now, wherever it is; what serves stays whole."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), PATIENCE)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()

    async def _drain(self, last: deque[str]) -> None:
        assert self.process.stderr  # noqa: S101 -- it is a pipe
        async for line in _lines(self.process.stderr):
            last.append(line.decode("utf-8", "backslashreplace").rstrip())


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Its lines; of one that is longer than any of ours only the end."""
    rest = b""
    while chunk := await stream.read(CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        rest = rest[-LONGEST_LINE:]
        for line in lines:
            yield line
    if rest:
        yield rest


def _read(line: bytes) -> Progress | Result | FootnoteError | None:
    """What a line says; None for what is none of ours, such as a line that was cut off."""
    try:
        fields = json.loads(line)
        match fields:
            case {"progress": dict(progress)}:
                return Progress(**progress)
            case {"result": dict(result)}:
                return Result.from_json(result)
            case {"refused": str(sentence)}:
                return FootnoteError(sentence)
            case {"broken": str(traceback)}:
                code = reference(RuntimeError(traceback))
                return Broken(f"something went wrong that should not have (reference {code}); see the log")
    except (ValueError, KeyError, TypeError):
        log.warning("a build's process said what cannot be read: %r", line[:200])
    return None


def _environment() -> dict[str, str]:
    """Ours without what a process that opens other people's files has no use for; it finds this package."""
    path = os.pathsep.join([str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")])
    kept = {name: value for name, value in os.environ.items() if not name.endswith(SECRET)}
    return {**kept, "PYTHONPATH": path}
