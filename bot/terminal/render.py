"""A display as styled lines for a terminal or a pipe. Pure: no terminal is touched here.

Our own words stand at the left edge; a quote stands behind a bar, its citation below it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text

from bot.reply import Action, Display, Excerpt, Role, Sheet, cite
from bot.terminal.block import NARROWEST, block
from bot.terminal.escape import escape
from index.model import Citation

BAR = 24
WIDEST_LABEL = 24
NOTICE_STYLE = {Role.REFUSAL: "yellow", Role.FAILURE: "red", Role.DECLINED: "yellow"}


def render(display: Display, width: int | None = None, bar: str = "│") -> Iterator[Text]:
    """Lines in order. `width` is in terminal cells, None where nothing wraps; `bar` marks a quote."""
    reply = display.reply
    if reply.notice:
        yield Text(escape(reply.notice), style=NOTICE_STYLE.get(reply.role, "bold"))
    if reply.sheet:
        yield from _sheet(reply.sheet, width)
    for excerpt in display.excerpts:
        yield Text()
        if excerpt.group:
            yield from (Text(escape(excerpt.group), style="bold underline"), Text())
        yield from _quote(excerpt, width, bar, faint=reply.role is Role.NEAREST)
    if display.dropped and display.excerpts:
        yield Text()
        yield Text(f"Left out: {display.dropped}, whose source is no longer what was quoted.", style="yellow")
    if display.picture:
        yield Text()
        yield Text("`footnote timeline --picture FILE.png` draws it.", style="dim")
    if reply.actions:
        yield Text()
        yield Text("   ".join(hints(reply.actions)), style="dim")


def _sheet(sheet: Sheet, width: int | None) -> Iterator[Text]:
    if sheet.done is not None:
        full = round(min(1.0, max(0.0, sheet.done)) * BAR)
        yield Text(f"[{'#' * full}{'.' * (BAR - full)}] {sheet.done:.0%}")
    for line in sheet.lines:
        yield from map(Text, _wrapped(escape(line), width))
    # A column that a long label would widen beyond reading starts below its label instead.
    labels = [cell_len(escape(label)) for label, _ in sheet.rows]
    column = max((cells for cells in labels if cells <= WIDEST_LABEL), default=0)
    for (label, value), cells in zip(sheet.rows, labels, strict=True):
        text = Text("  " + escape(label), style="bold")
        if cells > column:
            yield text
            text = Text("  ")
            cells = 0  # noqa: PLW2901 -- what stands before the value on its line
        rest = _wrapped(escape(value), width - column - 4 if width else None) or [""]
        text.append(" " * (column - cells + 2) + rest[0], style="not bold")
        yield text
        yield from (Text(" " * (column + 4) + line) for line in rest[1:])
    if sheet.file:  # a terminal saves by redirection, so the file is printed
        yield Text(f"{escape(sheet.file.name)}:", style="dim")
        yield from map(Text, map(escape, sheet.file.data.decode("utf-8", "backslashreplace").splitlines()))


def _wrapped(line: str, width: int | None) -> list[str]:
    return textwrap.wrap(line, max(width, NARROWEST)) if width else [line]


def _quote(excerpt: Excerpt, width: int | None, bar: str, *, faint: bool) -> Iterator[Text]:
    label = f"{excerpt.number} "
    inner = width - len(label) - len(bar) - 1 if width else None
    if excerpt.label:
        yield Text(escape(excerpt.label), style="bold")
    for number, line in enumerate(block(excerpt.pieces, inner, cells=not bar.isascii())):
        text = Text(f"{label if number == 0 else ' ' * len(label)}{bar} ", style="dim", end="\n")
        for piece, marked in line:
            style = "bold green" if marked else ("dim" if faint else "not dim")
            text.append(piece, style="not dim " + style if marked else style)
        yield text
    indent = " " * len(label)
    for cited in _cited("— ", excerpt.quote.citation, inner):
        yield Text(indent + cited, style="cyan")
    for citation in excerpt.quote.also:
        for cited in _cited("  also in ", citation, inner):
            yield Text(indent + cited, style="dim cyan")


def _cited(mark: str, citation: Citation, width: int | None) -> list[str]:
    line = mark + " · ".join(map(escape, cite(citation)))
    if not width:
        return [line]
    return textwrap.wrap(line, max(width, NARROWEST), subsequent_indent=" " * len(mark), drop_whitespace=True)


def hints(actions: Iterable[Action]) -> list[str]:
    """What to type for each action, those about single quotes with the numbers they go with."""
    verbs = {action.verb: [other for other in actions if other.verb is action.verb] for action in actions}
    return [
        f"/{verb} {same[0].number + 1}…{same[-1].number + 1}" if len(same) > 1 else f"/{verb}"
        for verb, same in verbs.items()
    ]
