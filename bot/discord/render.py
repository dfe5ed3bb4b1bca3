"""A display as Discord messages. Pure: values in, `Post`s out, each within Discord's limits.

Limits (https://discord.com/developers/docs/resources/message): content 2000 characters, an embed's
description 4096, all embeds of a message 6000 together; five rows of five buttons
(https://discord.com/developers/docs/components/reference).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.discord.markdown import escape, length, quote
from bot.discord.post import Button, Embed, Post, Style
from bot.reply import Action, Display, Excerpt, Reply, Role, Verb, cite, count, pages
from index.model import Citation

CONTENT, DESCRIPTION, EMBEDS_TOTAL = 2000, 4096, 6000
QUOTES = 5
"""Quotes a message: their buttons then fill one row."""
POSTS = 5
"""Messages an answer may take before it comes as a file; more would bury the channel."""
HEADING, TITLE, ALSO = 400, 150, 3
FULL_ROW = 5
URL = 512

Link = Callable[[Excerpt], str | None]

LABELS = {
    Verb.MORE: "More",
    Verb.CONTEXT: "Context",
    Verb.VERIFY: "Verify",
    Verb.NEAREST: "Near misses",
    Verb.USEFUL: "Useful",
    Verb.NOT_USEFUL: "Not useful",
    Verb.REASON: "Say why",
}
OTHER_COLOUR = 0x4A6FA5
COLOURS = {Role.ANSWER: 0x2E7D5B, Role.NEAREST: 0x8A8F98}


def render(display: Display, style: Style, link: Link = lambda _: None, *, asked: bool = False) -> list[Post]:
    """The messages that show a display, in order; at least one.

    With `asked` the question stands above its answer, for where the others would not see it.
    """
    heading = escape(display.reply.notice)
    question = _question(display.reply) if asked else ""
    if display.dropped and display.excerpts:
        heading += f"\n(Left out: {display.dropped}, whose source is no longer what was quoted.)"
    if not display.excerpts:
        posts = [Post(part) for part in _split(question + heading)]
    else:
        long = length(question + heading) > HEADING
        posts = [Post(part) for part in _split(question + heading)] if long else []
        posts += _quoted(display, style, "" if long else f"{question}**{heading}**", link)
    if len(posts) > POSTS:
        posts = [Post("It is too long to show here; this file holds it word for word.", file=_file(display))]
    posts[0] = replace(posts[0], picture=display.picture)
    last = replace(posts[-1], rows=(*posts[-1].rows, *_main(display.reply.actions)))
    return [*posts[:-1], last]


def _quoted(display: Display, style: Style, heading: str, link: Link) -> Iterator[Post]:
    role = display.reply.role

    def size(excerpt: Excerpt) -> int:
        if style is Style.COMPACT:
            return length(_text(excerpt)) + 1
        embed = _embed(excerpt, role, link)
        # In parts of 6000: as much as it takes of the total, or of its own description, whichever is more.
        return max(embed.size, -(-length(embed.description) * EMBEDS_TOTAL // DESCRIPTION))

    limit = CONTENT - HEADING - len("****\n") if style is Style.COMPACT else EMBEDS_TOTAL
    for page in pages(display.excerpts, limit, size):
        for start in range(0, len(page), QUOTES):
            excerpts = page[start : start + QUOTES]
            rows = tuple(filter(None, (_contexts(display.reply.actions, excerpts), _links(excerpts, link))))
            if style is Style.COMPACT:
                yield Post("\n".join(filter(None, (heading, *map(_text, excerpts)))), rows=rows)
            else:
                yield Post(heading, tuple(_embed(excerpt, role, link) for excerpt in excerpts), rows)
            heading = ""


def _text(excerpt: Excerpt) -> str:
    title, place = _cited(excerpt.quote.citation)
    lines = [f"{_number(excerpt)} · {title} · {place}", *_also(excerpt)]
    label = [f"**{escape(excerpt.label)}**"] if excerpt.label else []
    return "\n".join([*label, quote(excerpt.pieces), *(f"-# {escape(line)}" for line in lines)])


def _embed(excerpt: Excerpt, role: Role, link: Link) -> Embed:
    title, place = _cited(excerpt.quote.citation)
    return Embed(
        title=" · ".join(filter(None, (_number(excerpt), excerpt.label, title))),
        description=quote(excerpt.pieces),
        footer="\n".join([place, *_also(excerpt)]),
        url=link(excerpt),
        colour=COLOURS.get(role, OTHER_COLOUR),
    )


def _question(reply: Reply) -> str:
    if not reply.asked or reply.first or reply.role is Role.TIMELINE:  # which names its topic itself
        return ""
    text = " ".join(reply.asked.split())
    return f"-# {escape(text if len(text) <= TITLE else text[: TITLE - 1] + '…')}\n"


def _number(excerpt: Excerpt) -> str:
    return f"{excerpt.number} (continued)" if excerpt.cut else str(excerpt.number)


def _cited(citation: Citation) -> tuple[str, str]:
    """The title, and where and when below it; a long title or address is cut short, a quote never is."""
    title, *rest = (part if len(part) <= TITLE else part[: TITLE - 1] + "…" for part in cite(citation))
    return title, " · ".join(rest)


def _also(excerpt: Excerpt) -> list[str]:
    others = excerpt.quote.also
    lines = [f"also in {' · '.join(_cited(citation))}" for citation in others[:ALSO]]
    if len(others) > ALSO:
        lines.append(f"and in {count(len(others) - ALSO, 'further document')}")
    return lines


def _contexts(actions: Sequence[Action], excerpts: Sequence[Excerpt]) -> tuple[Button, ...]:
    shown = {excerpt.number - 1 for excerpt in excerpts if not excerpt.cut}
    fitting = [action for action in actions if action.verb is Verb.CONTEXT and action.number in shown]
    return tuple(Button(f"Context {action.number + 1}", action) for action in fitting)


def _links(excerpts: Sequence[Excerpt], link: Link) -> tuple[Button, ...]:
    found = [(excerpt.number, link(excerpt)) for excerpt in excerpts if not excerpt.cut]
    return tuple(Button(f"Source {number}", url=url) for number, url in found if url and len(url) <= URL)


def _main(actions: Sequence[Action]) -> Iterator[tuple[Button, ...]]:
    buttons = [Button(LABELS[one.verb], one) for one in actions if one.verb is not Verb.CONTEXT]
    for start in range(0, len(buttons), FULL_ROW):
        yield tuple(buttons[start : start + FULL_ROW])


def _split(text: str) -> list[str]:
    """Our own words in parts that fit a message, cut between lines or else between words."""
    parts = []
    while length(text) > CONTENT:
        cut = max(text.rfind("\n", 0, CONTENT // 2), text.rfind(" ", 0, CONTENT // 2)) + 1 or CONTENT // 2
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text]


def _file(display: Display) -> tuple[str, str]:
    blocks = [display.reply.notice]
    for excerpt in display.excerpts:
        blocks += [excerpt.text, "— " + " · ".join(_cited(excerpt.quote.citation))]
    return "quotes.txt", "\n\n".join(blocks) + "\n"
