"""Amounts as people say them."""

from __future__ import annotations

BAR = 20
"""Cells of a bar."""


def duration(seconds: float) -> str:
    """'45 s', '2 min', '1 h 5 min': as exact as anybody needs."""
    if seconds < 90:  # noqa: PLR2004 -- a minute and a half
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004


def pace(amount: float) -> str:
    """'31/s', '0.4/s'."""
    return f"{amount:,.0f}/s" if amount >= 10 else f"{amount:.1f}/s"  # noqa: PLR2004


def bar(done: float) -> str:
    """'██████████░░░░░░░░░░ 50%', of a share from 0 to 1."""
    share = min(1.0, max(0.0, done))
    full = round(share * BAR)
    return f"{'█' * full}{'░' * (BAR - full)} {share:.0%}"
