"""From documents to a published snapshot: embed what is new, write every part, swap the pointer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.edits import Edits
from index.embedding import Embedder
from index.ingest.passages import CUTTING, passages
from index.ingest.progress import Meter, Tell
from index.model import Document, Passage, text_hash
from index.store import cache, catalog, snapshot, vectors, words
from index.store.cache import Cache, Embedding
from index.store.catalog import Entry
from index.store.snapshot import Manifest

BATCH_PASSAGES = 64
"""Passages embedded between two writes to the cache: what a kill can cost, about two seconds of work."""


@dataclass(slots=True)
class Assembly:
    """One snapshot being made. `entries` are all its documents, by hash; undo goes back to `before`."""

    folder: Path
    story: str
    number: int
    roots: tuple[str, ...]
    entries: Mapping[str, Entry]
    embedder: Embedder
    tell: Tell
    full: bool = False
    edits: Edits = field(default_factory=Edits)
    before: int = 0
    embedded: int = field(default=0, init=False)

    def run(self) -> Manifest:
        store = cache.Cache(self.folder / "vectors.sqlite")
        try:
            self._embed(store)
            beside = tempfile.mkdtemp(prefix=".building-", dir=self.folder / "snapshots")
            # What a failure leaves here is swept by the next build, as after kill -9.
            manifest = self._write(Path(beside), store)
            snapshot.publish(Path(beside), self.folder, manifest)
            snapshot.prune(self.folder)
            store.prune(snapshot.documents_kept(self.folder), f"{CUTTING} ")
            return manifest
        finally:
            store.close()

    def _ordered(self) -> list[Entry]:
        return [entry for _, entry in sorted(self.entries.items())]

    def _recipe(self, document: Document) -> str:
        """What decides a document's passages and their vectors, beside the text.

        Its shape is part of it: the same text may come from a file with other headings or asides.
        """
        shape = (document.paragraphs, document.headings, document.aside)
        return f"{CUTTING} {self.embedder.identity} {snapshot.PASSAGE_TOKENS} {text_hash(repr(shape))}"

    def _embed(self, store: Cache) -> None:
        documents = [entry.document for entry in self._ordered()]
        missing = [one for one in documents if self.full or not store.has(one.hash, self._recipe(one))]
        least, most = snapshot.PASSAGE_TOKENS
        characters = sum(len(one.text) for one in missing)
        meter = Meter("embedding", characters, "characters", self.tell, len(missing))
        batch: list[tuple[Document, list[Passage]]] = []
        for document in missing:
            batch.append((document, passages(document, self.embedder.count, most=most, least=least)))
            if sum(len(found) for _, found in batch) >= BATCH_PASSAGES or document is missing[-1]:
                self._keep(store, batch)
                meter.step(
                    sum(len(document.text) for document, _ in batch),
                    documents=len(batch),
                    passages=sum(len(found) for _, found in batch),
                )
                batch = []

    def _keep(self, store: Cache, batch: Sequence[tuple[Document, list[Passage]]]) -> None:
        texts = [document.text[one.span.start : one.span.end] for document, found in batch for one in found]
        vectors = self.embedder.texts(texts)
        first = 0
        for document, found in batch:
            last = first + len(found)
            store.put(document.hash, self._recipe(document), Embedding(tuple(found), vectors[first:last]))
            first = last
        store.commit()
        self.embedded += len(texts)

    def _write(self, building: Path, store: Cache) -> Manifest:
        """Write every file of the snapshot but the manifest, from the cache alone."""
        entries = self._ordered()
        kept = [store.get(entry.document.hash, self._recipe(entry.document)) for entry in entries]
        found = [passage for embedding in kept for passage in embedding.passages]
        none = np.zeros((0, self.embedder.dimension), dtype=np.float32)
        meter = Meter("writing", 3, "files", self.tell)
        catalog.write(building / "catalog.sqlite", entries, found, snapshot.home(building))
        meter.step()
        vectors.write(np.concatenate([none, *[one.vectors for one in kept]]), building / "passages.faiss")
        meter.step()
        words.write(_worded(entries, kept), building / "words")
        meter.step()
        return Manifest(
            story=self.story,
            number=self.number,
            created=snapshot.now(),
            model=self.embedder.name,
            identity=self.embedder.identity,
            documents=len(entries),
            passages=len(found),
            roots=self.roots,
            files={},
            edits=self.edits,
            before=self.before,
        )


def _worded(entries: Sequence[Entry], kept: Sequence[Embedding]) -> Iterator[tuple[str, int | None]]:
    for entry, embedding in zip(entries, kept, strict=True):
        document = entry.document
        day = document.published.toordinal() if document.published else None
        for passage in embedding.passages:
            # The title counts as words of every passage: it lifts the right article (decision 0004).
            start, end = passage.span.start, passage.span.end
            yield f"{document.header_at(start)}\n{document.text[start:end]}", day
