"""Search by words: BM25 over passages, by tantivy (k1 = 1.2, b = 0.75).

Words are lower-cased, accents folded, and stemmed as English; a question is any of its words (OR).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import log
from pathlib import Path

import tantivy

from index.errors import SnapshotError

ANALYZER = "footnote"
HEAP_BYTES = 64_000_000


def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


def _unwatched(index: tantivy.Index) -> None:
    """A snapshot never changes; a thread that watched it would take a lock in its folder as it is removed."""
    index.config_reader(reload_policy="manual")


def write(passages: Iterable[tuple[str, int | None]], folder: Path) -> None:
    """Write an index of (text, publication day as a proleptic ordinal or None); rows count from 0."""
    folder.mkdir()
    index = tantivy.Index(_schema(), path=str(folder))
    _unwatched(index)
    index.register_tokenizer(ANALYZER, _analyzer())
    # One thread, one segment in the order given: equal scores then come in row order.
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    for row, (text, day) in enumerate(passages):
        document = tantivy.Document()
        document.add_unsigned("row", row)
        document.add_text("text", text)
        if day is not None:
            document.add_integer("day", day)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class Words:
    """An index opened for search."""

    def __init__(self, folder: Path) -> None:
        try:
            self._index = tantivy.Index.open(str(folder))
        except ValueError as error:
            raise SnapshotError(
                f"the words in {folder} cannot be read: run `footnote index` again"
            ) from error
        _unwatched(self._index)
        self._analyzer = _analyzer()
        self._index.register_tokenizer(ANALYZER, self._analyzer)
        self._searcher = self._index.searcher()
        # Passages share most of their words: analysing each anew was half of a question's time.
        self.cached_terms = lru_cache(maxsize=100_000)(self.terms)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def terms(self, text: str) -> list[str]:
        """The distinct terms of a text as the index holds them, in order of appearance."""
        return list(dict.fromkeys(self._analyzer.analyze(text)))

    def holds(self, term: str) -> bool:
        """Whether any passage has this term."""
        return bool(self._searcher.doc_freq("text", term))

    def rarity(self, terms: Iterable[str]) -> list[float]:
        """BM25's inverse document frequency of each term: ln(1 + (N - n + 0.5) / (n + 0.5)).

        A term that occurs nowhere counts as one that occurs once: absence does not make it rarer.
        """
        count = max(len(self), 1)
        held = [max(self._searcher.doc_freq("text", term), 1) for term in terms]
        return [log(1 + (count - n + 0.5) / (n + 0.5)) for n in held]

    def search(
        self, text: str, count: int, first: int | None = None, last: int | None = None
    ) -> list[tuple[int, float]]:
        """The best `count` rows with their BM25 scores, best first.

        `first` and `last` bound the publication day (ordinals, inclusive); undated passages then drop out.
        """
        schema = self._index.schema
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term))
            for term in self.terms(text)
        ]
        if not wanted or not len(self):
            return []
        query = tantivy.Query.boolean_query(wanted)
        if first is not None or last is not None:
            between = tantivy.Query.range_query(schema, "day", tantivy.FieldType.Integer, first, last)
            scoreless = tantivy.Query.const_score_query(between, 0.0)
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, scoreless)]
            )
        hits = self._searcher.search(query, limit=count, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        found = [
            (int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True) if row is not None
        ]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))
