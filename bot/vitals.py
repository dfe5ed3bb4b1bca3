"""What supervisors are told of one run: whether each part works, and what is counted.

Nothing of the libraries behind it is loaded before the first request or the first web page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.admission import Line
    from bot.metrics import Metrics, Size
    from bot.requests import Request
    from bot.running import Platform
    from bot.web.app import Group


class Vitals:
    """`ready` says whether questions can be answered, `sizes` what the stories hold; both may block.

    `line` and `platforms` are set once there are any.
    """

    def __init__(self, ready: Callable[[], bool], sizes: Callable[[], Iterable[Size]]) -> None:
        self._ready, self._sizes = ready, sizes
        self.line: Line | None = None
        self.platforms: Sequence[Platform] = ()

    @cached_property
    def metrics(self) -> Metrics:
        from bot.metrics import Gauges, Metrics  # noqa: PLC0415 -- start-up is counted

        made = Metrics()
        made.look_up(Gauges(self._waiting, self._connected, self._sizes))
        return made

    def record(self, request: Request) -> None:
        """Count a request that has ended."""
        self.metrics.record(request)

    def building(self, story: str, stage: str, share: float | None) -> None:
        """Note how far a story's build is; None when it has ended."""
        self.metrics.building(story, stage, share)

    def parts(self) -> Mapping[str, bool]:
        """Every part by its name, and whether it works now."""
        return {"index": self._ready(), **self._connected()}

    def routes(self, *, to_all: bool) -> Group:
        """`/healthz`, `/readyz` and `/metrics`; `to_all` serves the metrics to other machines, too."""
        from bot.web.health import health_routes  # noqa: PLC0415 -- same
        from bot.web.metrics import metrics_routes  # noqa: PLC0415 -- same

        return [*health_routes(self.parts), *metrics_routes(self.metrics.text, to_all=to_all)]

    def _waiting(self) -> int:
        return self.line.waiting if self.line else 0

    def _connected(self) -> dict[str, bool]:
        return {platform.name: platform.ready for platform in self.platforms}
