"""The served 8-bit network back to a checkpoint to go on from: `python -m index.training.restore --help`.

The weights come back rounded to 8 bits a row, with the scales that SmoothQuant moved between activations and
weights multiplied in again. The word embeddings were never trained: they are those of the encoder itself.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import openvino
import torch
from openvino import Node
from torch import Tensor

from index.runtime import Floats
from index.training.network import ReaderNetwork

PREFIX = "__module.network."


def constant(node: Node) -> Floats:
    """The value of a node that depends on constants only: plain, converted, or quantised with its scale."""
    kind = node.get_type_name()
    if kind == "Constant":
        return np.asarray(node.data, dtype=np.float32)
    inputs = [constant(value.get_node()) for value in node.input_values()]
    if kind == "Multiply":
        return inputs[0] * inputs[1]
    if kind == "Subtract":
        return inputs[0] - inputs[1]
    if kind in {"Convert", "Reshape"}:
        return inputs[0]
    raise ValueError(f"{node.get_friendly_name()}: a {kind} is no weight")


def source(node: Node, at: int) -> Node:
    return node.input_value(at).get_node()


def smoothing(node: Node) -> Floats | None:
    """What a matrix product's input was multiplied by before it was rounded; None where it was not."""
    if node.get_type_name() == "FakeQuantize":
        node = source(node, 0)
    if node.get_type_name() == "Multiply" and "smooth_quant" in node.get_friendly_name():
        return constant(source(node, 1)).reshape(-1)
    return None


def restored(reader: Path) -> dict[str, Tensor]:
    """Weights by their names in `ReaderNetwork`, but for the word embeddings."""
    found: dict[str, Floats] = {}
    linear, norm, embedding = "/aten::linear/", "/aten::layer_norm/", "/aten::embedding/Gather/fq_weights_0"
    for node in openvino.Core().read_model(reader).get_ordered_ops():
        kind, name = node.get_type_name(), node.get_friendly_name().removeprefix(PREFIX)
        layer = name.partition("/aten::")[0]
        if name.endswith(f"{linear}MatMul"):
            scale, weight = smoothing(source(node, 0)), constant(source(node, 1))
            found[f"{layer}.weight"] = weight if scale is None else weight * scale
        elif name.endswith(f"{norm}Multiply_1"):
            found[f"{layer}.weight"] = constant(source(node, 1)).reshape(-1)
        elif name.endswith((f"{linear}Add", f"{norm}Add")):
            found[f"{layer}.bias"] = constant(source(node, 1)).reshape(-1)
        elif kind == "Multiply" and name.endswith(embedding):
            found[f"{layer}.weight"] = constant(node)
    return {name: torch.from_numpy(np.array(value)) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", type=Path, help="folder of a reader as it is served")
    parser.add_argument("out", type=Path, help="for index.training.train --start")
    parser.add_argument("--weights", type=Path, required=True, help="folder of the encoder it started from")
    options = parser.parse_args()
    network = ReaderNetwork.from_pretrained(options.weights)
    network.load_state_dict({**network.state_dict(), **restored(options.reader / "reader.xml")})
    torch.save({"network": network.state_dict()}, options.out)


if __name__ == "__main__":
    main()
