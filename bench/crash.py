"""`kill -9` at random moments of an index build: what is lost, and what the next build makes of it.

    python -m bench.crash [--documents N] [--rounds N]

A story is built and then built on in a process of its own, which is killed after a random while, again and
again; each time the snapshot that serves must be whole and answer. At the end one build is left to finish
and must equal a build from scratch. `tests/unit/index/ingest/test_build.py` does the same in small.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.development_data import folder
from index.embedding import DEFAULT_MODEL, Embedder, load
from index.ingest.build import build
from index.model import Question
from index.query.evidence import answer
from index.store.snapshot import Stories

BUILDER = """
import sys
from pathlib import Path
from index.embedding import DEFAULT_MODEL, load
from index.ingest.build import build
from index.store.snapshot import Stories
home = Path(sys.argv[1])
build(Stories(home), "news", [Path(sys.argv[2])], load(DEFAULT_MODEL, home))
"""
QUESTION = Question("Who won the championship?")


def served(home: Path, embedder: Embedder) -> tuple[int, int]:
    """Number and documents of the snapshot that serves, after opening it with every check and asking it."""
    snapshot = Stories(home).current("news")
    answer(snapshot, embedder, QUESTION)
    return snapshot.number, snapshot.manifest.documents


def write(source: Path, articles: Sequence[str]) -> Path:
    source.write_text("".join(articles), "utf-8")
    return source


def contents(home: Path) -> list[tuple[object, ...]]:
    snapshot = Stories(home).current("news")
    rows = range(snapshot.manifest.passages)
    return [
        *((entry.document,) for entry in snapshot.catalog.entries()),
        *((one,) for one in snapshot.catalog.passages(rows)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1529)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    corpus = folder("news") / "corpus.jsonl.gz"
    choose = random.Random(1)
    with tempfile.TemporaryDirectory() as temporary, gzip.open(corpus, "rt", encoding="utf-8") as lines:
        home, source = Path(temporary) / "home", Path(temporary) / "news.jsonl"
        articles = [line for line, _ in zip(lines, range(options.documents), strict=False)]
        embedder = load(DEFAULT_MODEL, home)
        step = max(1, len(articles) // (options.rounds + 2))

        def run(count: int, seconds: float | None) -> bool:
            """Build on the first `count` articles; kill it after `seconds`. Whether it finished."""
            write(source, articles[:count])
            process = subprocess.Popen([sys.executable, "-c", BUILDER, str(home), str(source)])
            try:
                return process.wait(seconds) == 0
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                return False

        build(Stories(home), "news", [write(source, articles[:step])], embedder)
        before = served(home, embedder)
        started = time.monotonic()
        run(2 * step, None)
        usual = time.monotonic() - started
        finished = 0
        for at in range(options.rounds):
            # New documents every round; what kills left to do makes most builds longer than the usual one.
            finished += run((at + 3) * step, 2.5 * usual * choose.random())
            now = served(home, embedder)
            if now < before:
                raise SystemExit(f"round {at}: snapshot {now} serves where {before} did")
            before = now
        write(source, articles)
        build(Stories(home), "news", [source], embedder)
        fresh = Path(temporary) / "fresh"
        fresh.mkdir()
        (home / "models").rename(fresh / "models")
        build(Stories(fresh), "news", [source], load(DEFAULT_MODEL, fresh))
        if contents(home) != contents(fresh):
            raise SystemExit("the story that survived is not the story from scratch")
        leftovers = len(list((home / "stories" / "news" / "snapshots").glob(".building-*")))
        documents = served(home, embedder)[1]
    killed = options.rounds - finished
    print(f"crash: {killed} of {options.rounds} builds killed; each time a whole snapshot served")
    print(f"{leftovers} orphans; {documents} documents, as from scratch")


if __name__ == "__main__":
    main()
