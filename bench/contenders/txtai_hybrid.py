"""txtai with BM25 and dense search together (`hybrid`), content stored: its own way to what we do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from txtai import Embeddings

from bench.contenders.common import passages, report
from index.embedding import BASE_MODEL, location


def index(source: Path, home: Path) -> int:
    torch.set_num_threads(1)
    texts = passages(source)
    embeddings = Embeddings(path=str(location(BASE_MODEL)), hybrid=True, content=True, gpu=False)
    embeddings.index(texts)
    embeddings.save(str(home / "txtai"))
    return len(texts)


def opened(home: Path) -> Callable[[str], object]:
    torch.set_num_threads(1)
    embeddings = Embeddings()
    embeddings.load(str(home / "txtai"))
    return lambda question: embeddings.search(question, 3)


if __name__ == "__main__":
    report(index, opened)
