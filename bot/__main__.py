"""`python -m bot` and `footnote`: the process's arguments, environment and folder, and its exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    from bot.cli.app import INTERRUPTED, start

    status = start(sys.argv[1:], os.environ, Path.cwd())
    if status == INTERRUPTED:
        # A thread may still stand in readline; ending the interpreter under it has been seen to hang.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(main())
