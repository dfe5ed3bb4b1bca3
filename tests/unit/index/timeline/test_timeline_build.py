from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import pytest

from index.model import Document
from index.sentences import sentences
from index.timeline.timeline import Source, Timeline, build
from index.timeline.topic import Topic


def source(text: str, published: date | None = date(2021, 9, 17), name: str = "a") -> Source:
    return Document(text, name, f"{name}.txt", "text/plain", published), sentences(text)


def told(timeline: Timeline, sources: Sequence[Source]) -> list[str]:
    texts = {document.hash: document.text for document, _ in sources}
    return [
        texts[entry.quote.span.document][entry.quote.span.start : entry.quote.span.end]
        for entry in timeline.entries
    ]


BRIDGE = "The old bridge in Porto collapsed on March 1, 2013."
AGAIN = "On March 1, 2013, the old bridge in Porto collapsed."
TRIAL = "The trial of its builder began on June 3, 2015."


def test_entries_stand_in_the_order_of_what_they_tell() -> None:
    sources = [source(f"{TRIAL} {BRIDGE} In 1979 the bridge had been repaired.")]
    assert [str(entry.interval[0]) for entry in build(sources).entries] == [
        "1979-01-01",
        "2013-03-01",
        "2015-06-03",
    ]


def test_one_event_of_two_documents_is_one_entry_with_both_citations() -> None:
    sources = [source(BRIDGE), source(AGAIN, name="b")]
    (entry,) = build(sources).entries
    assert len(entry.also) == 1
    assert {entry.quote.citation.title, entry.also[0].citation.title} == {"a", "b"}
    assert entry.quote.also == (entry.also[0].citation,)
    assert entry.disagreements == ()


def test_two_events_of_one_day_stay_two() -> None:
    other = "The parliament of Norway elected a new speaker on March 1, 2013."
    assert len(build([source(BRIDGE), source(other, name="b")]).entries) == 2


def test_sources_that_disagree_about_the_date_stand_side_by_side() -> None:
    sources = [
        source(BRIDGE),
        source(AGAIN, name="b"),
        source(BRIDGE.replace("March 1", "March 2"), name="c"),
    ]
    (entry,) = build(sources).entries
    assert entry.interval[0] == date(2013, 3, 1)
    (other,) = entry.disagreements
    assert (other.about, other.interval[0], other.quote.citation.title) == ("date", date(2013, 3, 2), "c")


def test_sources_that_disagree_about_a_number_stand_side_by_side() -> None:
    one = "The bridge in Porto collapsed on March 1, 2013 and killed 12 people."
    sources = [source(one), source(one.replace("12", "14"), name="b")]
    (entry,) = build(sources).entries
    assert [other.about for other in entry.disagreements] == ["number"]


def test_since_and_until_are_days_of_events() -> None:
    sources = [source(f"{BRIDGE} {TRIAL}")]
    assert [e.value for e in build(sources, since=date(2014, 1, 1)).entries] == ["2015-06-03"]
    assert [e.value for e in build(sources, until=date(2013, 3, 1)).entries] == ["2013-03-01"]
    assert build(sources, since=date(2013, 3, 2), until=date(2015, 6, 2)).entries == ()


def test_a_long_timeline_is_cut_and_says_by_how_much() -> None:
    text = " ".join(f"The ship {name} sank on May {day}, 2010." for day, name in enumerate("ABCDEFGH", 1))
    timeline = build([source(text)], limit=3)
    assert len(timeline.entries) == 3
    assert timeline.left_out == 5


def test_what_more_documents_tell_survives_the_cut() -> None:
    sources = [source(f"The ship Vasa sank on May 9, 2010. {BRIDGE}"), source(AGAIN, name="b")]
    assert [entry.value for entry in build(sources, limit=1).entries] == ["2013-03-01"]


def test_a_sentence_repeated_word_for_word_on_other_days_is_no_event() -> None:
    notice = "Sign up today for our newsletter."
    sources = [source(f"{BRIDGE} {notice}"), source(f"{TRIAL} {notice}", date(2021, 9, 20), "b")]
    assert not any(sentence.startswith("Sign up") for sentence in told(build(sources), sources))


def test_a_document_without_a_publication_date_is_named() -> None:
    undated, _ = source(BRIDGE, None)
    assert build([(undated, sentences(BRIDGE)), source(TRIAL, name="b")]).undated == (undated.hash,)


def test_a_topic_brings_in_what_is_told_of_it_without_a_date() -> None:
    text = "Shares fell on Thursday. The Nikkei lost a tenth. It was its worst day. Banks were calm."
    sources = [source(text)]
    relevance = partial(Topic("Nikkei 225", [sources[0][0]]).scores)
    timeline = build(sources, relevance=relevance)
    assert told(timeline, sources) == ["The Nikkei lost a tenth.", "It was its worst day."]
    assert {entry.basis for entry in timeline.entries} == {"scene"}
    assert {entry.interval[0] for entry in timeline.entries} == {date(2021, 9, 16)}


def test_expression_and_highlight_lie_where_the_quote_says() -> None:
    (document, ranges) = source(f"{BRIDGE} {TRIAL}")
    for entry in build([(document, ranges)]).entries:
        assert entry.expression
        assert document.text[entry.expression.start : entry.expression.end] in (
            "March 1, 2013",
            "June 3, 2015",
        )
        ((start, end),) = entry.quote.highlights
        assert entry.quote.span.start <= start < end <= entry.quote.span.end


def test_no_documents_no_entries() -> None:
    assert build([]) == Timeline(())


@pytest.mark.parametrize(
    ("topic", "sentence", "about"),
    [
        ("Dow Jones Industrial Average", "The Dow fell.", True),
        ("Dow Jones Industrial Average", "The DJIA fell.", True),
        ("Dow Jones Industrial Average", "The average family moved.", False),
        ("Bank of America", "BoA lost money.", True),
        ("Bank of America", "Farmers of North America lost money.", False),
        ("S&P 500", "The Standard & Poor's 500 index fell.", True),
        ("Airbus A380", "The A380 took off.", True),
        ("Airbus A380", "Airbus sold an A350.", False),
        ("US Federal Reserve", "The Fed lowered its rate.", True),
        ("Barack Obama", "Obama spoke.", True),
    ],
)
def test_names_and_their_short_forms(topic: str, sentence: str, *, about: bool) -> None:
    corpus = (
        "On Monday the Dow Jones Industrial Average (DJIA) fell. Then the Dow rose. "
        "An average day came. "
        "One morning Bank of America ( BoA ) spoke. In all of America people slept. Most of America slept. "
        "Soon the Airbus A380 took off and the Airbus A350 landed. "
        "Later the US Federal Reserve met. There the Fed voted. "
        "Then Barack Obama spoke. After that Obama left. When Obama left, all left."
    )
    document = Document(corpus, "", "", "text/plain")
    assert (Topic(topic, [document]).named_in(sentence) >= 0.6) is about
