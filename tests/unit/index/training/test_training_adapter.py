"""The embedder's adapter: what is trained is what is served, and no right passage counts as a wrong one."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from index import adapter as served
from index.embedding import BASE_MODEL, Reference, reference_model
from index.errors import ModelError
from index.training import adapter as training
from index.training.adapter import Adapter, Pair, barred, loss_of, train, window
from index.training.sources import Row

CONTEXT = (
    "Kestrel Bridge was opened in 1931 by Ada Quill. It carried trams until 1958. "
    "The diary of its keeper was sold to the Museum of Derby for 400 pounds. Nobody has read all of it."
)
OTTERS = "Otters eat fish. They also play. A few of them live near the Museum of Derby."
TEXTS = ["Who opened the bridge?", CONTEXT, OTTERS]


def row(question: str, answer: str, context: str = CONTEXT) -> Row:
    start = context.index(answer)
    return Row("1", "made", question, "", context, ((start, start + len(answer)),), True, "span", 1.0)


OPENED, BOUGHT, FOOD = (
    row("Who opened Kestrel Bridge?", "Ada Quill"),
    row("Who bought the diary?", "Museum of Derby"),
    row("What do otters eat?", "fish", OTTERS),
)
PAIRS = [Pair(OPENED, CONTEXT, ""), Pair(BOUGHT, CONTEXT, ""), Pair(FOOD, OTTERS, CONTEXT)] * 2


@pytest.mark.parametrize("seed", range(8))
def test_a_window_of_whole_sentences_holds_the_answer(seed: int) -> None:
    found = window(CONTEXT * 3, row("Who bought it?", "Museum of Derby", CONTEXT * 3), random.Random(seed))
    assert "Museum of Derby" in found
    assert found in CONTEXT * 3
    assert len(found) <= training.CHARACTERS[1]
    assert found.endswith(".")


def test_what_answers_too_is_no_wrong_passage() -> None:
    table = barred(PAIRS[:3], [CONTEXT, CONTEXT, OTTERS, CONTEXT])
    assert table.tolist() == [
        [False, True, False, True],  # the same context, twice
        [True, False, True, True],  # and the otters' passage names the museum
        [False, False, False, False],
    ]


def test_loss_falls_with_the_distance_of_wrong_passages_and_ignores_barred_ones() -> None:
    questions, right, wrong = torch.eye(2), torch.eye(2), torch.tensor([[0.9, 0.1]])
    no = torch.zeros(2, 3, dtype=torch.bool)
    without = torch.tensor([[False, False, True], [False, False, True]])
    passages = torch.cat([right, wrong])
    assert loss_of(questions, passages, no) > loss_of(questions, passages, without)
    assert loss_of(questions, right.flip(0), no[:, :2]) > loss_of(questions, right, no[:, :2])


def test_an_adapter_adds_nothing_before_it_is_trained(tmp_path: Path) -> None:
    fresh = Adapter(seed=1)
    fresh.save(tmp_path / "none.safetensors")
    encoder = reference_model(BASE_MODEL, 1)[0].model
    before = {name: value.clone() for name, value in encoder.state_dict().items()}
    served.adapt(encoder, tmp_path / "none.safetensors")
    assert all(torch.equal(before[name], value) for name, value in encoder.state_dict().items())


def test_what_is_trained_is_what_is_served(tmp_path: Path) -> None:
    train(PAIRS, tmp_path, steps=6, seed=1, every=3)
    trained = Adapter(seed=1)
    state = torch.load(tmp_path / "adapter.pt", weights_only=True)
    for part, value in zip(trained.parameters(), state["parts"], strict=True):
        part.data.copy_(value)
    model = reference_model(BASE_MODEL, 1)
    served.adapt(model[0].model, tmp_path / "adapter.safetensors")
    with torch.inference_mode():
        wanted = trained.vectors(TEXTS).numpy()
    ours = model.encode(TEXTS, normalize_embeddings=True)
    plain = Reference(BASE_MODEL, 1).texts(TEXTS)
    assert (ours * wanted).sum(axis=1).min() > 0.999
    assert (ours * plain).sum(axis=1).min() < 0.999


def test_a_stopped_run_resumes_to_the_same_adapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "BATCH", 2)
    train(PAIRS, tmp_path / "whole", steps=3, seed=1, every=1)
    save, calls = torch.save, []

    def stop(state: object, file: Path) -> None:
        save(state, file)
        calls.append(file)
        if len(calls) == 3:  # written, and not yet in its place
            raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", stop)
    with pytest.raises(KeyboardInterrupt):
        train(PAIRS, tmp_path / "parts", steps=3, seed=1, every=1)
    monkeypatch.setattr(torch, "save", save)
    train(PAIRS, tmp_path / "parts", steps=3, seed=1, every=1)
    one, other = (load_file(tmp_path / name / "adapter.safetensors") for name in ("whole", "parts"))
    assert one.keys() == other.keys()
    assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("damage", ["missing", "no file of weights", "another network"])
def test_an_adapter_that_does_not_fit_is_named(damage: str, tmp_path: Path) -> None:
    file = tmp_path / "adapter.safetensors"
    if damage == "no file of weights":
        file.write_bytes(b"nothing")
    if damage == "another network":
        save_file({"encoder.layer.0.attention.self.query.b": torch.zeros(3, 3)}, file)
    with pytest.raises(ModelError, match="cannot be read: install again"):
        served.adapt(reference_model(BASE_MODEL, 1)[0].model, file)
