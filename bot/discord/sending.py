"""Posts as discord.py's arguments, and what of a display may be shown where."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.discord.buttons import view
from bot.discord.post import Post, Style
from bot.discord.render import render
from bot.reply import Display, Excerpt, Links

ALT_TEXT = 1024
WAITING = "Waiting for "
NOBODY = discord.AllowedMentions.none()


def waiting_note(ahead: int) -> str:
    """What somebody reads whose question waits behind `ahead` others."""
    return f"{WAITING}{ahead} before you …"


def is_waiting_note(text: str) -> bool:
    return text.startswith(WAITING)


@dataclass(frozen=True, slots=True)
class Look:
    """How answers look, and after how many seconds of waiting a person is told why."""

    style: Style = Style.EMBEDS
    links: Links = field(default_factory=Links)
    patience: float = 1.0


def posts(display: Display, look: Look, *, embeds: bool, asked: bool = False) -> list[Post]:
    """The messages that show a display where embeds are, or are not, allowed; `asked` as `render` has it."""

    def link(excerpt: Excerpt) -> str | None:
        return look.links.to(display.reply, excerpt.quote)

    return render(display, look.style if embeds else Style.COMPACT, link, asked=asked)


def arguments(post: Post) -> dict[str, Any]:
    """What every way of sending takes; typed as loosely as discord.py's overloads force."""
    return {
        "content": post.content or None,
        "embeds": [
            discord.Embed(description=one.description, colour=one.colour)
            .set_author(name=one.title, url=one.url)
            .set_footer(text=one.footer)
            for one in post.embeds
        ],
        "view": view(post.rows),
        "allowed_mentions": NOBODY,
    }


def new(post: Post) -> dict[str, Any]:
    """`arguments` for a message that is not there yet: with its files, and without previews of links."""
    given = arguments(post) | {"suppress_embeds": not post.embeds, "files": _files(post)}
    if given["view"] is None:
        del given["view"]
    return given


def edited(post: Post) -> dict[str, Any]:
    """`arguments` for a message that is changed: what it had before goes."""
    return arguments(post) | {"attachments": _files(post)}


def _files(post: Post) -> list[discord.File]:
    files = [discord.File(io.BytesIO(one.data), one.name) for one in post.files]
    if post.picture:
        words = post.picture.words[:ALT_TEXT]
        files.append(discord.File(io.BytesIO(post.picture.png), "timeline.png", description=words))
    return files
