"""Inference without torch: an exported transformer and its tokenizer, run by OpenVINO on the CPU.

Importing torch costs seconds and hundreds of megabytes; this costs tenths and tens. Used by whatever
serves a model: the embedder, and the reader after it. Precision is OpenVINO's default for the processor
(bfloat16 where the CPU has it, else float32):
https://docs.openvino.ai/2026/openvino-workflow/running-inference/optimize-inference/precision-control.html
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

# `import openvino` reports itself to its makers unless its package for that is missing, for which it provides
# (openvino/tools/ovc/telemetry_utils.py). Nothing leaves this machine, not even that we started. None is how
# Python blocks an import.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # typed as modules alone

Floats = npt.NDArray[np.float32]

BATCH_TOKENS = 1536
"""Padded tokens of a batch: larger ones were no faster on one core and cost memory."""


def tokenizer(path: Path, max_tokens: int | None) -> Any:
    """The tokenizer at `path`, cutting at `max_tokens` (None: not at all) and never padding."""
    from tokenizers import Tokenizer  # noqa: PLC0415 -- a command that needs no model does not pay for it

    loaded = Tokenizer.from_file(str(path))
    loaded.no_padding()
    if max_tokens is None:
        loaded.no_truncation()
    else:
        loaded.enable_truncation(max_tokens)
    return loaded


class Network:
    """A compiled network with int64 inputs of shape (batch, tokens); safe to call from several threads.

    One request runs at a time: with one inference thread a second would only wait inside OpenVINO.
    """

    def __init__(self, path: Path, threads: int, cache: Path | None = None) -> None:
        import openvino  # noqa: PLC0415 -- see tokenizer()

        core = openvino.Core()
        if cache is not None:
            # The compiled network is kept beside the model: a start takes a third of the time.
            core.set_property({"CACHE_DIR": str(cache)})
        options = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
        self._request = core.compile_model(str(path), "CPU", options).create_infer_request()
        self._lock = Lock()

    def run(self, inputs: dict[str, npt.NDArray[np.int64]]) -> list[Floats]:
        """The network's outputs, in order, as float32 arrays of its own shapes."""
        with self._lock:
            # Outputs are copied: OpenVINO reuses their memory for the next call.
            results = self._request.infer(inputs, share_inputs=True)
            return [np.array(results[index], dtype=np.float32) for index in range(len(results))]


def batches(lengths: Sequence[int], budget: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Indices grouped so that items of like length share a batch and its padded size stays in `budget`."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: (lengths[index], index)):
        if batch and (len(batch) + 1) * lengths[index] > budget:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def padded(
    rows: Sequence[Sequence[int]], step: int = 1
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Token ids of shape (rows, width) filled with zeros, and their mask of ones and zeros.

    The width is that of the longest row, rounded up to a multiple of `step`.
    """
    width = rounded_up(max(len(row) for row in rows), step)
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return ids, mask


def rounded_up(number: int, step: int) -> int:
    """The least multiple of `step` that is not below `number`."""
    return -(-number // step) * step
