"""The worker of builds as it is, but for the model: what tests of many builds start."""

from __future__ import annotations

import sys

from bot.administration import worker
from bot.library import Library
from tests.hashing import HashingEmbedder

COMMAND = (sys.executable, "-m", "tests.hashing_worker")

if __name__ == "__main__":
    Library.embedder = lambda _: HashingEmbedder()  # type: ignore[assignment,method-assign]
    sys.exit(worker.main())
