"""The stories under one home as administrators handle them: listed, looked into, handed files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bot.administration.holding import Excerpts, Held, Past, Readable
from bot.chronicle import when
from bot.reply import Label
from index.errors import QuoteMismatch, SnapshotError, StorageError
from index.ingest import files, formats
from index.model import Citation, Document, Quote, Range, Span, Texts
from index.sentences import sentences
from index.store import snapshot, uploads
from index.store.catalog import Described
from index.store.snapshot import Stories
from index.timeline.timeline import build as timeline

FIRST_LINES = 3
"""Sentences shown of a document's beginning."""
FIRST_CHARACTERS = 800
DATES = 5
"""Dated sentences shown of one document."""


class Holdings:
    """`stories` gives the stories when they are first needed; no file may have more than `max_bytes`."""

    def __init__(self, home: Path, stories: Callable[[], Stories], max_bytes: int) -> None:
        self._home = home
        self._stories = stories
        self._max_bytes = max_bytes

    def names(self) -> Sequence[str]:
        return self._stories().names()

    def exists(self, story: str) -> bool:
        return self._stories().folder(story).exists()

    def create(self, story: str) -> None:
        self._stories().create(story)

    def number(self, story: str) -> int | None:
        return self._stories().number(story)

    def documents(self, story: str) -> Sequence[Held]:
        if self.number(story) is None:
            return []
        rows = self._stories().current(story).catalog.described()
        return sorted((Held(*row) for row in rows), key=lambda held: (held.title.casefold(), held.hash))

    def excerpts(self, story: str, document: str) -> tuple[Document, Excerpts]:
        current = self._stories().current(story)
        found = current.document(document)
        return found, _excerpts(found, current)

    def preview(self, document: Document) -> Excerpts:
        return _excerpts(document, _Single(document))

    def read(self, file: Path, name: str) -> Readable:
        documents: list[Document] = []
        refused: list[tuple[str, str]] = []
        for one in _read(file, self._max_bytes):
            if isinstance(one, Document):
                documents.append(one)
            else:
                _, mark, member = one.origin.partition("!")
                refused.append((" ".join((name + mark + member).split()), one.reason))
        if not documents and not refused:
            refused.append((name, "It holds no document; README and hidden files are passed over."))
        return Readable(tuple(documents), tuple(refused))

    def staging(self) -> Path:
        try:
            (self._home / "staging").mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(dir=self._home / "staging"))
        except OSError as error:
            raise StorageError(
                f"cannot write into {self._home}: {error.strerror}; set FOOTNOTE_HOME"
            ) from error

    def safe_name(self, name: str) -> str:
        return uploads.safe_name(name)

    def keep(self, story: str, file: Path, name: str) -> Path:
        try:
            return uploads.keep(self._stories().create(story), file, name)
        except OSError as error:
            raise StorageError(
                f"{name} cannot be kept ({error.strerror}); make room on the disk of {self._home}"
            ) from error

    def discard(self, story: str, paths: Sequence[Path]) -> None:
        folder = self._stories().folder(story)
        try:
            needed = uploads.named(folder)
        except SnapshotError:  # what cannot be told to be needed is swept later
            return
        for path in paths:
            if uploads.holds(folder, str(path)) and str(path) not in needed:
                shutil.rmtree(path.parent, ignore_errors=True)

    def history(self, story: str) -> Sequence[Past]:
        folder = self._stories().folder(story)
        if self.number(story) is None:
            return []
        held: dict[int, dict[str, Described]] = {}
        manifests = {}
        for number in snapshot.numbers(folder):
            where = snapshot.snapshot_folder(folder, number)
            try:
                manifest = snapshot.Manifest.read(where)
                with closing(snapshot.catalog(where)) as catalog:
                    held[number] = {row.origin: row for row in catalog.described()}
            except SnapshotError:  # damaged, or another version's: nobody can go back to it
                continue
            manifests[number] = manifest
        return [
            Past(
                number,
                manifest.created,
                manifest.documents,
                manifest.before,
                # Beside one that is no longer kept there is nothing to compare.
                *(_differences(held.get(number - 1, {}), held[number]) if number - 1 in {0, *held} else ()),
            )
            for number, manifest in sorted(manifests.items(), reverse=True)
        ]


class _Single:
    """One document to read quotes from."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def text(self, document: str) -> str:
        if document != self._document.hash:
            raise QuoteMismatch(f"document {document[:12]} is not the one that was read")
        return self._document.text


def _read(file: Path, max_bytes: int) -> Iterator[Document | files.Failure]:
    for source in files.discover([file], max_bytes=max_bytes):
        if isinstance(source, files.Failure):
            yield source
        else:
            yield from formats.documents(source)


def _excerpts(document: Document, texts: Texts) -> Excerpts:
    story = [one for one in sentences(document.text) if not _aside(document, one)]
    quotes, labels = [], []
    first = [one for one in story[:FIRST_LINES] if one[1] - story[0][0] <= FIRST_CHARACTERS]
    if first:
        quotes.append(_quote(document, (first[0][0], first[-1][1])))
        labels.append(Label("First lines"))
    found = timeline([(document, story)])
    for entry in found.entries[:DATES]:
        quotes.append(entry.quote)
        labels.append(Label(when(entry)))
    return Excerpts(tuple(quotes), tuple(labels), len(found.entries) + found.left_out, texts)


def _aside(document: Document, sentence: Range) -> bool:
    return any(start <= sentence[0] < end for start, end in document.aside)


def _quote(document: Document, where: Range) -> Quote:
    return Quote(Span(document.hash, *where), Citation.of(document, where[0]), 0.0)


def _differences(then: dict[str, Described], now: dict[str, Described]) -> tuple[int, int, int]:
    both = set(then) & set(now)
    changed = sum(then[origin][:3] != now[origin][:3] for origin in both)  # hash, title, day
    return len(set(now) - set(then)), changed, len(set(then) - set(now))
