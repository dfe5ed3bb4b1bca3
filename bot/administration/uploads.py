"""Adding to a story: files, a page of the web, a message. All of it is read before anything is kept.

    attachments, address or text -> a staging folder -> read as a build would -> the story's folder -> a build

What cannot be read is named with its reason, and the rest is added; where nothing can be, the story stays as
it was to the byte.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.administration.asked import Asked
from bot.administration.building import BuildError, Building, Wish
from bot.administration.holding import Excerpts, Holdings
from bot.administration.office import Office
from bot.administration.pages import Pages
from bot.question import parse_day
from bot.reply import Action, Display, File, Reply, Sheet, count, day, report, show
from bot.state.audit import ADDED
from index.edits import Change, Edit
from index.errors import SourceError, UsageError
from index.model import Document

MOST_FILES = 20
SHORTEST_TEXT, LONGEST_TEXT = 80, 100_000
"""Characters of a message that is added itself: a shorter one tells nothing worth quoting."""
SHOWN = 15
"""Rows of what was read; more do not help to decide."""


@dataclass
class Batch:
    """What one act brings. `received` pairs a file's name with where it is staged."""

    received: list[tuple[str, Path]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    good: list[tuple[str, Path]] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)


class Uploads:
    """`pages` fetches addresses; None where the settings do not allow it."""

    def __init__(
        self, office: Office, holdings: Holdings, building: Building, pages: Pages | None, max_bytes: int
    ) -> None:
        self._office, self._holdings, self._building = office, holdings, building
        self._pages, self._max_bytes = pages, max_bytes

    async def add(self, asked: Asked) -> Display:
        """Raises `AccessError`, or `UsageError` where there is nothing to add."""
        story = await asyncio.to_thread(self._office.changing, asked)
        self._check(asked)
        staging = await asyncio.to_thread(self._holdings.staging)
        try:
            batch = await self._received(asked, staging)
            await asyncio.to_thread(self._read, batch, story)
            if not batch.good:
                return Display(_nothing(story, batch))
            display = await asyncio.to_thread(self._preview, story, batch)
            paths = await asyncio.to_thread(self._keep, story, batch)
        finally:
            await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)
        return await self._built(asked, story, batch, paths, display)

    def _check(self, asked: Asked) -> None:
        address, text = asked.option("url"), asked.options.get("text", "").strip()
        if len(asked.files) > MOST_FILES:
            raise UsageError(
                f"{len(asked.files)} files are too many at once; add {MOST_FILES}, or a zip archive"
            )
        if address and self._pages is None:
            raise UsageError(
                "pages of the web cannot be added here; attach the page as a file, or set "
                "FOOTNOTE_ADD_URLS=true"
            )
        if not (asked.files or address) and len(text) < SHORTEST_TEXT:
            raise UsageError(
                "there is nothing to add; attach a file, or choose a message with files or of at least "
                f"{SHORTEST_TEXT} characters"
            )
        if len(text) > LONGEST_TEXT:
            raise UsageError(
                f"the text has {len(text):,} characters; add at most {LONGEST_TEXT:,}, or a file"
            )

    async def _received(self, asked: Asked, staging: Path) -> Batch:
        """Everything as files in the staging folder, each in a folder of its own under a safe name."""
        batch = Batch()
        for number, file in enumerate(asked.files):
            name = _shown(file.name)
            path = staging / str(number) / self._holdings.safe_name(file.name)
            path.parent.mkdir()
            if file.size > self._max_bytes:
                batch.refused.append((name, _too_large(file.size, self._max_bytes)))
                continue
            try:
                await file.save(path, self._max_bytes)
            except SourceError as error:
                batch.refused.append((name, f"It was not taken: {error}."))
                continue
            batch.received.append((name, path))
        if (address := asked.option("url")) and self._pages:
            folder = staging / "page"
            folder.mkdir()
            try:
                batch.received.append((address, await self._pages.fetch(address, folder, self._max_bytes)))
            except SourceError as error:
                batch.refused.append((_shown(address), f"It was not taken: {error}."))
        if not asked.files and not address:
            batch.received.append(("the message", await asyncio.to_thread(_message, asked, staging)))
        return batch

    def _read(self, batch: Batch, story: str) -> None:
        """Read what was received; what the story holds already is no reason to build."""
        held = {one.hash: one for one in self._holdings.documents(story)}
        by_origin = {one.origin: one for one in held.values()}
        seen: dict[str, str] = {}
        for name, path in batch.received:
            readable = self._holdings.read(path, name)
            batch.refused += readable.refused
            fresh = []
            for document in readable.documents:
                same = held[document.hash].title if document.hash in held else seen.get(document.hash)
                if same is not None:
                    batch.refused.append((name, f"The same text is there already, as {same}."))
                    continue
                seen[document.hash] = document.title
                fresh.append(document)
                if old := by_origin.get(document.origin):  # the same page or message, in a new version
                    batch.edits.append(Edit(Change.REMOVE, old.origin, old.hash))
            if fresh:
                batch.documents += fresh
                batch.good.append((name, path))

    def _keep(self, story: str, batch: Batch) -> list[Path]:
        return [self._holdings.keep(story, path, path.name) for _, path in batch.good]

    def _preview(self, story: str, batch: Batch) -> Display:
        """What was read, for a person to see before it answers anybody."""
        found = [self._holdings.preview(one) for one in batch.documents[:SHOWN]]
        rows = [
            (one.title, _facts(one, excerpts)) for one, excerpts in zip(batch.documents, found, strict=False)
        ]
        if len(batch.documents) > SHOWN:
            rows.append(("…", f"and {count(len(batch.documents) - SHOWN, 'further document')}"))
        reply = report(
            f"Read {count(len(batch.documents), 'document')} for story {story}.",
            replace(_refusals(batch), rows=tuple(rows)),
            story=story,
        )
        if len(found) > 1:
            return Display(reply)
        (one,) = found
        return show(replace(reply, quotes=one.quotes, labels=one.labels), one.texts)

    async def _built(
        self, asked: Asked, story: str, batch: Batch, paths: Sequence[Path], display: Display
    ) -> Display:
        wish = Wish(story, paths=tuple(paths), edits=tuple(batch.edits))
        try:
            job = await self._building.request(wish, asked.place, asked.person)
        except Exception:
            await asyncio.to_thread(self._holdings.discard, story, paths)
            raise
        if not self._building.at_once:
            await asyncio.to_thread(self._note, asked, story, paths)
            return _with(display, "It waits for its turn." if job.ahead else "It is being indexed now.")
        outcome = await self._building.outcome(job)
        if outcome.problem:
            await asyncio.to_thread(self._holdings.discard, story, paths)
            raise BuildError(outcome.problem)
        await asyncio.to_thread(self._note, asked, story, paths)
        undo = await asyncio.to_thread(self._office.undoing, asked.place, outcome)
        return _with(display, f"The story has snapshot {outcome.after} now.", undo)

    def _note(self, asked: Asked, story: str, paths: Sequence[Path]) -> None:
        for path in paths:
            self._office.note(asked, ADDED, story, after=f"{path.parent.name}/{path.name}")


