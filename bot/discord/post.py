"""Messages before discord.py makes them its own: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.discord.markdown import length
from bot.reply import Action, File, Picture


class Style(StrEnum):
    """How quotes are shown: each in an embed, or as compact text."""

    EMBEDS = "embeds"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Button:
    """A button that does `action`, or opens `url`."""

    label: str
    action: Action | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Embed:
    """One quote: `title` above it, `footer` below, both shown as they are; `description` is markdown."""

    title: str
    description: str
    footer: str
    url: str | None
    colour: int

    @property
    def size(self) -> int:
        return length(self.title) + length(self.description) + length(self.footer)


@dataclass(frozen=True, slots=True)
class Post:
    """One message; what `picture` shows is told in its words too."""

    content: str = ""
    embeds: tuple[Embed, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    files: tuple[File, ...] = ()
    picture: Picture | None = None
