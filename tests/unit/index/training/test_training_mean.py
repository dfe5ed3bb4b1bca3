"""Two networks become one, tensor by tensor."""

from __future__ import annotations

import torch

from index.training.mean import mean


def test_values_lie_between_and_numbers_are_those_of_the_first() -> None:
    one = {"weight": torch.tensor([0.0, 2.0]), "positions": torch.tensor([1, 2])}
    other = {"weight": torch.tensor([1.0, 4.0]), "positions": torch.tensor([3, 4])}
    made = mean(one, other, 0.25)
    assert torch.equal(made["weight"], torch.tensor([0.25, 2.5]))
    assert torch.equal(made["positions"], torch.tensor([1, 2]))
    assert torch.equal(mean(one, other, 0.0)["weight"], one["weight"])
