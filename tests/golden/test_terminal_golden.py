"""Each kind of reply as the terminal shows it, colours included, at 72 columns and in a pipe.

UPDATE_GOLDEN=1 writes the files anew; the difference is then read in review.
"""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from bot.answering import verified
from bot.engine import Verdict
from bot.reply import (
    Action,
    Display,
    File,
    Label,
    Picture,
    Reply,
    Sheet,
    Verb,
    answer_reply,
    failure,
    nearest_reply,
    notice,
    refusal,
    report,
    show,
    timeline_reply,
)
from bot.terminal.render import render
from index.model import Citation, Document, Quote, Span
from tests.small_engine import Shelf

FOLDER = Path(__file__).parent / "terminal"

TEXT = (
    "The harbour master, who had kept the log since 1911, wrote on the third of May that no ship came in.\n"
    "\n"
    "“Nobody asked,” she said — and then:\n"
    "    verbatim   spacing,\ttabs, a \\ backslash and \x1b[31ma red escape\x1b[0m; \u202ereversed\u202c.\n"
    "東京の港は静かだった。 Die Straße war naß. 👩‍👩‍👧 שלום.\n"
)
LOG = Document(
    TEXT,
    "The Harbour Log, kept by hand from 1911 to 1914 and found in a wall of the old customs house in 1987",
    "/srv/stories/harbour/log.pdf",
    "application/pdf",
    published=date(1914, 5, 9),
    paragraphs=((0, 100), (102, 139), (140, len(TEXT))),
    pages=(0, 102),
)
SHELF = Shelf([LOG])


def quote(start: int, end: int, *words: str) -> Quote:
    marks = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in words]
    return Quote(Span(LOG.hash, start, end), Citation.of(LOG, start), 0.9, tuple(marks))


FIRST = quote(0, 100, "harbour master", "third of May")
HOSTILE = quote(102, len(TEXT), "verbatim   spacing", "reversed")
ELSEWHERE = Citation("f" * 64, "A letter\nin two lines", None, "https://example.org/letter", 2, 4)
LOST = Quote(Span("e" * 64, 0, 5), ELSEWHERE, 0.1)
QUOTES = (replace(FIRST, also=(ELSEWHERE,)), HOSTILE, FIRST)

REPLIES: dict[str, Display] = {
    "answer": show(answer_reply(QUOTES, answered=True, confidence=0.9, count=2, exchange="ab"), SHELF),
    "more": show(answer_reply(QUOTES, answered=True, confidence=0.9, first=2, count=2, exchange="ab"), SHELF),
    "timeline": replace(
        show(
            timeline_reply(
                (FIRST, HOSTILE, FIRST, FIRST),
                (
                    Label("In the week of 27 April 1914", "April 1914", ("planned", "reported")),
                    Label("3 May 1914", "May 1914"),
                    Label("4 May 1914", "May 1914", differs="Another source"),
                    Label("In 1915", "1915"),
                ),
                notice="Timeline of ships: 3 events, 1914 to 1915.",
                entries=2,
                exchange="ab",
            ),
            SHELF,
        ),
        picture=Picture(b"", "Timeline of ships"),
    ),
    "declined": show(answer_reply(QUOTES, answered=False, confidence=0.1, count=2, exchange="ab"), SHELF),
    "nearest": show(nearest_reply([FIRST]), SHELF),
    "dropped": show(
        answer_reply((LOST, FIRST), answered=True, confidence=0.6, count=2, exchange="ab"), SHELF
    ),
    "all-dropped": show(answer_reply((LOST,), answered=True, confidence=0.6, count=2, exchange="ab"), SHELF),
    "verified": Display(
        notice(verified([Verdict.IDENTICAL, Verdict.CHANGED, Verdict.IDENTICAL]), private=True)
    ),
    "refusal": Display(refusal("You have asked a lot just now; please ask again in 30 s.")),
    "failure": Display(failure("1a2b3c4d")),
    "nothing": Display(Reply(notice("").role)),
}

SHEETS: dict[str, Display] = {
    "report": show(
        replace(
            report(
                "Story harbour: 2 of 11 documents, page 1 of 6.",
                Sheet(
                    lines=("Administrators add documents with /documents add. " * 3,),
                    rows=(
                        ("The Harbour Log", "9 May 1914, 3 passages, added 2 days ago by Anna"),
                        ("", "without a label"),
                        ("A title that is far too long for a column of its own", "without a date \x1b[31m"),
                    ),
                    file=File("documents.csv", b"title\r\n"),
                ),
                actions=(Action(Verb.PAGE, "ab", 1), Action(Verb.UNDO, "ab", 7)),
            ),
            quotes=(FIRST,),
        ),
        SHELF,
    ),
    "progress": Display(
        report("Indexing harbour …", Sheet(("Reading 7 of 11 documents, 2 a second, 2 s left.",), done=0.58))
    ),
}
ALL = REPLIES | SHEETS


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("where", ["screen", "pipe"])
def test_a_reply_looks_as_it_did(name: str, where: str) -> None:
    out = io.StringIO()
    screen = where == "screen"
    console = Console(
        file=out,
        width=72,
        force_terminal=screen,
        color_system="standard" if screen else None,
        highlight=False,
    )
    for line in render(ALL[name], 72 if screen else None):
        console.print(line, soft_wrap=True)
    path = FOLDER / f"{name}.{where}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(out.getvalue(), "utf-8")
    assert out.getvalue() == path.read_text("utf-8")


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {
        f"{name}.{where}.txt" for name in ALL for where in ("screen", "pipe")
    }
