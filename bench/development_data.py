"""Where the development data is: FOOTNOTE_DATA, or ../shared/data beside the checkout."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType


def folder(name: str) -> Path:
    """A folder of the development data; where there is none the bench is skipped, saying what to set."""
    default = Path(__file__).parents[1] / ".." / "shared" / "data"
    path = Path(os.environ.get("FOOTNOTE_DATA", default)) / "dev" / name
    if not path.is_dir():
        print(f"skipped: {path} does not exist; set FOOTNOTE_DATA to the folder that holds dev/{name}")
        raise SystemExit(0)
    return path


def scorer(path: Path) -> ModuleType:
    """The scoring program that came with the data, as a module."""
    spec = importlib.util.spec_from_file_location("development_scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
