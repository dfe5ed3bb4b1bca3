"""The timeline of a story as it is indexed."""

from __future__ import annotations

from datetime import date

import pytest

from index.errors import UsageError
from index.ingest.build import build
from index.store.snapshot import Snapshot, Stories
from index.timeline import story
from index.timeline.story import of_story
from tests.hashing import HashingEmbedder

TEXTS = {
    "2021-09-14 Treaty.txt": "The treaty was signed in Vienna on 6 September 2021. Three ministers came.",
    "2021-10-02 Treaty.txt": "The treaty was broken on 1 October 2021. It will be signed anew in May 2022.",
    "2021-10-03 Bread.txt": "The bakery on Main Street opened on 2 October 2021.",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("told")
    (folder / "in").mkdir()
    for name, text in TEXTS.items():
        (folder / "in" / name).write_text(text, "utf-8")
    stories = Stories(folder / "home")
    build(stories, "small", [folder / "in"], HashingEmbedder())
    return stories.current("small")


def days(told: Snapshot, topic: str, since: date | None = None, until: date | None = None) -> list[str]:
    return [str(entry.interval[0]) for entry in of_story(told, topic, since, until).entries]


def test_a_topic_has_its_events_in_order(told: Snapshot) -> None:
    found = days(told, "treaty")
    assert found[:2] == ["2021-09-06", "2021-10-01"]
    assert "2021-10-02" not in found


def test_without_a_topic_the_whole_story_is_told(told: Snapshot) -> None:
    assert {"2021-09-06", "2021-10-01", "2021-10-02"} <= set(days(told, ""))


def test_days_are_those_of_events(told: Snapshot) -> None:
    assert days(told, "treaty", since=date(2021, 9, 20), until=date(2021, 12, 31)) == ["2021-10-01"]


def test_a_topic_that_nobody_writes_of_has_none(told: Snapshot) -> None:
    assert days(told, "zebra") == []


def test_a_large_story_wants_a_topic(told: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "DOCUMENTS", 2)
    with pytest.raises(UsageError, match="3 documents, too many for one timeline; name a topic"):
        of_story(told, "", None, None)
    assert len(days(told, "treaty")) >= 2
