"""What must hold for any text: sentences are slices in order, passages cover the story."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from index.ingest.content import Blocks
from index.ingest.passages import passages
from index.model import Document, Heading, Range
from index.sentences import PARAGRAPH_BREAK, paragraphs, sentences

# Pieces that have broken splitters: marks, scripts, line ends, combining and invisible characters.
_PIECES = st.sampled_from(
    [
        "He said. ", "“No!”", "‘it is’", " Mr. ", "U.S. ", "Gov. ", "No. ", "5", ";", ": ",
        "…", "...", "? ", "!",
        "\n", "\r\n", "\n\n", "\r\n \r\n", "\f", "\t", " ", "\u00a0", "\u2028", "\u2029", "\x85", "\0",
        "e\u0301", "\u0301", "👩‍👩‍👧", "שלום עולם. ", "مرحبا؟ ", "你好。", "世界！", "。",
        "\u200d", "\ufeff",
        "(", ")", '"', "'", "”", "_", "- ", "1. ", "\n- ", "word", "Word ", ", ", "A.",
        "https://x.y/z?q=1. ",
        "\ud800",
    ]
)  # fmt: skip
texts = st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=60).map("".join)


def words(parts: Sequence[str]) -> list[int]:
    return [len(part.split()) for part in parts]


def visible(text: str) -> set[int]:
    return {at for at, character in enumerate(text) if not character.isspace()}


def covered(ranges: Sequence[Range]) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


@given(texts)
@example("a.\r\nB.\r\n\r\nC")
@example("… ” . ")
@example("\ud83d. \udc00")
def test_sentences_are_trimmed_slices_in_order_that_cover_the_text(text: str) -> None:
    found = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert all(text[start:end] == text[start:end].strip() for start, end in found)
    assert visible(text) <= covered(found)


@given(texts)
def test_no_sentence_crosses_a_paragraph(text: str) -> None:
    assert not any(PARAGRAPH_BREAK.search(text[start:end]) for start, end in sentences(text))
    assert visible(text) <= covered(paragraphs(text))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    blocks = Blocks()
    for part in draw(st.lists(texts, max_size=6)):
        blocks.add(part, level=draw(st.none() | st.integers(1, 3)), aside=draw(st.booleans()))
    content = blocks.content()
    sentence_asides = [
        (start + left, start + right)
        for start, end in content.paragraphs
        for left, right in sentences(content.text[start:end])
        if draw(st.integers(0, 5)) == 0
    ]
    aside = tuple(sorted({*content.aside, *sentence_asides}))
    return Document(
        content.text, "t", "o", "text/plain", None, None, content.paragraphs, content.headings, (), aside
    )


@given(documents(), st.integers(1, 12), st.integers(0, 12))
def test_passages_cover_the_story_and_nothing_else(document: Document, most: int, less: int) -> None:
    found = passages(document, words, most=most, least=max(1, most - less))
    text = document.text
    for passage in found:
        start, end = passage.span.start, passage.span.end
        assert passage.sentences[0][0] == start
        assert passage.sentences[-1][1] == end
        assert all(left[1] <= right[0] for left, right in pairwise(passage.sentences))
        assert sum(words([text[a:b] for a, b in passage.sentences])) <= most
        assert not any(start < right and left < end for left, right in document.aside)
        assert not any(start < one.end and one.start < end for one in document.headings)
        assert passage.paragraph == document.paragraph_at(start)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    left_out = covered(document.aside) | covered([(one.start, one.end) for one in document.headings])
    assert visible(text) - left_out == visible(text) & covered(
        [(one.span.start, one.span.end) for one in found]
    )
    assert found == passages(document, words, most=most, least=max(1, most - less))


@given(documents())
def test_a_passage_knows_the_last_heading_before_it(document: Document) -> None:
    for passage in passages(document, words, most=10, least=5):
        before: list[Heading] = [one for one in document.headings if one.end <= passage.span.start]
        assert passage.heading == ((before[-1].start, before[-1].end) if before else None)


@given(st.text(alphabet="ab ,.", min_size=40, max_size=400))
def test_one_endless_sentence_is_cut_between_words(text: str) -> None:
    document = Document(text, "t", "o", "text/plain", paragraphs=tuple(paragraphs(text)))
    found = passages(document, words, most=5, least=3)
    assert all(sum(words([text[a:b] for a, b in one.sentences])) <= 5 for one in found)
    assert visible(text) <= covered([(one.span.start, one.span.end) for one in found])
