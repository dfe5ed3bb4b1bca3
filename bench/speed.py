"""Indexing, questions, cold start and memory beside txtai and a plain script: same model, same passages.

    python -m bench.speed [--passages N] [--rounds N]

Each figure is a whole process of its own, one thread, the contenders in turn, round after round; what
counts is the ratio to ours, taken round by round. Texts: the first passages of `news/corpus.jsonl.gz`,
one document each, questions of `news/queries.jsonl`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.development_data import folder

CONTENDERS = {"footnote": "Footnote", "txtai_hybrid": "txtai hybrid", "plain": "plain script"}
QUESTIONS = 60


def prepare(data: Path, count: int, source: Path, questions: Path) -> None:
    """One passage of about 150 words a line, each a document of its own, so that all index the same."""
    lines = []
    with gzip.open(data / "corpus.jsonl.gz", "rt", encoding="utf-8") as corpus:
        for line in corpus:
            article = json.loads(line)
            words = article["text"].split()
            for at in range(0, len(words), 130):
                title = f"{article['title']} ({at})"
                lines.append(json.dumps({"title": title, "text": " ".join(words[at : at + 130])}))
            if len(lines) >= count:
                break
    source.write_text("\n".join(lines[:count]) + "\n", "utf-8")
    with (data / "queries.jsonl").open(encoding="utf-8") as queries:
        asked = [line for line, _ in zip(queries, range(QUESTIONS), strict=False)]
    questions.write_text("".join(asked), "utf-8")


def run(name: str, *arguments: Path | str) -> dict[str, Any]:
    environment = {
        **os.environ,
        "BENCH_STARTED": str(time.time()),
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
    }
    command = [sys.executable, "-m", f"bench.contenders.{name}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def one_round(name: str, source: Path, home: Path, questions: Path) -> dict[str, float]:
    indexed = run(name, "index", source, home)
    asked = run(name, "query", home, questions)
    return {
        "passages indexed a second": indexed["passages"] / indexed["seconds"],
        "memory while indexing, MB": indexed["memory"],
        "process start to first answer, s": asked["cold"],
        "question p50, ms": 1000 * statistics.median(asked["times"]),
        "question p95, ms": 1000 * float(np.quantile(asked["times"], 0.95)),
        "memory while asking, MB": asked["memory"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    data = folder("news")
    rounds: list[dict[str, dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as temporary:
        source, questions = Path(temporary) / "passages.jsonl", Path(temporary) / "questions.jsonl"
        prepare(data, options.passages, source, questions)
        homes = {name: Path(temporary) / name for name in CONTENDERS}
        # The export of the model happens once in its life and is no part of an index build.
        small = Path(temporary) / "small.jsonl"
        small.write_text(source.read_text("utf-8").splitlines()[0], "utf-8")
        run("footnote", "index", small, homes["footnote"])
        for _ in range(options.rounds):
            (homes["footnote"] / "stories").rename(Path(temporary) / f"old{len(rounds)}")
            rounds.append({name: one_round(name, source, homes[name], questions) for name in CONTENDERS})
    counts = f"{options.passages} passages, {QUESTIONS} questions, {options.rounds} rounds"
    print(f"speed: {counts}, one thread; medians")
    print(f"{'':34}" + "".join(f"{label:>14}" for label in CONTENDERS.values()) + "   ratios to ours")
    for figure in rounds[0]["footnote"]:
        values = {name: statistics.median(one[name][figure] for one in rounds) for name in CONTENDERS}
        ratios = [
            statistics.median(one[name][figure] / one["footnote"][figure] for one in rounds)
            for name in list(CONTENDERS)[1:]
        ]
        shown = "".join(f"{value:14.1f}" for value in values.values())
        print(f"{figure:34}{shown}   " + ", ".join(f"{ratio:.2f}" for ratio in ratios))


if __name__ == "__main__":
    main()
