"""What every contender does alike: take its orders, and report to the bench as one JSON line.

    python -m bench.contenders.<name> index PASSAGES.jsonl HOME
    python -m bench.contenders.<name> query HOME QUESTIONS.jsonl

`BENCH_STARTED` in the environment is the time the process was started at, in seconds since the epoch.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

Index = Callable[[Path, Path], int]
"""(passages file, home) -> passages indexed. A passage is {"title", "text"}, one a line."""

Load = Callable[[Path], Callable[[str], object]]
"""home -> a function that answers a question."""


def report(index: Index, load: Load) -> None:
    started = float(os.environ["BENCH_STARTED"])
    order, first, second = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    result: dict[str, object]
    if order == "index":
        count = index(first, second)
        result = {"passages": count, "seconds": time.time() - started}
    else:
        questions = [json.loads(line)["question"] for line in second.open(encoding="utf-8")]
        ask = load(first)
        ask(questions[0])
        result = {"cold": time.time() - started, "times": []}
        times = []
        for question in questions:
            before = time.perf_counter()
            ask(question)
            times.append(time.perf_counter() - before)
        result["times"] = times
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


def passages(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.open(encoding="utf-8")]
