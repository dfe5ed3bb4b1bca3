"""Command lines run over the seed document with the real model."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.app import start
from tests.unit.bot.cli.done import Done, Run


@pytest.fixture(scope="session")
def home(model_home: Path, seeds: Path) -> Path:
    """A home with the seeds indexed, shared by tests that only ask."""
    environment = {"FOOTNOTE_HOME": str(model_home), "FOOTNOTE_DOCUMENTS": str(seeds)}
    assert start(["index"], environment, model_home) == 0
    return model_home


@pytest.fixture
def run(home: Path, tmp_path: Path, seeds: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    def typed(*arguments: str, **settings: str) -> Done:
        environment = {"FOOTNOTE_HOME": str(home), "FOOTNOTE_DOCUMENTS": str(seeds)} | settings
        capfd.readouterr()
        status = start(arguments, environment, tmp_path)
        captured = capfd.readouterr()
        return Done(status, captured.out, captured.err)

    return typed


@pytest.fixture
def fresh(home: Path, tmp_path: Path, run: Run) -> Run:
    """Commands over a home of their own, which borrows the exported model."""
    own = tmp_path / "home"
    own.mkdir()
    (own / "models").symlink_to(home / "models")
    return lambda *arguments, **settings: run(*arguments, FOOTNOTE_HOME=str(own), **settings)
