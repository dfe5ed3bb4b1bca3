"""A display as Slack messages. Pure: `quotes` gives back the slices that a message shows.

Quotes are rich text, which is shown to the letter: nothing in them is markup, a mention or a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.reply import Action, Display, Excerpt, Role, Verb, cite, pages
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.sheets import paged, sheet_blocks, sheet_lines

Link = Callable[[Excerpt], str | None]
"""The address at which a quote can be read in its source, if there is one."""

LABELS = {
    Verb.MORE: "More quotes",
    Verb.VERIFY: "Verify",
    Verb.NEAREST: "Near misses",
    Verb.REASON: "Say why",
    Verb.PAGE: "Page {}",
    Verb.UNDO: "Undo",
    Verb.CANCEL: "Cancel",
}
SHARE = "share:"
OPEN = "open:"
FEEDBACK = "feedback:"
MOST_QUOTES = 10
"""In one message: each takes at most four blocks, a date above it and a row of buttons below."""
EMPTY = "(nothing)"


@dataclass(frozen=True, slots=True)
class Payload:
    """One message: `text` for notifications and screen readers, beside the blocks that are shown."""

    text: str
    blocks: list[Block]


def no_link(_: Excerpt) -> str | None:
    return None


def render(
    display: Display, link: Link = no_link, *, asked: bool = False, share: bool = False
) -> list[Payload]:
    """The messages of a reply, in order: as few as Slack's limits allow, cut between quotes and sentences.

    `asked` puts the question above the answer; `share` offers to show a private answer to the channel.
    """
    reply = display.reply
    head = (
        [blocks.context(f"Asked: {reply.asked}"[: blocks.LONGEST_CONTEXT])] if asked and reply.asked else []
    )
    notices = list(_cut(reply.notice))
    head += [blocks.said(notice, bold=bool(display.excerpts or reply.sheet)) for notice in notices]
    by_quote = {action.number: action for action in reply.actions if action.verb is Verb.CONTEXT}
    bottom = list(_bottom(display, share=share))

    def parts_of(page: Sequence[Excerpt]) -> list[Block]:
        return [block for excerpt in page for block in _excerpt(excerpt, by_quote, link)]

    def measure(excerpt: Excerpt) -> int:
        return blocks.size(parts_of([excerpt]))

    # A long list fills messages of its own; its end stands above quotes and buttons.
    room = blocks.MOST_CHARACTERS - blocks.size(head) - blocks.size(bottom)
    *listed, top = paged(sheet_blocks(reply.sheet) if reply.sheet else [], room)
    top = top if listed else [*head, *top]
    lines = [*notices, *(sheet_lines(reply.sheet) if reply.sheet else ())]
    # A part of a quote first fits a block, then as many parts as fit go into a message.
    short = [
        part
        for excerpt in display.excerpts
        for page in pages([excerpt], blocks.LONGEST_TEXT, lambda part: blocks.units(part.text))
        for part in page
    ]
    room = blocks.MOST_CHARACTERS - blocks.size(top) - blocks.size(bottom)
    cut = [few for page in pages(short, room, measure) for few in _batches(page, MOST_QUOTES)] or [()]
    last = len(cut) - 1
    full = [
        Payload(blocks.fallback(lines) or EMPTY, [*(head if number == 0 else []), *page])
        for number, page in enumerate(listed)
    ]
    return full + [
        Payload(
            text=blocks.fallback(_lines(lines if number == 0 else [], page)) or EMPTY,
            blocks=[*(top if number == 0 else []), *parts_of(page), *(bottom if number == last else [])],
        )
        for number, page in enumerate(cut)
    ]


def quotes(messages: Iterable[Payload]) -> list[str]:
    """The texts of every quote that the messages show, parts of one quote apart, as a reader sees them."""
    return [
        "".join(element["text"] for element in quote["elements"])
        for message in messages
        for block in message.blocks
        if block["type"] == "rich_text"
        for quote in block["elements"]
        if quote["type"] == "rich_text_quote"
    ]


def _excerpt(excerpt: Excerpt, contexts: dict[int, Action], link: Link) -> Iterator[Block]:
    if excerpt.label and excerpt.cut == 0:
        yield blocks.said(excerpt.label, bold=True)
    yield blocks.quoted(excerpt.pieces)
    also = ["also in " + " · ".join(cite(citation)) for citation in excerpt.quote.also]
    number = f"{excerpt.number}" if excerpt.cut == 0 else f"{excerpt.number} (continued)"
    lines = [" · ".join((number, *cite(excerpt.quote.citation))), *also]
    # A context block holds ten elements; the rest of many sources is counted.
    more = [f"and in {len(lines) - 9} more"] if len(lines) > 10 else []  # noqa: PLR2004
    yield blocks.context(*lines[: 10 - len(more)], *more)
    buttons = []
    ends = excerpt.cut + len(excerpt.text) == excerpt.quote.span.end - excerpt.quote.span.start
    if ends and (action := contexts.get(excerpt.number - 1)):
        buttons.append(blocks.button("Context", action.id, action.id))
    url = link(excerpt) if ends else None
    if url and len(url) <= blocks.LONGEST_URL:
        buttons.append(blocks.button("Open source", f"{OPEN}{excerpt.number}", url=url))
    yield from blocks.actions(buttons)


def _bottom(display: Display, *, share: bool) -> Iterator[Block]:
    reply = display.reply
    if display.dropped and display.excerpts:
        yield blocks.context(f"Left out: {display.dropped}, whose source is no longer what was quoted.")
    buttons = [
        blocks.button(LABELS[action.verb].format(action.number + 1), action.id, action.id)
        for action in reply.actions
        if action.verb in LABELS
    ]
    by_verb = {action.verb: action for action in reply.actions}
    verify = by_verb.get(Verb.VERIFY)
    if share and verify and reply.role is Role.ANSWER:
        again = replace(verify, verb=Verb.MORE)  # the same page, said once more to everybody
        buttons.append(blocks.button("Share with channel", SHARE + again.id, again.id))
    yield from blocks.actions(buttons)
    useful, not_useful = by_verb.get(Verb.USEFUL), by_verb.get(Verb.NOT_USEFUL)
    if useful and not_useful:
        yield blocks.feedback(FEEDBACK + useful.exchange, useful.id, not_useful.id)


def _lines(notices: Iterable[str], page: Iterable[Excerpt]) -> Iterator[str]:
    yield from notices
    for excerpt in page:
        yield (
            excerpt.label
            + "\n" * bool(excerpt.label)
            + f"{excerpt.text}\n— {' · '.join(cite(excerpt.quote.citation))}"
        )


def _cut(text: str) -> Iterator[str]:
    for start in range(0, len(text), blocks.LONGEST_TEXT // 2):
        yield text[start : start + blocks.LONGEST_TEXT // 2]


def _batches(page: Sequence[Excerpt], most: int) -> Iterator[tuple[Excerpt, ...]]:
    rest = iter(page)
    while batch := tuple(islice(rest, most)):
        yield batch
