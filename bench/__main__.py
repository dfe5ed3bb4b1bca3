"""Every bench in turn: `make bench`."""

from __future__ import annotations

import subprocess
import sys

BENCHES = ("news", "speed", "crash", "slack")

if __name__ == "__main__":
    for name in BENCHES:
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
        print()
