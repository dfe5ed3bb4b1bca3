"""How long things took."""

from __future__ import annotations

from collections.abc import Sequence


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of all lies, 0 to 1; one that was measured, none in between."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]
