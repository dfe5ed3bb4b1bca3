"""The served model against sentence-transformers itself."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import adapter
from index.embedding import (
    BASE_MODEL,
    DEFAULT_MODEL,
    FIDELITY,
    Embedder,
    Reference,
    Served,
    _key,
    load,
    location,
)
from index.errors import ModelError

PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

PLACES = (
    "harbour",
    "station",
    "library",
    "market",
    "bridge",
    "museum",
    "school",
    "airport",
    "park",
    "theatre",
)
EVENTS = (
    "The {place} was closed for repairs after the storm, the council said on Monday.",
    "Nobody expected the old {place} to be sold, and least of all to the people who had fought for it.",
    "How much the new {place} will cost is unknown; estimates in two reports differ by half.",
    "Visitors to the {place} rose by 12% in 2019 and fell to almost nothing in the year that followed.",
)
TEXTS = [event.format(place=place) for place in PLACES for event in EVENTS]
QUESTIONS = [
    "Why was the bridge closed?",
    "What does the airport cost?",
    "Who bought the theatre?",
    "visitors 2019",
]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference(DEFAULT_MODEL, threads=1)


def test_the_base_of_the_default_model_is_the_published_one() -> None:
    folder = location(BASE_MODEL)
    assert folder is not None
    assert hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() == PUBLISHED


def test_default_model_is_served_and_agrees_with_the_reference(
    embedder: Embedder, reference: Reference
) -> None:
    assert isinstance(embedder, Served)
    assert embedder.identity == reference.identity
    ours, theirs = embedder.texts(TEXTS), reference.texts(TEXTS)
    assert (ours * theirs).sum(axis=1).min() >= FIDELITY
    overlaps = []
    for question in QUESTIONS:
        near = np.argsort(-(ours @ embedder.question(question)), kind="stable")[:10]
        nearest = np.argsort(-(theirs @ reference.question(question)), kind="stable")[:10]
        overlaps.append(len(set(near) & set(nearest)) / 10)
    assert np.mean(overlaps) >= 0.97


def test_vectors_have_unit_length_and_keep_order_and_batching_does_not_matter(embedder: Embedder) -> None:
    texts = ["short", *TEXTS[:5], "a much longer text " * 30, ""]
    together = embedder.texts(texts)
    alone = np.concatenate([embedder.texts([text]) for text in texts])
    assert together.shape == (len(texts), embedder.dimension)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert (together * alone).sum(axis=1).min() > FIDELITY
    assert embedder.texts([]).shape == (0, embedder.dimension)


def test_counts_are_those_of_the_reference_tokenizer(embedder: Embedder, reference: Reference) -> None:
    texts = [*TEXTS[:3], "", "日本語 🙂 naïve", "word " * 1000]
    assert embedder.count(texts) == reference.count(texts)


def test_serving_never_imports_torch(embedder: Embedder, model_home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.embedding import load;"
        f"load({DEFAULT_MODEL!r}, Path({str(model_home)!r})).question('x');"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_model_that_does_not_export_exactly_is_served_by_the_reference(
    embedder: Embedder, model_home: Path, tmp_path: Path
) -> None:
    folder = next((model_home / "models").glob("*/manifest.json")).parent
    copy = tmp_path / "models" / folder.name
    copy.mkdir(parents=True)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (copy / "manifest.json").write_text(json.dumps({**manifest, "serves": "reference"}), "utf-8")
    assert isinstance(load(DEFAULT_MODEL, tmp_path), Reference)


def test_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no sentence-transformers model folder"):
        load(str(tmp_path), tmp_path)
    with pytest.raises(ModelError, match="no model folder"):
        load(str(tmp_path / "missing"), tmp_path)


def test_a_missing_adapter_is_named_with_the_way_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "FILE", tmp_path / "adapter.safetensors")
    with pytest.raises(ModelError, match="install again or set FOOTNOTE_MODEL=all-MiniLM-L6-v2"):
        load(DEFAULT_MODEL, tmp_path)
    assert location(BASE_MODEL) is not None


def test_another_adapter_is_another_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _key(DEFAULT_MODEL)
    monkeypatch.setattr(adapter, "FILE", tmp_path / "adapter.safetensors")
    adapter.FILE.write_bytes(b"other")
    assert _key(DEFAULT_MODEL) != before
    assert _key(BASE_MODEL) != before


def test_broken_model_folder_is_reported_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match="cannot be loaded") as raised:
        load(str(folder), tmp_path / "home")
    assert "\n" not in str(raised.value)
    assert not list((tmp_path / "home" / "models").iterdir())


def test_damaged_export_says_what_to_delete(embedder: Embedder, model_home: Path, tmp_path: Path) -> None:
    folder = next((model_home / "models").glob("*/manifest.json")).parent
    copy = tmp_path / "models" / folder.name
    copy.mkdir(parents=True)
    (copy / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
    with pytest.raises(ModelError, match="delete that folder"):
        load(DEFAULT_MODEL, tmp_path)
