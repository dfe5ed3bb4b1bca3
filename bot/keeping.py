"""What the upkeep of stories is given: the settings as it needs them, and the library as it sees it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.access import Access
from bot.administration.at_once import AtOnce
from bot.administration.building import Building, Outcome, Wish
from bot.administration.rights import Rights
from bot.administration.upkeep import Means, Ways
from bot.settings import Settings
from bot.state import State
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.administration.desk import Desk
    from bot.administration.pages import Pages
    from bot.library import Library
    from index.ingest.progress import Tell

TERMINAL = "terminal"
"""The platform whose user is trusted: they read the disk anyway."""

PATIENCE = 600.0
"""Seconds that a command waits for another build of the story."""

UNATTENDED = ""
"""The platform of builds that nobody asked for."""

QUESTIONS = "questions.jsonl"
"""In a story's folder: the saved set of questions."""


def task(settings: Settings) -> dict[str, str]:
    """The settings that a build's process needs, as variables: no token is among them."""
    return {
        # Without following links: the process must find in the home what is named to it as in the home.
        "FOOTNOTE_HOME": str(settings.home.absolute()),
        "FOOTNOTE_MODEL": settings.model,
        "FOOTNOTE_THREADS": str(settings.threads),
        "FOOTNOTE_READER": settings.reader,
        "FOOTNOTE_MAX_BYTES": str(settings.max_bytes),
    }


def ways(settings: Settings, platforms: Collection[str], *, alone: bool) -> Ways:
    """`alone` watches nothing, keeps to no schedule and renews nothing: the bot does."""
    watch: dict[str, list[Path]] = {}
    for story, folder in () if alone else settings.watch:
        watch.setdefault(story or settings.story, []).append(folder)
    return Ways(
        owners=settings.home / "owners",
        task=task(settings),
        platforms=frozenset(platforms),
        watch=watch,
        schedule="" if alone else settings.schedule or "",
        renew=not alone,
        days=settings.retention,
        insights=settings.insights,
    )


def means(settings: Settings, library: Library) -> Means:
    """The library, in the few words that upkeep has for it."""

    def cases(path: Path) -> int:
        from index.query.evaluation import read_cases

        return len(read_cases(path))

    return Means(
        number=library.stories.number,
        indexed=library.indexed,
        outdated=library.outdated,
        sources=lambda story: sources(settings, library, story),
        display=library.display,
        embed=lambda texts: library.embedder().texts(texts),
        cases=cases,
        questions=lambda story: library.stories.folder(story) / QUESTIONS,
        sweep=lambda wanted: sweep(settings, library, wanted),
    )


def sweep(settings: Settings, library: Library, wanted: Collection[str]) -> None:
    """Remove what a killed bot was just taking in, and files handed over that nothing needs any more."""
    from index.store import uploads

    for story in library.names():
        uploads.sweep(library.stories.folder(story), wanted)
    for staged in (settings.home / "staging").glob("*"):
        if staged.stat().st_mtime < time.time() - uploads.GRACE:
            shutil.rmtree(staged, ignore_errors=True)


def sources(settings: Settings, library: Library, story: str) -> tuple[Path, ...]:
    """What a story is built from when its index does not say: the default story's folder, once.

    Raises `UsageError` when there is neither.
    """
    if library.stories.number(story) is not None:
        return ()
    if story != settings.story:
        raise UsageError(f"story {story} has no documents yet: add some to it first")
    return (settings.documents.absolute(),)


def make_desk(
    settings: Settings,
    library: Library,
    state: State,
    access: Access,
    rights: Rights,
    building: Building,
    pages: Pages | None = None,
) -> Desk:
    """Everything that administrators do, over these parts; `pages` fetches otherwise than is usual."""
    from bot.administration.desk import Desk
    from bot.administration.office import Office
    from bot.administration.pages import Pages
    from bot.holdings import Holdings

    holdings = Holdings(settings.home, lambda: library.stories, settings.max_bytes)
    office = Office(state, access, rights, holdings, time.time)
    fetching = (pages or Pages()) if settings.add_urls else None
    return Desk(office, holdings, building, fetching, settings.max_bytes)


def build_now(library: Library, wish: Wish, tell: Tell) -> Outcome:
    """Build in this process; raises what `Library.build` does."""
    before = library.stories.number(wish.story) or 0
    report = library.build(
        wish.story,
        wish.paths,
        full=wish.full,
        progress=tell,
        edits=wish.edits,
        back=wish.back,
        only_if=wish.only_if,
        wait=PATIENCE,
    )
    return Outcome(wish.story, before, report.snapshot)


@contextmanager
def desk_now(settings: Settings, library: Library, tell: Tell) -> Iterator[Desk]:
    """The desk of the command line, whose user may do everything, and waits for what is built."""
    trusted = frozenset({TERMINAL})
    state = State(settings.state_path)
    access = Access(state.places, settings.story, trusted=trusted)
    rights = Rights(state.stories, access, settings.admins, trusted)
    try:
        building = AtOnce(lambda wish: build_now(library, wish, tell))
        yield make_desk(settings, library, state, access, rights, building)
        sweep(settings, library, [path for job in state.jobs.unsettled() for path in job.wanted["paths"]])
    finally:
        state.close()
