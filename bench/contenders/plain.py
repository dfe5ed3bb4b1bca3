"""The script everybody writes first: SentenceTransformer.encode into a flat FAISS index, cosine alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import faiss  # noqa: TID251 -- the point of this contender
import torch
from sentence_transformers import SentenceTransformer  # noqa: TID251 -- same

from bench.contenders.common import passages, report
from index.embedding import BASE_MODEL, location


def model() -> SentenceTransformer:
    torch.set_num_threads(1)
    return SentenceTransformer(str(location(BASE_MODEL)), device="cpu")


def index(source: Path, home: Path) -> int:
    texts = passages(source)
    vectors = model().encode(texts, normalize_embeddings=True, show_progress_bar=False)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    home.mkdir(parents=True, exist_ok=True)
    faiss.write_index(flat, str(home / "plain.faiss"))
    (home / "plain.json").write_text(json.dumps(texts), "utf-8")
    return len(texts)


def opened(home: Path) -> Callable[[str], object]:
    loaded, flat = model(), faiss.read_index(str(home / "plain.faiss"))
    texts = json.loads((home / "plain.json").read_text("utf-8"))

    def ask(question: str) -> list[str]:
        vector = loaded.encode([question], normalize_embeddings=True, show_progress_bar=False)
        return [texts[row] for row in flat.search(vector, 3)[1][0]]

    return ask


if __name__ == "__main__":
    report(index, opened)
