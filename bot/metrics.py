"""What is counted, as Prometheus reads it (https://prometheus.io/docs/instrumenting/exposition_formats/).

Requests are recorded once, at their end, by `Metrics.record`; all else is looked up when somebody reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.requests import Request
from bot.version import installed

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Bounds of the histograms' buckets: from a vector's few milliseconds to a timeline's many seconds."""


@dataclass(frozen=True, slots=True)
class Size:
    """A story's current snapshot; the time is in seconds since the epoch."""

    story: str
    documents: int
    passages: int
    bytes: int
    built_timestamp_seconds: float


SIZES = {
    "documents": "Documents in a story's current snapshot.",
    "passages": "Passages in a story's current snapshot.",
    "bytes": "Size of a story's current snapshot on the disk.",
    "built_timestamp_seconds": "When a story's current snapshot was made.",
}


@dataclass(frozen=True, slots=True)
class Gauges:
    """What is looked up when somebody reads; every function may block, none may fail."""

    waiting: Callable[[], int]
    connected: Callable[[], Mapping[str, bool]]
    sizes: Callable[[], Iterable[Size]]


class Metrics:
    """The instruments of one run of the program. Safe to use from several threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "footnote_requests",
            "What was asked, commanded and pressed, by how it ended.",
            ("platform", "kind", "outcome"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "footnote_request_seconds",
            "From hearing a request to having sent what it brought.",
            ("platform", "outcome"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._stages = Histogram(
            "footnote_stage_seconds",
            "What a request spends in a stage: wait, embed, retrieve, read, quote, show, send.",
            ("stage",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._builds = _Builds()
        self._registry.register(self._builds)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)

    def record(self, request: Request) -> None:
        """Count a request that has ended."""
        self._requests.labels(request.platform, request.kind, request.outcome).inc()
        self._seconds.labels(request.platform, request.outcome).observe(request.seconds)
        for stage, seconds in request.stages.items():
            self._stages.labels(stage).observe(seconds)

    def look_up(self, gauges: Gauges) -> None:
        """From now on tell these, too; called once."""
        self._registry.register(_Looked(gauges))

    def building(self, story: str, stage: str, share: float | None) -> None:
        """Note how far a story's build is, 0 to 1 of a stage; None when it has ended."""
        if share is None:
            self._builds.under_way.pop(story, None)
        else:
            self._builds.under_way[story] = (stage, share)

    def text(self) -> bytes:
        """Everything in Prometheus's text format; blocks for milliseconds."""
        return generate_latest(self._registry)


class _Builds(Collector):
    def __init__(self) -> None:
        self.under_way: dict[str, tuple[str, float]] = {}

    def collect(self) -> Iterator[Metric]:
        shares = GaugeMetricFamily(
            "footnote_build_progress_ratio",
            "How much of a build's stage is done; absent while no build runs.",
            labels=("story", "stage"),
        )
        for story, (stage, share) in list(self.under_way.items()):
            shares.add_metric((story, stage), share)
        yield shares


class _Looked(Collector):
    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def describe(self) -> Iterator[Metric]:  # else registering would look everything up
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("footnote", "Which version runs.", value={"version": installed()})
        yield GaugeMetricFamily(
            "footnote_waiting_questions", "Questions in the line.", value=self._gauges.waiting()
        )
        connected = GaugeMetricFamily(
            "footnote_platform_connected", "1 while a platform is connected, else 0.", labels=("platform",)
        )
        for name, on in self._gauges.connected().items():
            connected.add_metric((name,), float(on))
        yield connected
        sizes = list(self._gauges.sizes())
        for noun, words in SIZES.items():
            family = GaugeMetricFamily(f"footnote_story_{noun}", words, labels=("story",))
            for size in sizes:
                family.add_metric((size.story,), getattr(size, noun))
            yield family
