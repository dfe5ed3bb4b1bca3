"""Where a saved page came from: the comment that browsers put above a page they save.

    <!-- saved from url=(0023)https://example.org/a -->

https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/compatibility/ms537628(v=vs.85)
"""

from __future__ import annotations

import re

_SAVED = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://[!-~]+?) -->")
_HEAD = 2048
"""Characters from the start in which it stands."""


def saved_from(url: str) -> bytes:
    """The comment for an address, as a line."""
    safe = url.encode("ascii", "ignore").replace(b"--", b"%2D%2D").replace(b">", b"%3E").replace(b" ", b"%20")
    return b"<!-- saved from url=(%04d)%s -->\n" % (len(safe), safe)


def origin_of(page: str) -> str | None:
    """The address that a page says it was saved from."""
    found = _SAVED.search(page, 0, _HEAD)
    return found[1] if found else None
