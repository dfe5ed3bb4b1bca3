"""Vectors already computed, by content: what makes a build incremental, and resumable after kill -9.

One SQLite file a story, beside its snapshots. A row is one document under one recipe (model identity,
passage settings): its passages and their vectors. Nothing serves from here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.model import Passage, Span
from index.runtime import Floats

SCHEMA = """
CREATE TABLE IF NOT EXISTS embedded (
    document TEXT NOT NULL, recipe TEXT NOT NULL, dimension INTEGER NOT NULL, passages TEXT NOT NULL,
    vectors BLOB NOT NULL, PRIMARY KEY (document, recipe)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Embedding:
    """A document's passages and their vectors, shape (passages, dimension)."""

    passages: tuple[Passage, ...]
    vectors: Floats


class Cache:
    """Open for one build at a time, under the story's build lock. A damaged file is begun anew."""

    def __init__(self, path: Path) -> None:
        try:
            self._connection = _opened(path)
        except sqlite3.OperationalError:  # the disk refuses: nothing is wrong with what is there
            raise
        except sqlite3.DatabaseError:
            for part in path.parent.glob(f"{path.name}*"):
                part.unlink()
            self._connection = _opened(path)

    def close(self) -> None:
        self._connection.close()

    def has(self, document: str, recipe: str) -> bool:
        query = "SELECT 1 FROM embedded WHERE document = ? AND recipe = ?"
        return self._connection.execute(query, (document, recipe)).fetchone() is not None

    def get(self, document: str, recipe: str) -> Embedding:
        dimension, passages, vectors = self._connection.execute(
            "SELECT dimension, passages, vectors FROM embedded WHERE document = ? AND recipe = ?",
            (document, recipe),
        ).fetchone()
        return Embedding(
            passages=tuple(
                Passage(
                    span=Span(document, start, end),
                    sentences=tuple((first, last) for first, last in sentences),
                    paragraph=paragraph,
                    heading=tuple(heading) if heading else None,
                )
                for start, end, paragraph, heading, sentences in json.loads(passages)
            ),
            vectors=np.frombuffer(vectors, dtype=np.float32).reshape(-1, dimension),
        )

    def put(self, document: str, recipe: str, embedding: Embedding) -> None:
        """Keep a document's embedding from the next `commit` on."""
        row = _row(document, recipe, embedding)
        self._connection.execute("INSERT OR REPLACE INTO embedded VALUES (?,?,?,?,?)", row)

    def commit(self) -> None:
        self._connection.commit()

    def prune(self, keep: Collection[str], recipes: str) -> None:
        """Forget documents that no kept snapshot holds, and recipes that do not begin with `recipes`."""
        held = {row[0] for row in self._connection.execute("SELECT DISTINCT document FROM embedded")}
        with self._connection:
            self._connection.executemany(
                "DELETE FROM embedded WHERE document = ?", ((document,) for document in held - set(keep))
            )
            self._connection.execute(
                "DELETE FROM embedded WHERE substr(recipe, 1, ?) != ?", (len(recipes), recipes)
            )


def _opened(path: Path) -> sqlite3.Connection:
    """Raises `sqlite3.DatabaseError` for a file that is damaged."""
    with ExitStack() as unless_opened:
        connection = unless_opened.enter_context(closing(sqlite3.connect(path)))
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL: a power cut may lose the last documents embedded, never the file.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(SCHEMA)
        ((found,),) = connection.execute("PRAGMA quick_check(1)")
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        unless_opened.pop_all()
    return connection


def _row(document: str, recipe: str, embedding: Embedding) -> tuple[object, ...]:
    passages = [
        (passage.span.start, passage.span.end, passage.paragraph, passage.heading, passage.sentences)
        for passage in embedding.passages
    ]
    return (
        document,
        recipe,
        embedding.vectors.shape[1],
        json.dumps(passages),
        embedding.vectors.astype(np.float32).tobytes(),
    )
