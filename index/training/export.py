"""A trained checkpoint to the files that are served: `python -m index.training.export --help`.

Word embeddings, half of all weights, go to 8 bits a weight with a scale for each word; the rest to 16.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import openvino
import torch
from torch import Tensor, nn

from index.training.network import ReaderNetwork


class ByteEmbedding(nn.Module):
    """Word embeddings as int8 rows with one scale a row (largest magnitude / 127)."""

    table: Tensor
    scale: Tensor

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("table", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        rows = nn.functional.embedding(ids, self.table)
        return rows.to(torch.float32) * nn.functional.embedding(ids, self.scale)


class Served(nn.Module):
    """The network with the inputs the runtime gives: whole numbers only.

    `segments` is (batch, tokens): the number, from 1, of each token's sentence; `numbers` is 1 to the
    largest number of sentences.
    """

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self,
        input_ids: Tensor,
        token_type_ids: Tensor,
        attention_mask: Tensor,
        segments: Tensor,
        numbers: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        member = (segments.unsqueeze(1) == numbers.view(1, -1, 1)).to(torch.float32)
        pooling = member / member.sum(dim=2, keepdim=True).clamp(min=1.0)
        outputs: tuple[Tensor, Tensor, Tensor, Tensor] = self.network(
            input_ids, token_type_ids, attention_mask, pooling
        )
        return outputs


def export(checkpoint: Path, weights: Path, out: Path) -> None:
    """Write network, tokenizer and a manifest without calibration (see `index.training.calibrate`)."""
    network = ReaderNetwork.from_pretrained(weights)
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["network"])
    network.eval()
    words = network.encoder.embeddings.word_embeddings.weight.detach()
    network.encoder.embeddings.word_embeddings = ByteEmbedding(words)
    row = torch.ones(2, 16, dtype=torch.long)
    example = (row, row, row, row, torch.arange(1, 4))
    converted = openvino.convert_model(Served(network).eval(), example_input=example)
    out.mkdir(parents=True, exist_ok=True)
    openvino.save_model(converted, out / "reader.xml", compress_to_fp16=True)
    shutil.copyfile(weights / "tokenizer.json", out / "tokenizer.json")
    manifest = {
        "name": "footnote-reader",
        "sha256": hashlib.sha256((out / "reader.bin").read_bytes()).hexdigest(),
        "calibration": {"answerable": [1.0, 0.0, 0.0, 0.0], "sentence": [1.0, 0.0, 0.0]},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the encoder it started from")
    options = parser.parse_args()
    export(options.checkpoint, options.weights, options.out)


if __name__ == "__main__":
    main()
