"""Training a network of a few thousand weights: it resumes exactly where it stopped, and it learns."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from index.query.reader_input import Encoded
from index.training.batches import Batch, batched, collate
from index.training.examples import Example
from index.training.train import Plan, Stream, nll, order, rate_at, train


def example(number: int) -> Example:
    """The answer is the token with the number of the question; even numbers only are in the passage."""
    wanted = 10 + number % 8
    present = number % 2 == 0
    body = [20, wanted if present else 21, 22, 23]
    encoded = Encoded(
        ids=[1, wanted, 2, 2, *body, 2],
        types=[0, 0, 0, 1, 1, 1, 1, 1, 1],
        passage=4,
        offsets=[(i, i + 1) for i in range(4)],
        sentences=[(4, 6), (6, 8)],
    )
    right = ((5, 5),) if present else ()
    return Example(encoded, present, right, (present, False), False, "made", "positive")


class Examples(Stream):
    """The same few examples at every step; stops where a process might be killed."""

    def __init__(self, stop: int | None = None) -> None:
        self._stop = stop

    def batch(self, step: int) -> Batch:
        if step == self._stop:
            raise KeyboardInterrupt
        return collate([example(n + step) for n in range(16)], 0.4)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("weights")
    config = BertConfig(
        vocab_size=32, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def test_a_stopped_run_resumes_to_the_same_weights(weights: Path, tmp_path: Path) -> None:
    train(Examples(), weights, tmp_path / "whole", Plan(6, seed=1), every=2)
    with pytest.raises(KeyboardInterrupt):
        train(Examples(stop=5), weights, tmp_path / "parts", Plan(6, seed=1), every=2)
    train(Examples(), weights, tmp_path / "parts", Plan(6, seed=1), every=2)
    one, other = (
        torch.load(tmp_path / name / "checkpoint.pt", weights_only=True)["network"]
        for name in ("whole", "parts")
    )
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_second_stage_begins_with_the_weights_of_the_first(weights: Path, tmp_path: Path) -> None:
    train(Examples(), weights, tmp_path / "first", Plan(4, seed=1), every=2)
    start = tmp_path / "first" / "checkpoint.pt"
    still = Plan(2, seed=1, rate=0.0, order=0.5, start=start)
    train(Examples(), weights, tmp_path / "second", still, every=2)
    one, other = (
        torch.load(tmp_path / name / "checkpoint.pt", weights_only=True) for name in ("first", "second")
    )
    assert other["step"] == 2
    assert all(torch.equal(one["network"][name], other["network"][name]) for name in one["network"])


def test_order_counts_every_pair() -> None:
    right = torch.tensor([True, False, False])
    assert order(torch.tensor([0.0, 0.0, 0.0]), right).item() == pytest.approx(math.log(2))
    assert order(torch.tensor([9.0, -9.0, -9.0]), right).item() < 1e-6
    assert order(torch.tensor([9.0, 9.0]), torch.tensor([True, True])).item() == 0.0


def test_losses_fall(weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(Examples(), weights, tmp_path / "run", Plan(100, seed=1))
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert entries[-1]["step"] == 100
    assert entries[-1]["span"] < entries[0]["span"]


def test_rate_rises_stays_and_falls() -> None:
    rates = [rate_at(step, 100) for step in range(100)]
    assert rates[0] < rates[4] == rates[44] == 1.0
    assert rates[45:] == sorted(rates[45:], reverse=True)
    assert rates[99] < 0.02


def test_nll_counts_every_right_place() -> None:
    logits = torch.zeros(1, 4)
    allowed = torch.tensor([[True, True, True, False]])
    right = torch.tensor([[True, True, False, False]])
    assert nll(logits, allowed, right).item() == pytest.approx(-torch.tensor(2 / 3).log().item())


def test_batches_hold_every_example_once() -> None:
    made = [example(n) for n in range(70)]
    order = batched(made, 32, seed=5)
    assert sorted(n for batch in order for n in batch) == list(range(70))
    assert order == batched(made, 32, seed=5)
