"""The stories under one home, opened: documents in, answers out. Nothing is loaded before it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from bot.engine import Verdict
from bot.readers import Readers
from bot.reply import Chronicle
from bot.settings import Settings
from index.errors import FootnoteError, SnapshotError, UsageError
from index.model import Answer, Document, Question, Quote

if TYPE_CHECKING:
    from bot.metrics import Size
    from bot.reply import Display, Reply, StoryFacts
    from index.edits import Edit
    from index.embedding import Embedder
    from index.ingest.build import Report
    from index.ingest.progress import Tell
    from index.store.catalog import Listed
    from index.store.snapshot import Snapshot, Stories
    from index.timeline.story import Step
    from index.timeline.timeline import Timeline


LOADING = "loading"

READ_WHILE_WAITING = 300
"""Documents whose events are found while somebody in a chat waits: about ten seconds of work."""

READ_FOR_NAMES = 200
"""Documents in which names are looked for."""


class Library:
    """The stories under one home, with the model that reads them. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.readers = Readers(settings)
        self._settings = settings
        self._lock = Lock()
        self._opened: Stories | None = None
        self._loaded: Embedder | None = None
        self._topics: dict[str, tuple[int, Sequence[str]]] = {}

    @property
    def stories(self) -> Stories:
        from index.store.snapshot import Stories

        with self._lock:
            if self._opened is None:
                self._opened = Stories(self._settings.home, self._settings.threads)
            return self._opened

    def names(self) -> list[str]:
        return self.stories.names()

    def current(self, story: str) -> Snapshot:
        """The story's current snapshot; raises `StoryError`, `SnapshotError`."""
        return self.stories.current(story)

    def embedder(self) -> Embedder:
        """The model, loaded once; raises `ModelError`."""
        from index.embedding import load

        with self._lock:
            if self._loaded is None:
                self._loaded = load(self._settings.model, self._settings.home, self._settings.threads)
            return self._loaded

    def ask(
        self, story: str, question: Question, top: int, *, hurried: bool = False
    ) -> tuple[Answer, Snapshot]:
        """An answer and the snapshot it was found in, from which its quotes are read.

        Raises:
            StoryError, SnapshotError, ModelError: each saying what to do.
        """
        from bot.asking import ask

        # First the story: a wrong name is told before seconds go into loading a model.
        snapshot = self.current(story)
        reader = self.readers.choose(hurried=hurried)
        today = datetime.now(UTC).date()
        found = ask(
            snapshot,
            self.embedder(),
            question,
            top=top,
            threshold=self.threshold(snapshot, reader.name),
            today=today,
            make_reader=reader.make,
        )
        return found, snapshot

    def threshold(self, snapshot: Snapshot, reader: str) -> float | None:
        """The confidence to answer with: the setting's, else the fitted one; None for the reader's own.

        Fitted by `footnote eval --fit` for the story, its model and the reader of this name. Raises
        `StorageError`.
        """
        from index.store import thresholds

        if self._settings.threshold is not None:
            return self._settings.threshold
        manifest = snapshot.manifest
        fitted = thresholds.read(self.stories.folder(manifest.story), manifest.identity).get(reader)
        return fitted.threshold if fitted else None

    def after(self, story: str, earlier: Sequence[Question], question: Question) -> Question:
        """The question with what it takes from those asked before it, oldest first; raises as `ask`."""
        from bot.followup import Before, after

        before: Before | None = None
        for asked in earlier:
            made = after(asked, before) if before else asked
            answer, snapshot = self.ask(story, made, self._settings.top)
            texts = tuple(quote.read(snapshot) for quote in answer.quotes or answer.nearest)
            before = Before(made.whole, texts)
        return after(question, before) if before else question

    def build(
        self,
        story: str,
        paths: Sequence[Path],
        *,
        full: bool,
        progress: Tell,
        only: bool = False,
        edits: Sequence[Edit] = (),
        back: int | None = None,
        only_if: int = 0,
        wait: float = 0,
    ) -> Report:
        """Build a story, or with `back` publish again what that snapshot held (0: the one before).

        Raises what `index.ingest.build` and `undo` do, and `ModelError`.
        """
        from index.ingest.build import build
        from index.ingest.progress import Progress
        from index.ingest.undo import undo

        # Exporting a model takes the better part of a minute, once; nobody should wonder what goes on.
        progress(Progress(LOADING, 0, 1, "model", 0.0, None))
        embedder = self.embedder()
        progress(Progress(LOADING, 1, 1, "model", 0.0, None))
        if back is not None:
            return undo(self.stories, story, embedder, to=back, only_if=only_if, progress=progress, wait=wait)
        return build(
            self.stories,
            story,
            paths,
            embedder,
            progress=progress,
            max_bytes=self._settings.max_bytes,
            full=full,
            only=only,
            edits=edits,
            wait=wait,
        )

    def read(self, path: Path) -> list[Document]:
        """The documents in a file as ingest reads them; raises `SourceError` when there is none."""
        from index.ingest.verify import read

        return read(path, self._settings.max_bytes)

    def find(self, story: str, text: str, top: int) -> tuple[bool, Sequence[Quote], Snapshot]:
        """Where a text stands in a story; raises `StoryError`, `SnapshotError`."""
        from index.query.source import find

        snapshot = self.current(story)
        identical, quotes = find(snapshot, text, top)
        return identical, quotes, snapshot

    def warm(self, story: str) -> None:
        """Load what the first question needs, before it comes; raises as `ask`."""
        manifest, embedder = self.current(story).manifest, self.embedder()
        self.readers.choose()
        manifest.require_model(embedder)  # last: one of another model is built anew, and then answers

    def ready(self, story: str) -> bool:
        """Whether questions can be answered: the model is loaded, and this story or another one is of it."""
        return self._loaded is not None and any(map(self._answers, (story, *self.names())))

    def _answers(self, story: str) -> bool:
        try:
            self.current(story).manifest.require_model(self.embedder())
        except FootnoteError:
            return False
        return True

    def sizes(self) -> list[Size]:
        """What each story's current snapshot holds, as far as it can be read from the disk."""
        from bot.metrics import Size

        sizes = []
        for name in self.names():
            with suppress(FootnoteError):
                if manifest := self.stories.manifest(name):
                    written = sum(size for size, _ in manifest.files.values())
                    created = datetime.fromisoformat(manifest.created).timestamp()
                    sizes.append(Size(name, manifest.documents, manifest.passages, written, created))
        return sizes

    def facts(self, story: str) -> StoryFacts:
        """How a story is indexed; raises `StoryError`, `SnapshotError`."""
        from bot.reply import StoryFacts

        snapshot = self.current(story)
        manifest = snapshot.manifest
        published = [day for *_, day in snapshot.catalog.listing() if day]
        return StoryFacts(
            name=story,
            documents=manifest.documents,
            passages=manifest.passages,
            newest=date.fromisoformat(max(published)) if published else None,
            built=manifest.created[:16].replace("T", " "),
            snapshot=manifest.number,
        )

    def timeline(self, story: str, asked: Question) -> tuple[Chronicle, Snapshot]:
        """What happened when, in words and as a picture, for somebody who waits for it.

        Raises:
            UsageError: the whole of a large story is asked for; else as `events`.
        """
        from bot.chronicle import chronicle, paint

        documents = self.current(story).manifest.documents
        if documents > READ_WHILE_WAITING and not asked.text:
            raise UsageError(
                f"story {story} has {documents:,} documents, too many to read while you wait; name a topic"
            )
        timeline, snapshot = self.events(story, asked)
        return chronicle(timeline, snapshot, paint(timeline, snapshot, asked.text)), snapshot

    def events(self, story: str, asked: Question, step: Step | None = None) -> tuple[Timeline, Snapshot]:
        """The events of a story, or of what it says about the topic `asked.text`, and what to read them from.

        `asked.since` and `asked.until` are days of events. `step` is told how many documents are read.

        Raises:
            StoryError, SnapshotError, ModelError: each saying what to do.
        """
        from index.query.retrieval import retrieve
        from index.timeline.story import HITS, of_story

        snapshot = self.current(story)
        embedder = self.embedder()
        topic = Question(asked.text)
        hits = retrieve(snapshot, topic, embedder.question(topic.text), HITS) if topic.text else []
        return of_story(snapshot, asked, hits, embedder.texts, step), snapshot

    def titles(self, story: str) -> Sequence[str]:
        return self.current(story).catalog.titles()

    def documents(self, story: str) -> Sequence[tuple[str, str]]:
        return self.current(story).catalog.named()

    def topics(self, story: str) -> Sequence[str]:
        """Names in the story's documents, then titles; read once for each snapshot."""
        from index.timeline.names import names

        snapshot = self.current(story)
        number, topics = self._topics.get(story, (0, ()))
        if number != snapshot.manifest.number:
            rows = snapshot.catalog.listing()
            # Evenly among all: half a second of reading, however large the story is.
            some = rows[:: -(-len(rows) // READ_FOR_NAMES) or 1]
            found = names(snapshot.text(row.hash) for row in some)
            topics = (*found, *snapshot.catalog.titles())
            self._topics[story] = (snapshot.manifest.number, topics)
        return topics

    def display(self, story: str, reply: Reply) -> Display:
        """A reply with its quotes re-read from the story as it is; raises `StoryError`, `SnapshotError`."""
        from bot.reply import show

        return show(reply, self.current(story))

    def indexed(self) -> list[str]:
        """Stories that have an index."""
        return [story for story in self.names() if self.stories.number(story) is not None]

    def outdated(self) -> dict[str, tuple[Path, ...]]:
        """Stories that another model indexed, each with the paths it was built from; raises `ModelError`."""
        found = {}
        for story in self.names():
            with suppress(SnapshotError):
                manifest = self.stories.manifest(story)
                if manifest and not manifest.is_of(self.embedder()):
                    found[story] = tuple(map(Path, manifest.roots))
        return found

    def verify(self, story: str, document: str) -> Verdict:
        """Read a document's source again and compare it with what was indexed."""
        row = self.current(story).catalog.listed(document)
        return self._verdicts([row])[0][1] if row else Verdict.REMOVED

    def verify_all(self, story: str, progress: Tell) -> list[tuple[str, Verdict]]:
        """(origin, verdict) of every document, in order of origin."""
        return sorted(self._verdicts(self.current(story).catalog.listing(), progress))

    def _verdicts(self, rows: Sequence[Listed], progress: Tell | None = None) -> list[tuple[str, Verdict]]:
        from index.ingest.progress import silent
        from index.ingest.verify import reread

        now = reread([(row.source, row.origin) for row in rows], self._settings.max_bytes, progress or silent)

        def verdict(row: Listed) -> Verdict:
            if row.origin not in now:
                return Verdict.REMOVED
            return Verdict.IDENTICAL if now[row.origin] == row.hash else Verdict.CHANGED

        return [(row.origin, verdict(row)) for row in rows]
