"""What the terminal shows of two questions, as a picture for the README.

    python -m bench.ask_preview [docs/ask.svg]

The commands are run, over the seeds and in a terminal of their own; the picture is what they wrote there.
"""

from __future__ import annotations

import os
import pty
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
QUESTIONS = ("When did Milley call Li?", "How did the Navy respond?")
WIDTH = 96


def in_terminal(*arguments: str) -> str:
    """What `footnote` with these arguments writes to a terminal."""
    written = bytearray()

    def keep(terminal: int) -> bytes:
        data = os.read(terminal, 4096)
        written.extend(data)
        return data

    status = pty.spawn([sys.executable, "-m", "bot", *arguments], keep)
    text = written.decode().replace("\r\n", "\n")
    if status:
        raise SystemExit(f"footnote {' '.join(arguments)} failed:\n{text}")
    return text


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "ask.svg"
    os.environ |= {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with tempfile.TemporaryDirectory() as home:
        os.environ["FOOTNOTE_HOME"] = home
        in_terminal("index", "--story", "seeds", str(ROOT / "seeds"))
        picture = Console(record=True, width=WIDTH, file=StringIO())
        for question in QUESTIONS:
            picture.print(Text.assemble(("$ ", "dim"), f'footnote ask "{question}"'))
            picture.print(Text.from_ansi(in_terminal("ask", question)))
    picture.save_svg(str(target), title="footnote")
    print(f"written to {target}")


if __name__ == "__main__":
    main()
