"""The exported network with 8-bit weights and activations: `python -m index.training.quantize --help`.

Post-training static quantisation with SmoothQuant (Xiao et al. 2023, arXiv:2211.10438) by NNCF; ranges come
from training examples. On processors with 8-bit dot products a passage is read about 1.6 times as fast.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
import shutil
from pathlib import Path

import nncf
import openvino

from index.query.reader_model import network_inputs
from index.training.examples import Example

EXACT = nncf.IgnoredScope(
    patterns=[r".*network\.(answerable|sentence|span).*"], names=["__module.network/aten::matmul/MatMul"]
)
"""The heads, and the mean over each sentence: its weights of 1 / n do not survive 8 bits (correlation of the
sentence logits with the unquantised network's .26, against .998 without)."""

SHORTEST = 80  # tokens: serving reads longer passages than most of training


def quantize(source: Path, examples: list[Example], out: Path) -> None:
    """Write the network of `source` quantised, with its tokenizer and manifest, into `out`."""
    dataset = nncf.Dataset(examples, lambda example: network_inputs([example.encoded]))
    quantized = nncf.quantize(
        openvino.Core().read_model(source / "reader.xml"),
        dataset,
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(examples),
        ignored_scope=EXACT,
    )
    out.mkdir(parents=True, exist_ok=True)
    openvino.save_model(quantized, out / "reader.xml", compress_to_fp16=True)
    shutil.copyfile(source / "tokenizer.json", out / "tokenizer.json")
    manifest = json.loads((source / "manifest.json").read_text("utf-8"))
    manifest["sha256"] = hashlib.sha256((out / "reader.bin").read_bytes()).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="folder that index.training.export wrote")
    parser.add_argument("examples", type=Path, help="training examples to take ranges from")
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    examples: list[Example] = pickle.loads(options.examples.read_bytes())
    random.Random(3).shuffle(examples)
    chosen = [e for e in examples if len(e.encoded.ids) >= SHORTEST][: options.count]
    quantize(options.source, chosen, options.out)


if __name__ == "__main__":
    main()
