"""The documents of a story: listed, looked into, corrected, removed; and the last change taken back."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.administration.asked import Asked
from bot.administration.building import BuildError, Building, Outcome, Wish
from bot.administration.holding import Held, Holdings, Past
from bot.administration.lists import Lists
from bot.administration.office import Office
from bot.question import parse_day
from bot.reply import Display, Reply, Role, Sheet, count, day, notice, show, source
from index.edits import Change, Edit
from index.errors import UsageError

LONGEST_TITLE = 300
SHORTEST_ID = 6
"""Digits of a hash that a document can be named by."""


class DocumentActs:
    """Each act checks the rights it needs, does its work and leaves its row in the audit log."""

    def __init__(self, office: Office, holdings: Holdings, lists: Lists, building: Building) -> None:
        self._office, self._holdings, self._lists, self._building = office, holdings, lists, building
        self.acts: dict[str, Callable[[Asked], Awaitable[Display]]] = {
            "list": self.list,
            "show": self.show,
            "remove": self.remove,
            "title": self.title,
            "date": self.date,
            "undo": self.undo,
            "history": self.history,
        }

    async def list(self, asked: Asked) -> Display:
        """Whoever may ask a story may see what it is made of; who added it is for administrators."""
        return Display(await asyncio.to_thread(self._list, asked))

    async def show(self, asked: Asked) -> Display:
        """What was read of a document: its first lines and the sentences with dates, as quotes."""
        return await asyncio.to_thread(self._show, asked)

    async def remove(self, asked: Asked) -> Display:
        story, held = await asyncio.to_thread(self._to_change, asked)
        outcome = await self._edit(asked, story, Edit(Change.REMOVE, held.origin, held.hash))
        await self._note(asked, story, outcome, before=held.title)
        return await self._done(asked, f"{held.title} is no longer in story {story}.", outcome)

    async def title(self, asked: Asked) -> Display:
        text = asked.needed("text", "the new title", LONGEST_TITLE)
        story, held = await asyncio.to_thread(self._to_change, asked)
        outcome = await self._edit(asked, story, Edit(Change.TITLE, held.origin, text))
        await self._note(asked, story, outcome, before=held.title, after=text)
        return await self._done(asked, f"{held.title} is called {text} now.", outcome)

    async def date(self, asked: Asked) -> Display:
        typed = asked.needed("day", "the day", 60)
        unknown = typed.lower() in {"none", "unknown"}
        today = datetime.now(UTC).date()
        published = None if unknown else await asyncio.to_thread(parse_day, typed, "publication", today=today)
        story, held = await asyncio.to_thread(self._to_change, asked)
        value = published.isoformat() if published else ""
        outcome = await self._edit(asked, story, Edit(Change.DATE, held.origin, value))
        await self._note(asked, story, outcome, before=_when(held.published), after=_when(published))
        return await self._done(asked, f"{held.title} is of {_when(published)} now.", outcome)

    async def undo(self, asked: Asked, only_if: int = 0) -> Display:
        """Take the last change back, or go to the snapshot given as `to`."""
        to = asked.option("to")
        if to and not (to.isdecimal() and len(to) < 10):  # noqa: PLR2004 -- more digits than any snapshot has
            listing = asked.command("documents history")
            raise UsageError(f"{to[:20]!r} is no snapshot's number; {listing} lists them")
        story = await asyncio.to_thread(self._office.changing, asked)
        wish = Wish(story, back=int(to or 0), only_if=only_if, quiet=True)
        outcome = await self._built(asked, wish)
        await self._note(asked, story, outcome)
        return await self._done(asked, f"Undone: story {story} is as it was before.", outcome)

    async def history(self, asked: Asked) -> Display:
        return Display(await asyncio.to_thread(self._history, asked))

    # -- what blocks ------------------------------------------------------------------------------

    def _list(self, asked: Asked) -> Reply:
        story, administers = self._office.seeing(asked)
        people = self._office.state.audit.adders(story) if administers else {}
        documents = self._holdings.documents(story)
        rows = [(held.title, _described(held, people)) for held in documents]
        heading = f"Story {story}: {count(len(rows), 'document')}"
        return self._lists.show(asked.place, "documents", rows, asked.page(), heading, story=story)

    def _show(self, asked: Asked) -> Display:
        story, administers = self._office.seeing(asked)
        held = self._found(story, asked)
        document, excerpts = self._holdings.excerpts(story, held.hash)
        people = self._office.state.audit.adders(story) if administers else {}
        rows = [
            ("Title", document.title),
            ("Published", _when(document.published)),
            *([("Author", document.author)] if document.author else []),
            ("Source", source(document.origin)),
            ("Read", f"{count(len(document.paragraphs), 'paragraph')}, {count(held.passages, 'passage')}"),
            ("Dates found", f"{excerpts.dates:,}"),
            ("Added", _added(held, people)),
            ("Id", held.id),
        ]
        reply = Reply(
            Role.REPORT,
            f"What was read of {document.title}:",
            excerpts.quotes,
            labels=excerpts.labels,
            private=True,
            story=story,
            sheet=Sheet(rows=tuple(rows)),
        )
        return show(reply, excerpts.texts)

    def _history(self, asked: Asked) -> Reply:
        story = self._office.changing(asked)
        rows = [(f"Snapshot {past.number}", _told(past)) for past in self._holdings.history(story)]
        if rows:
            rows[0] = (rows[0][0], f"{rows[0][1]} · current")
        heading = f"Story {story}: {count(len(rows), 'snapshot')} to go back to"
        return self._lists.show(asked.place, "history", rows, asked.page(), heading, story=story)

    def _to_change(self, asked: Asked) -> tuple[str, Held]:
        story = self._office.changing(asked)
        return story, self._found(story, asked)

    def _found(self, story: str, asked: Asked) -> Held:
        named = asked.needed("document", "the document", LONGEST_TITLE + 100)
        return find(self._holdings.documents(story), named, story, asked.command("documents list"))

    # -- what builds ------------------------------------------------------------------------------

    async def _edit(self, asked: Asked, story: str, edit: Edit) -> Outcome:
        return await self._built(asked, Wish(story, edits=(edit,), quiet=True))

    async def _built(self, asked: Asked, wish: Wish) -> Outcome:
        job = await self._building.request(wish, asked.place, asked.person)
        outcome = await self._building.outcome(job)
        if outcome.problem:
            raise BuildError(outcome.problem)
        return outcome

    async def _note(
        self, asked: Asked, story: str, outcome: Outcome, *, before: str = "", after: str = ""
    ) -> None:
        numbers = (f"snapshot {outcome.before}", f"snapshot {outcome.after}")
        before, after = (", ".join(filter(None, pair)) for pair in zip((before, after), numbers, strict=True))
        await asyncio.to_thread(
            self._office.note, asked, f"documents {asked.action}", story, before=before, after=after
        )

    async def _done(self, asked: Asked, words: str, outcome: Outcome) -> Display:
        """What was done, with the button that takes it back."""
        if outcome.before == outcome.after:
            return Display(notice("Nothing has changed: it was so already.", private=True))
        undo = await asyncio.to_thread(self._office.undoing, asked.place, outcome)
        return Display(replace(notice(words, private=True), actions=(undo,), story=outcome.story))


def find(documents: Sequence[Held], named: str, story: str, listing: str) -> Held:
    """The document that is meant, by its id or its title; `listing` is the command that shows them all.

    Raises:
        UsageError: none is, or more than one; the sentence says how to name one of them.
    """
    wanted = named.casefold()
    by_title = [held for held in documents if held.title.casefold() == wanted]
    by_id = [held for held in documents if len(wanted) >= SHORTEST_ID and held.hash.startswith(wanted)]
    found = by_id or by_title
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(held.id for held in found[:5])
        raise UsageError(f"{len(found)} documents are called {named!r}; name one by its id: {ids}")
    titles = {held.title.casefold(): held.title for held in documents}
    near = difflib.get_close_matches(wanted, titles, n=1)
    hint = f"the nearest title is {titles[near[0]]}" if near else f"{listing} shows them all"
    raise UsageError(f"story {story} has no document {named[:100]!r}; {hint}")


def _described(held: Held, people: dict[str, str]) -> str:
    passages = count(held.passages, "passage")
    return " · ".join((_when(held.published), passages, f"added {_added(held, people)}", held.id))


def _added(held: Held, people: dict[str, str]) -> str:
    root = Path(held.root)
    who = people.get(f"{root.parent.name}/{root.name}")
    return f"{day(date.fromisoformat(held.added[:10]))}{f' by {who}' if who else ''}"


def _when(published: date | None) -> str:
    return day(published) if published else "no known date"


def _told(past: Past) -> str:
    counts = (("added", past.added), ("changed", past.changed), ("removed", past.removed))
    changes = ", ".join(f"{number:,} {name}" for name, number in counts if number)
    made = past.created[:16].replace("T", " ")
    return " · ".join(filter(None, (f"{made} UTC", count(past.documents, "document"), changes)))
