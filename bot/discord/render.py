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
from bot.discord.sheet import file_of, lines_of, packed, text_of
from bot.reply import Action, Display, Excerpt, File, Reply, Role, Verb, cite, count, pages
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
    Verb.UNDO: "Undo",
    Verb.CANCEL: "Cancel",
}
OTHER_COLOUR = 0x4A6FA5
COLOURS = {Role.ANSWER: 0x2E7D5B, Role.NEAREST: 0x8A8F98}


def render(display: Display, style: Style, link: Link = lambda _: None, *, asked: bool = False) -> list[Post]:
    """The messages that show a display, in order; at least one.

    With `asked` the question stands above its answer, for where the others would not see it.
    """
    head = _head(display, asked=asked)
    if not display.excerpts:
        posts = [Post(part) for part in packed(head, CONTENT)]
    elif len(head) == 1 and length(head[0]) <= HEADING + len("****"):
        posts = list(_quoted(display, style, head[0], link))
    else:
        posts = [*(Post(part) for part in packed(head, CONTENT)), *_quoted(display, style, "", link)]
    if len(posts) > POSTS:
        whole = "It is too long to show here; this file holds it word for word."
        posts = [Post(whole, files=(_file(display),))]
    posts[0] = replace(posts[0], picture=display.picture)
    sheet = display.reply.sheet
    last = posts[-1]
    last = replace(
        last,
        rows=(*last.rows, *_main(display.reply.actions)),
        files=(*last.files, *(file_of(sheet) if sheet else ())),
    )
    return [*posts[:-1], last]


def _head(display: Display, *, asked: bool) -> list[str]:
    """What stands above the quotes, by lines: the question, our own words, a list or report."""
    reply = display.reply
    notice = escape(reply.notice)
    if display.dropped and display.excerpts:
        notice += f"\n(Left out: {display.dropped}, whose source is no longer what was quoted.)"
    question = _question(reply) if asked else ""
    if reply.sheet:
        return [f"{question}**{notice}**", *lines_of(reply.sheet)]
    if display.excerpts and length(question + notice) <= HEADING:
        return [f"{question}**{notice}**"]
    return (question + notice).split("\n")


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
    buttons = [Button(_label(one), one) for one in actions if one.verb is not Verb.CONTEXT]
    for start in range(0, len(buttons), FULL_ROW):
        yield tuple(buttons[start : start + FULL_ROW])


def _label(action: Action) -> str:
    return f"Page {action.number + 1}" if action.verb is Verb.PAGE else LABELS[action.verb]


def _file(display: Display) -> File:
    blocks = [display.reply.notice, *(text_of(display.reply.sheet) if display.reply.sheet else ())]
    for excerpt in display.excerpts:
        blocks += [excerpt.text, "— " + " · ".join(_cited(excerpt.quote.citation))]
    # Lone surrogates, which no strict decoder gives, have no bytes of their own.
    return File("quotes.txt", ("\n\n".join(blocks) + "\n").encode("utf-8", "backslashreplace"))
