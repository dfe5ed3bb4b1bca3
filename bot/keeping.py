"""What the upkeep of stories is given: the settings as it needs them, and the library as it sees it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from bot.administration.upkeep import Means, Ways
from bot.settings import Settings
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.wiring import Library

UNATTENDED = ""
"""The platform of builds that nobody asked for."""

QUESTIONS = "questions.jsonl"
"""In a story's folder: the saved set of questions."""


def task(settings: Settings) -> dict[str, str]:
    """The settings that a build's process needs, as variables: no token is among them."""
    return {
        "FOOTNOTE_HOME": str(settings.home.resolve()),
        "FOOTNOTE_MODEL": settings.model,
        "FOOTNOTE_THREADS": str(settings.threads),
        "FOOTNOTE_READER": settings.reader,
        "FOOTNOTE_MAX_BYTES": str(settings.max_bytes),
    }


def ways(settings: Settings, platforms: Collection[str], *, alone: bool) -> Ways:
    """`alone` watches nothing and keeps to no schedule: the bot does."""
    watch: dict[str, list[Path]] = {}
    for story, folder in () if alone else settings.watch:
        watch.setdefault(story or settings.story, []).append(folder)
    return Ways(
        owners=settings.home / "owners",
        task=task(settings),
        platforms=frozenset(platforms),
        watch=watch,
        schedule="" if alone else settings.schedule or "",
        days=settings.retention,
        insights=settings.insights,
    )


def means(settings: Settings, library: Library) -> Means:
    """The library, in the few words that upkeep has for it."""

    def cases(path: Path) -> int:
        from index.query.evaluation import read_cases  # noqa: PLC0415 -- start-up is counted

        return len(read_cases(path))

    return Means(
        number=library.stories.number,
        indexed=library.indexed,
        sources=lambda story: sources(settings, library, story),
        display=library.display,
        embed=lambda texts: library.embedder().texts(texts),
        cases=cases,
        questions=lambda story: library.stories.folder(story) / QUESTIONS,
    )


def sources(settings: Settings, library: Library, story: str) -> tuple[Path, ...]:
    """What a story is built from when its index does not say: the default story's folder, once.

    Raises `UsageError` when there is neither.
    """
    if library.stories.number(story) is not None:
        return ()
    if story != settings.story:
        raise UsageError(f"story {story} has no documents yet: add some to it first")
    return (settings.documents.absolute(),)
