"""`python -m bot` and `footnote`: the process's arguments, environment and folder, and its exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    from bot.cli.app import start

    return start(sys.argv[1:], os.environ, Path.cwd())


if __name__ == "__main__":
    sys.exit(main())
