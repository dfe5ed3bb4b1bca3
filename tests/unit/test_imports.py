"""Who may import whom: the directions of the design, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLATFORMS = ("discord", "slack", "web", "terminal")


def modules() -> list[Path]:
    return sorted(path for package in ("bot", "index") for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Full names of every module that a file imports, anywhere in it; of `from a import b` both."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inside(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def where(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")


def offenders(folder: str, *forbidden: str, but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{where(path)} imports {name}"
        for path in modules()
        if inside(where(path), folder)
        for name in imported(path)
        if inside(name, *forbidden) and not inside(name, *but)
    ]


def test_index_knows_nothing_of_the_bot() -> None:
    assert offenders("index", "bot") == []


@pytest.mark.parametrize("folder", ["query", "ingest", "timeline"])
def test_the_parts_of_the_index_do_not_import_each_other(folder: str) -> None:
    others = [f"index.{other}" for other in ("query", "ingest", "timeline") if other != folder]
    assert offenders(f"index.{folder}", *others) == []


@pytest.mark.parametrize("folder", ["model", "errors", "store"])
def test_what_is_shared_imports_none_of_those_who_share_it(folder: str) -> None:
    assert offenders(f"index.{folder}", "index.query", "index.ingest", "index.timeline") == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_imports_conversation_and_reply_only(platform: str) -> None:
    allowed = ("bot.conversation", "bot.reply", f"bot.{platform}")
    assert offenders(f"bot.{platform}", "bot", "index", but=(*allowed, "index.model", "index.errors")) == []


def test_only_the_wiring_and_the_command_line_know_the_engine() -> None:
    engine = ("index.query", "index.ingest", "index.store", "index.timeline", "index.embedding")
    # those of the wiring: where query and timeline meet and become words, and what acts are given
    wired = (
        "wiring",
        "library",
        "readers",
        "site",
        "sources",
        "asking",
        "dated_reader",
        "chronicle",
        "changes",
        "keeping",
        "holdings",
    )
    wiring = tuple(f"bot.{name} " for name in wired)
    # the worker's work is a program of its own; backup copies what the index keeps on the disk
    knowing = (*wiring, "bot.administration.work ", "bot.cli.", "bot.backup.")
    found = [
        line
        for line in offenders("bot", *engine, but=("index.ingest.progress",))
        if not line.startswith(knowing)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("library", "owners"),
    [
        ("faiss", ("index.store.vectors",)),
        ("tantivy", ("index.store.words",)),
        ("sentence_transformers", ("index.embedding", "index.training")),
        ("torch", ("index.embedding", "index.training", "index.query.transformers_model")),
        ("transformers", ("index.training", "index.query.transformers_model")),
        ("discord", ("bot.discord",)),
        ("slack_bolt", ("bot.slack",)),
        ("slack_sdk", ("bot.slack",)),
        ("typer", ("bot.cli",)),
        ("rich", ("bot.cli", "bot.terminal")),
    ],
)
def test_a_library_has_its_owners(library: str, owners: tuple[str, ...]) -> None:
    found = [
        f"{where(path)} imports {name}"
        for path in modules()
        for name in imported(path)
        if inside(name, library) and not inside(where(path), *owners)
    ]
    assert found == []
