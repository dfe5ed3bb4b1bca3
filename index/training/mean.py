"""The mean of two checkpoints of one descent: `python -m index.training.mean ONE OTHER OUT [--share 0.5]`.

Networks fine-tuned from the same weights often lie in one basin, and their mean keeps what each is better at
(Wortsman et al. 2022, arXiv:2203.05482).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor


def mean(one: dict[str, Tensor], other: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """`share` of `other` and the rest of `one`, tensor by tensor; what does not float is that of `one`."""
    return {
        name: torch.lerp(values, other[name], share) if values.is_floating_point() else values
        for name, values in one.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("out", type=Path, help="for index.training.export")
    parser.add_argument("--share", type=float, default=0.5, help="of the second, from 0 to 1")
    options = parser.parse_args()
    one, other = (torch.load(path, weights_only=True)["network"] for path in (options.one, options.other))
    torch.save({"network": mean(one, other, options.share)}, options.out)


if __name__ == "__main__":
    main()
