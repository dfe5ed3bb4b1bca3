"""The process in which a build runs: `python -m bot.administration.worker`, started by the bot.

    standard input: one JSON line, the task; then open for as long as the bot lives
    standard output: JSON lines, {"progress": …}, at the end {"result": …}, {"refused": …} or {"broken": …}

A process of its own: it shares no interpreter with those who ask, gives way to them, and can be ended at
any moment, because a snapshot is whole or absent. When the bot dies, its end of the pipe closes, and with
that this process ends, too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict

ORPHANED = 3
"""Exit status when the bot is gone."""


def main() -> int:
    say = _own_output()
    task = json.loads(_first_line())
    threading.Thread(target=_end_with_the_bot, daemon=True).start()
    _give_way()
    # Only now: to load all of it takes seconds of a core.
    from bot.administration.work import work  # noqa: PLC0415
    from index.errors import FootnoteError  # noqa: PLC0415

    try:
        result = work(task, lambda progress: say({"progress": asdict(progress)}))
    except FootnoteError as error:
        say({"refused": str(error)})
    except Exception:  # noqa: BLE001 -- the bot logs it: two processes must not rotate one log
        say({"broken": traceback.format_exc()})
    else:
        say({"result": result.as_json()})
    return 0


def _own_output() -> Callable[[object], None]:
    """Writes JSON lines to what is standard output now; whatever else prints goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(value: object) -> None:
        out.write(json.dumps(value) + "\n")
        out.flush()

    return say


def _first_line() -> bytes:
    with os.fdopen(0, "rb", buffering=0, closefd=False) as stream:
        return stream.readline()


def _end_with_the_bot() -> None:
    """Ends this process at once when nobody holds the other end of its input any more."""
    # os.read, not sys.stdin: a daemon thread that holds its lock would be in the way of a clean end.
    while os.read(0, 1024):
        pass
    os._exit(ORPHANED)


def _give_way() -> None:
    """Take only the processor time that nobody else wants."""
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if hasattr(os, "nice"):
        os.nice(19)


if __name__ == "__main__":
    sys.exit(main())
