"""Whatever text a story holds and however it came to hold it: quotes are slices, builds are repeatable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import UsageError
from index.ingest.build import build
from index.model import Question, text_hash
from index.query.evidence import answer
from index.store.snapshot import Stories
from tests.hashing import HashingEmbedder

WORDS = [
    "bridge",
    "storm",
    "Zoë",
    "naïve",
    "e\u0301lan",
    "שלום",
    "مرحبا",
    "天気",
    "🙂",
    "👩‍👩‍👧",
    "a\u202eb",
    "x\0y",
    "*bold*",
    "<b>",
]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(
    lambda words: " ".join(words).capitalize() + "."
)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=12).flatmap(
    lambda sentences: st.sampled_from(["\n\n", " ", "\r\n", "\n", "\r\n\r\n", "\u2028"]).map(
        lambda gap: gap.join(sentences)
    )
)
STORIES = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), TEXTS, max_size=4)


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """The texts as records of one JSON Lines file, so that any character can stand in them."""
    lines = [json.dumps({"id": name, "title": name, "text": text}) for name, text in sorted(texts.items())]
    (folder / "all.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


@settings(max_examples=40, deadline=None)
@given(
    texts=STORIES.filter(bool), asked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
)
@example(texts={"a": "x\0y."}, asked="x\0y")
def test_every_quote_is_a_slice_of_its_source(texts: dict[str, str], asked: str) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), texts)
        stories, hashing = Stories(Path(folder) / "home"), HashingEmbedder()
        build(stories, "s", [Path(folder) / "all.jsonl"], hashing)
        snapshot = stories.current("s")
        sources = {document.hash: document.text for document in snapshot.documents()}
        assert all(text_hash(text) == hash_ for hash_, text in sources.items())
        found = answer(snapshot, hashing, Question(asked), top=10, threshold=0)
        spans = [quote.span for quote in found.quotes]
        assert not any(one.overlaps(other) for one in spans for other in spans if one != other)
        for quote in found.quotes:
            text = quote.read(snapshot)
            assert text == sources[quote.span.document][quote.span.start : quote.span.end]
            assert text
            assert text == text.strip()
            assert all(quote.span.start <= start < end <= quote.span.end for start, end in quote.highlights)
        snapshot.close()


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STORIES, min_size=1, max_size=4), last=STORIES.filter(bool))
def test_incremental_equals_from_scratch(steps: list[dict[str, str]], last: dict[str, str]) -> None:
    hashing = HashingEmbedder()
    with TemporaryDirectory() as folder:
        source = Path(folder) / "all.jsonl"
        slow, fresh = Stories(Path(folder) / "slow"), Stories(Path(folder) / "fresh")
        for texts in [*steps, last]:
            write(Path(folder), texts)
            try:
                build(slow, "s", [source], hashing)
            except UsageError:
                assert slow.number("s") is None
                assert not texts
        build(fresh, "s", [source], hashing)
        one, other = slow.current("s"), fresh.current("s")
        assert list(one.documents()) == list(other.documents())
        rows = range(one.manifest.passages)
        assert one.catalog.passages(rows) == other.catalog.passages(rows)
        for word in WORDS:
            assert one.words.search(word, 100) == other.words.search(word, 100)
            question = Question(word)
            ours, theirs = (
                answer(one, hashing, question, threshold=0),
                answer(other, hashing, question, threshold=0),
            )
            assert (ours.quotes, ours.confidence, ours.hits) == (
                theirs.quotes,
                theirs.confidence,
                theirs.hits,
            )
        one.close()
        other.close()
