"""A display as styled lines for a terminal or a pipe. Pure: no terminal is touched here.

Our own words stand at the left edge; a quote stands behind a bar, its citation below it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from bot.reply import Action, Display, Excerpt, Role, Verb, cite
from bot.terminal.block import block
from bot.terminal.escape import escape

HINTS = {
    Verb.MORE: "/more",
    Verb.CONTEXT: "/context 1",
    Verb.VERIFY: "/verify",
    Verb.NEAREST: "/nearest",
    Verb.USEFUL: "/useful",
    Verb.NOT_USEFUL: "/not-useful",
}
NOTICE_STYLE = {Role.REFUSAL: "yellow", Role.FAILURE: "red", Role.DECLINED: "yellow"}


def render(display: Display, width: int | None = None, bar: str = "│") -> Iterator[Text]:
    """Lines in order. `width` is in terminal cells, None where nothing wraps; `bar` marks a quote."""
    reply = display.reply
    if reply.notice:
        yield Text(escape(reply.notice), style=NOTICE_STYLE.get(reply.role, "bold"))
    for excerpt in display.excerpts:
        yield Text()
        yield from _quote(excerpt, width, bar, faint=reply.role is Role.NEAREST)
    if display.dropped and display.excerpts:
        yield Text()
        yield Text(f"Left out: {display.dropped}, whose source is no longer what was quoted.", style="yellow")
    if reply.actions:
        yield Text()
        yield Text("   ".join(_hint(action) for action in reply.actions), style="dim")


def _quote(excerpt: Excerpt, width: int | None, bar: str, *, faint: bool) -> Iterator[Text]:
    label = f"{excerpt.number} "
    inner = width - len(label) - len(bar) - 1 if width else None
    for number, line in enumerate(block(excerpt.pieces, inner)):
        text = Text(f"{label if number == 0 else ' ' * len(label)}{bar} ", style="dim", end="\n")
        for piece, marked in line:
            style = "bold green" if marked else ("dim" if faint else "not dim")
            text.append(piece, style="not dim " + style if marked else style)
        yield text
    indent = " " * len(label)
    yield Text(f"{indent}— {_line(cite(excerpt.quote.citation))}", style="cyan")
    for citation in excerpt.quote.also:
        yield Text(f"{indent}  also in {_line(cite(citation))}", style="dim cyan")


def _line(parts: tuple[str, ...]) -> str:
    return " · ".join(map(escape, parts))


def _hint(action: Action) -> str:
    return HINTS[action.verb]
