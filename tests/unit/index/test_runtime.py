from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.runtime import batches, padded


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(300, 2000))
def test_batches_hold_every_item_once_and_keep_their_padded_size(lengths: list[int], budget: int) -> None:
    found = list(batches(lengths, budget))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[index] for index in batch) <= budget for batch in found)


def test_padded_rows_are_masked() -> None:
    ids, mask = padded([[5, 6, 7], [8]])
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]


@given(
    st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=40), min_size=1, max_size=5), st.integers(1, 17)
)
def test_rows_are_filled_up_to_a_multiple(rows: list[list[int]], step: int) -> None:
    ids, mask = padded(rows, step)
    assert ids.shape == mask.shape
    assert ids.shape[1] % step == 0
    assert ids.shape[1] - max(map(len, rows)) in range(step)
    assert [row[held == 1].tolist() for row, held in zip(ids, mask, strict=True)] == rows


# In a process of its own: it watches every socket that Python opens, from the first import on.
ALONE = """
import sys
def hook(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"}:
        print(event, arguments[-1], file=sys.stderr)
        raise SystemExit("something reached for the network")
sys.addaudithook(hook)
from pathlib import Path
from index.embedding import DEFAULT_MODEL, load
assert load(DEFAULT_MODEL, Path(sys.argv[1])).question("Who?").shape == (384,)
import openvino.tools.ovc
assert sys.modules["openvino_telemetry"] is None
import threading
for thread in threading.enumerate():
    if thread is not threading.main_thread() and not thread.daemon:
        thread.join()
"""


def test_serving_a_model_tells_nobody(tmp_path: Path, embedder: object, model_home: Path) -> None:
    """OpenVINO would report its import, by a thread of its own and a file in the person's folder."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"}  # where it reports less
    done = subprocess.run(
        [sys.executable, "-c", ALONE, model_home],
        env={**environment, "HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []
