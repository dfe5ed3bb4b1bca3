"""What is counted, read back with Prometheus's own parser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.conversation import Command
from bot.metrics import SECONDS, Gauges, Metrics, Size
from tests.unit.bot.room import ANNA, CHANNEL, Paper, Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def read(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample by its name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
    }


async def test_requests_are_counted_by_platform_kind_and_outcome(room: Room) -> None:
    metrics = Metrics()
    room.conversation._watch = metrics.record
    await room.mention("Where was the treaty signed?", "1")
    await room.mention("Where was the treaty held?", "2")
    await room.mention("Xylophone?", "3")
    for number in range(5):  # names from outside do not become labels
        await room.conversation.command(Command(CHANNEL, ANNA, f"c{number}", f"none{number}", {}), Paper())
    found = read(metrics)
    counts = {labels: value for (name, labels), value in found.items() if name == "footnote_requests_total"}

    def labels(kind: str, outcome: str) -> tuple[tuple[str, str], ...]:
        return (("kind", kind), ("outcome", outcome), ("platform", "chat"))

    assert counts == {
        labels("message", "answered"): 2,
        labels("message", "declined"): 1,
        labels("unknown", "refused"): 5,
    }
    of_answers = (("outcome", "answered"), ("platform", "chat"))
    assert found["footnote_request_seconds_count", of_answers] == 2
    assert found["footnote_request_seconds_sum", of_answers] > 0
    for stage in ("wait", "show", "send"):
        assert found["footnote_stage_seconds_count", (("stage", stage),)] == 3
        in_buckets = found["footnote_stage_seconds_bucket", (("le", "+Inf"), ("stage", stage))]
        assert in_buckets == 3
        assert ("footnote_stage_seconds_bucket", (("le", str(SECONDS[0])), ("stage", stage))) in found


def test_gauges_are_looked_up_at_each_reading() -> None:
    metrics = Metrics()
    waiting, connected = [0], {"Slack": False}
    size = Size("seeds", 3, 40, 5000, 1_700_000_000.0)
    metrics.look_up(Gauges(lambda: waiting[0], lambda: connected, lambda: [size]))
    assert read(metrics)["footnote_waiting_questions", ()] == 0
    waiting[0], connected["Slack"] = 7, True
    found = read(metrics)
    assert found["footnote_waiting_questions", ()] == 7
    assert found["footnote_platform_connected", (("platform", "Slack"),)] == 1
    of_story = (("story", "seeds"),)
    assert found["footnote_story_documents", of_story] == 3
    assert found["footnote_story_passages", of_story] == 40
    assert found["footnote_story_bytes", of_story] == 5000
    assert found["footnote_story_built_timestamp_seconds", of_story] == 1_700_000_000.0
    assert any(name == "process_resident_memory_bytes" for name, _ in found)


def test_a_build_shows_while_it_runs() -> None:
    metrics = Metrics()
    name = ("footnote_build_progress_ratio", (("stage", "embedding"), ("story", "seeds")))
    metrics.building("seeds", "embedding", 0.25)
    assert read(metrics)[name] == 0.25
    metrics.building("seeds", "embedding", None)
    assert name not in read(metrics)


def test_two_runs_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.building("seeds", "reading", 0.5)
    assert b'story="seeds"' not in other.text()
