"""Every bench in turn: `make bench`."""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "news",
    "followups",
    "small",
    "reader",
    "dates",
    "timelines",
    "speed",
    "crash",
    "reindex",
    "discord",
    "slack",
    "web",
    "soak",
)

if __name__ == "__main__":
    failed = [
        name
        for name in BENCHES
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    ]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)
