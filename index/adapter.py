"""What makes the default embedder of all-MiniLM-L6-v2: an adapter of low rank, added to its weights once.

A linear map W of the encoder becomes W + B A, B and A of RANK columns and rows (LoRA, Hu et al. 2021,
arXiv:2106.09685). So 1.3 MB travel with the code and not 45; `index.training.adapter` makes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import ModelError

FILE = Path(__file__).with_name("embedder_weights") / "adapter.safetensors"
ADAPTED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The linear maps of one layer of a BERT."""


def adapted(encoder: Any) -> Iterator[str]:
    """Names of the linear maps of a transformers BertModel that the adapter adds to."""
    for number in range(encoder.config.num_hidden_layers):
        for name in ADAPTED:
            yield f"encoder.layer.{number}.{name}"


def adapt(encoder: Any, file: Path = FILE) -> None:
    """Add the adapter in `file` to the weights of a transformers BertModel, in place.

    Raises `ModelError` for a file that is missing or was made for another network.
    """
    from safetensors import SafetensorError  # noqa: PLC0415 -- comes with torch, which serving does without
    from safetensors.torch import load_file  # noqa: PLC0415

    try:
        parts = load_file(file)
        for name in adapted(encoder):
            weight = encoder.get_submodule(name).weight
            weight.data += parts[f"{name}.b"].float() @ parts[f"{name}.a"].float()
    except (OSError, SafetensorError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"the adapter {file} cannot be read: install again or set FOOTNOTE_MODEL=all-MiniLM-L6-v2"
        ) from error