def _message(asked: Asked, staging: Path) -> Path:
    """A message as a record of its text, with its address, author and day where they are known."""
    text = asked.options["text"].strip()
    typed, today = asked.option("day"), datetime.now(UTC).date()
    published = parse_day(typed, "message's", today=today).isoformat() if typed else ""
    author = asked.option("author")
    named = ("Message", author and f"by {author}", published and f"of {published}")
    record = {
        "title": " ".join(filter(None, named)),
        "author": author,
        "date": published,
        "url": asked.option("link"),
        "text": text,
    }
    path = staging / "message.json"
    path.write_text(json.dumps({name: value for name, value in record.items() if value}), "utf-8")
    return path


def _facts(document: Document, excerpts: Excerpts) -> str:
    published = day(document.published) if document.published else "no known date"
    read = count(len(document.paragraphs), "paragraph")
    return f"{published} · {read} · {count(excerpts.dates, 'date')} found"


def _with(display: Display, words: str, *actions: Action) -> Display:
    reply = display.reply
    return replace(display, reply=replace(reply, notice=f"{reply.notice} {words}", actions=actions))


def _nothing(story: str, batch: Batch) -> Reply:
    refusals = _refusals(batch)
    sheet = replace(refusals, lines=refusals.lines[SHOWN:], rows=tuple(batch.refused[:SHOWN]))
    return report(f"Nothing was added to story {story}; it is as it was.", sheet, story=story)


def _refusals(batch: Batch) -> Sheet:
    """What was not added and why: as lines, and all of it as a file where those are too many to show."""
    lines = tuple(f"Not added: {name}: {reason}" for name, reason in batch.refused)
    if len(lines) <= SHOWN:
        return Sheet(lines)
    more = f"{len(lines) - SHOWN:,} more were not added; the file has them all."
    return Sheet((*lines[:SHOWN], more), file=File("not-added.txt", "\n".join(lines).encode() + b"\n"))


def _shown(name: str) -> str:
    return " ".join(name.split())[:100] or "a file without a name"


def _too_large(size: int, limit: int) -> str:
    return f"It has {size / 1e6:,.1f} MB, more than the limit of {limit / 1e6:,.1f} MB for one file."
