"""A site of a small story, started and stopped for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platform.playing import engine
from tests.platform.web.site import Web


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    made = Web(tmp_path, engine())
    await made.start()
    yield made
    await made.stop()
