"""The timeline of a story as it is indexed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.embedding import Embedder
from index.model import Question
from index.query.retrieval import retrieve
from index.store.snapshot import Snapshot
from index.timeline import story
from index.timeline.story import of_story
from index.timeline.timeline import Timeline
from tests.stories import built

TEXTS = {
    "2021-09-14 Treaty.txt": "The treaty was signed in Vienna on 6 September 2021. Three ministers came.",
    "2021-10-02 Treaty.txt": "The treaty was broken on 1 October 2021. It will be signed anew in May 2022.",
    "2021-10-03 Bread.txt": "The bakery on Main Street opened on 2 October 2021.",
    "undated.txt": "Bakers met on a Monday. The town was founded in 1811.",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Snapshot:
    return built(tmp_path_factory.mktemp("told"), TEXTS, embedder)


def timeline(told: Snapshot, embedder: Embedder, asked: Question) -> Timeline:
    hits = retrieve(told, Question(asked.text), embedder.question(asked.text)) if asked.text else []
    return of_story(told, asked, hits, embedder.texts)


def days(found: Timeline) -> list[str]:
    return [str(entry.interval[0]) for entry in found.entries]


def test_a_topic_has_its_events_in_order(told: Snapshot, embedder: Embedder) -> None:
    found = days(timeline(told, embedder, Question("treaty")))
    assert found[:2] == ["2021-09-06", "2021-10-01"]
    assert "2021-10-02" not in found


def test_without_a_topic_the_whole_story_is_told(told: Snapshot, embedder: Embedder) -> None:
    assert days(timeline(told, embedder, Question(""))) == [
        "1811-01-01",
        "2021-09-06",
        "2021-10-01",
        "2021-10-02",
        "2022-05-01",
    ]


def test_days_are_those_of_events_and_not_of_publications(told: Snapshot, embedder: Embedder) -> None:
    asked = Question("", since=date(2021, 9, 20), until=date(2021, 12, 31))
    assert days(timeline(told, embedder, asked)) == ["2021-10-01", "2021-10-02"]


def test_a_topic_that_nobody_writes_of_has_none(told: Snapshot, embedder: Embedder) -> None:
    assert timeline(told, embedder, Question("zebra")).entries == ()


def test_documents_without_a_date_of_publication_are_named(told: Snapshot, embedder: Embedder) -> None:
    (undated,) = timeline(told, embedder, Question("")).undated
    assert told.document(undated).text == TEXTS["undated.txt"]


def test_of_a_large_story_only_the_documents_nearest_to_the_topic_are_read(
    told: Snapshot, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "FEW_DOCUMENTS", 2)
    asked = Question("the signing of the treaty in Vienna")
    steps: list[tuple[int, int]] = []
    hits = retrieve(told, asked, embedder.question(asked.text))
    found = of_story(told, asked, hits, embedder.texts, lambda *step: steps.append(step), documents=1)
    assert steps == [(1, 1)]
    assert days(found)[0] == "2021-09-06"
    assert {Path(entry.quote.citation.origin).name for entry in found.entries} == {"2021-09-14 Treaty.txt"}
