"""Turns of a transcript as HTML: what the page is made of, and what a watching page gets when one changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from bot.conversation.typed import GRAMMAR
from bot.reply import Action, Display, Excerpt, Links, Verb, pages
from bot.web.columns import column_class
from bot.web.entrance import Visitor
from bot.web.escaping import weight
from bot.web.pages import fill
from bot.web.transcripts import Part, Transcript, Turn

HEAVIEST = 12_000
"""Bytes of quotes in one part; what a document's longest line has beyond is read in its source."""
DRAWN = 100
"""Drawn turns that are kept for whoever asks next."""
PAGE = 55_000
"""Bytes of turns in a page."""

LABELS = {
    Verb.MORE: "More quotes",
    Verb.VERIFY: "Verify",
    Verb.NEAREST: "Near misses",
    Verb.USEFUL: "Useful",
    Verb.NOT_USEFUL: "Not useful",
    Verb.PAGE: "Page",
    Verb.UNDO: "Undo",
    Verb.CANCEL: "Stop",
}
ONCE = frozenset({Verb.MORE, Verb.NEAREST})
"""What need not be offered again once it was done."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote on the page, with its link, and the action that shows its context."""

    excerpt: Excerpt
    link: str | None
    context: Action | None

    @property
    def whole(self) -> bool:
        """Whether all of it is marked, which marks nothing."""
        return self.excerpt.highlights == ((0, len(self.excerpt.text)),)

    @property
    def columns(self) -> str:
        return column_class(self.excerpt.text)


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a turn, ready for the template."""

    id: str
    display: Display
    quotes: tuple[Quoted, ...]
    buttons: tuple[tuple[str, Action], ...]
    reason: Action | None
    cut: int


class Turns:
    """Draws turns; `links` lead to the viewer."""

    def __init__(self, links: Links) -> None:
        self._links = links.inside()
        self._drawn: OrderedDict[tuple[str, int, str], Markup] = OrderedDict()

    def draw(self, transcript: Transcript, turn: Turn, visitor: Visitor) -> Markup:
        """One turn as this visitor sees it; a form and a stream ask for it at nearly the same time."""
        key = (turn.id, turn.version, visitor.token)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = self._draw(transcript, turn, visitor)
            while len(self._drawn) > DRAWN:
                self._drawn.popitem(last=False)
        return drawn

    def _draw(self, transcript: Transcript, turn: Turn, visitor: Visitor) -> Markup:
        return fill(
            "turn.html",
            turn=turn,
            place=transcript.place.channel if transcript.place.thread else "direct",
            own=turn.person == visitor.person.id,
            parts=[self._shown(turn, part) for part in turn.seen_by(visitor.person.id)],
            token=visitor.token,
            administration=GRAMMAR,
        )

    def page(self, transcript: Transcript, visitor: Visitor, before: str = "") -> tuple[list[Markup], str]:
        """The last turns, or those before one, as make a light page; the first's id where there are more."""
        drawn: list[Markup] = []
        size, first = 0, ""
        for turn in self._backwards(transcript, before):
            html = self.draw(transcript, turn, visitor)
            size += len(html.encode())
            if drawn and size > PAGE:
                return drawn[::-1], first
            drawn.append(html)
            first = turn.id
        return drawn[::-1], ""

    def _backwards(self, transcript: Transcript, before: str) -> Iterator[Turn]:
        started = before not in transcript.turns
        for turn in reversed(list(transcript.turns.values())):
            if started:
                yield turn
            started = started or turn.id == before

    def _shown(self, turn: Turn, part: Part) -> Shown:
        reply = part.display.reply
        contexts = {action.number: action for action in reply.actions if action.verb is Verb.CONTEXT}
        excerpts = next(pages(part.display.excerpts, HEAVIEST, _size), ())
        whole = sum(len(excerpt.text) for excerpt in part.display.excerpts)
        return Shown(
            part.id,
            part.display,
            tuple(
                Quoted(one, self._links.to(reply, one.quote), contexts.get(one.number - 1))
                for one in excerpts
            ),
            tuple(
                (_label(action), action)
                for action in reply.actions
                if action.verb in LABELS and not (action.verb in ONCE and action.id in turn.pressed)
            ),
            next((action for action in reply.actions if action.verb is Verb.REASON), None),
            whole - sum(len(excerpt.text) for excerpt in excerpts),
        )


def _label(action: Action) -> str:
    return f"Page {action.number + 1}" if action.verb is Verb.PAGE else LABELS[action.verb]


def _size(excerpt: Excerpt) -> int:
    return weight(excerpt.text)
