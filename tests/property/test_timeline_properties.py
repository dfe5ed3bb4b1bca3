"""What holds of events and timelines of any documents whatever."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.model import Document
from index.sentences import sentences
from index.timeline.inherited import events, with_inferred
from index.timeline.question import days_asked
from index.timeline.timeline import build

SENTENCES = (
    "The bridge fell on March 1, 2013.",
    "It fell two days after the flood.",
    "He left on Monday, and she in May.",
    "Sales rose from June to August 2019.",
    "The vote will be held next week.",
    "Nobody came.",
    "In 1979 they met.",
    "“It was the day before Christmas,” he said.",
    "Since 1990, nothing.",
    "(Updated today)",
    "Why in 2001?",
    "A; in 1999",
)
texts = st.lists(st.sampled_from(SENTENCES) | st.text(max_size=40), max_size=12).map(" ".join)
days = st.none() | st.dates()


@given(texts, days)
def test_an_event_lies_inside_its_sentence(text: str, published: date | None) -> None:
    document = Document(text, "", "", "text/plain", published)
    ranges = sentences(text)
    for event in with_inferred(document, ranges):
        begin, end = event.sentence
        assert event.sentence in ranges
        assert begin <= event.clause[0] <= event.clause[1] <= end
        assert event.interval[0] <= event.interval[1]
        if event.basis == "stated":
            assert event.expression
            assert begin <= event.expression[0] < event.expression[1] <= end


@given(st.lists(texts, max_size=4), days, days, days, st.integers(0, 5))
def test_a_timeline_is_in_order_inside_its_limits_and_quotes_slices(
    pieces: list[str], published: date | None, since: date | None, until: date | None, limit: int
) -> None:
    documents = [Document(text, "", "", "text/plain", published) for text in pieces]
    sources = [(document, sentences(document.text)) for document in documents]
    timeline = build(sources, since=since, until=until, limit=limit)
    intervals = [entry.interval for entry in timeline.entries]
    assert intervals == sorted(intervals)
    assert len(intervals) <= limit
    lengths = {document.hash: len(document.text) for document in documents}
    for entry in timeline.entries:
        assert since is None or entry.interval[1] >= since
        assert until is None or entry.interval[0] <= until
        for quote in (entry.quote, *entry.also, *(other.quote for other in entry.disagreements)):
            assert quote.span.end <= lengths[quote.span.document]


@given(texts, days)
def test_what_is_stated_is_what_is_there_without_inference(text: str, published: date | None) -> None:
    document = Document(text, "", "", "text/plain", published)
    ranges = sentences(text)
    stated = [event for event in with_inferred(document, ranges) if event.basis == "stated"]
    assert stated == events(document, ranges)


@given(texts, st.dates())
def test_days_asked_are_in_order_and_where_they_say(question: str, today: date) -> None:
    asked = days_asked(question, today, today)
    if asked is not None:
        assert asked.since or asked.until
        assert 0 <= asked.span[0] < asked.span[1] <= len(question)
        if asked.since and asked.until:
            assert asked.since <= asked.until
