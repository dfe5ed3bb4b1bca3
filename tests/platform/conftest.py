"""What holds on every platform while its features are played."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest

from bot.logs import Lines

SAID = re.compile(r"\b(?:treaty|Vienna|ministers|ceremony|signed)\b", re.IGNORECASE)
"""Words of the story and of the questions that are asked about it."""


@pytest.fixture(autouse=True)
def nothing_that_is_said_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Reads along in the log of every test that plays a platform's features."""
    if "feature" not in request.node.name:
        yield
        return
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines("json"))
    handler.addFilter(lambda record: record.name != "aiohttp.access")  # of the platforms' loopback servers
    root = logging.getLogger()
    root.addHandler(handler)  # which no_log_outlives_its_test takes away
    root.setLevel(logging.INFO)
    yield
    assert written.getvalue().count('"outcome"') >= 1  # something was heard
    assert not SAID.search(written.getvalue())
