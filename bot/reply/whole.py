"""A timeline of many pages as one file, to keep and to search in: Markdown, with the quotes to the letter.

A quote stands behind "> " at the start of each of its lines and is not escaped: `quoted` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.reply.values import Display, File
from bot.reply.wording import cite

NAME = "timeline.md"
MARK = "> "


def timeline_file(display: Display) -> File:
    """All of a timeline; titles and dates are ours or a document's, on a line each."""
    lines = [f"# {display.reply.notice}", *(line for one in _entries(display) for line in one)]
    if display.dropped:
        lines += ["", f"Left out: {display.dropped}, whose source is no longer what was quoted."]
    return File(NAME, ("\n".join(lines) + "\n").encode())


def _entries(display: Display) -> Iterator[list[str]]:
    for excerpt in display.excerpts:
        citations = [excerpt.quote.citation, *excerpt.quote.also]
        yield [
            *(["", f"## {excerpt.group}"] if excerpt.group else []),
            "",
            f"**{excerpt.label}**",
            "",
            *(MARK + line for line in excerpt.text.split("\n")),
            "",
            *("— " + " · ".join(" ".join(part.split()) for part in cite(one)) for one in citations),
        ]


def quoted(file: File) -> list[str]:
    """The quotes of such a file, as they stand in their sources."""
    quotes: list[list[str]] = []
    inside = False
    for line in file.data.decode().split("\n"):
        marked = line.startswith(MARK)
        if marked and not inside:
            quotes.append([])
        if marked:
            quotes[-1].append(line.removeprefix(MARK))
        inside = marked
    return ["\n".join(lines) for lines in quotes]
