"""Other sentence-transformers models than the default: small ones, made here, with random weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer  # noqa: TID251 -- to make models with
from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer  # noqa: TID251
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordLevel
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.embedding import FIDELITY, Reference, Served, _key, export

# Tracing a network warns about what it cannot see; in the child of `load` nobody hears it.
pytestmark = pytest.mark.filterwarnings("ignore")

SPECIAL = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
SPOKEN = (
    "the",
    "bridge",
    "was",
    "closed",
    "by",
    "a",
    "storm",
    "who",
    "opened",
    "it",
    "again",
    "in",
    "may",
    ":",
)
WORDS = (*SPECIAL.values(), *SPOKEN, "query", "passage")
TEXTS = ["the bridge was closed", "who opened it again in may", "a storm", "unknown words only here"]


def make(folder: Path, pooling: str, *, dense: bool = False, prompts: dict[str, str] | None = None) -> str:
    """A whole model folder as sentence-transformers writes it; returns its path."""
    torch.manual_seed(3)
    unknown = {"unk_token": SPECIAL["unk_token"]}
    words = Tokenizer(WordLevel({word: at for at, word in enumerate(WORDS)}, **unknown))
    words.normalizer = normalizers.Lowercase()
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    base = folder / "transformer"
    BertModel(config).save_pretrained(base)
    PreTrainedTokenizerFast(tokenizer_object=words, **SPECIAL).save_pretrained(base)
    modules = [Transformer(str(base), max_seq_length=32), Pooling(32, pooling_mode=pooling)]
    if dense:
        modules.append(Dense(32, 8))
    whole = SentenceTransformer(modules=modules, prompts=prompts, device="cpu")
    whole.save(str(folder / "model"))
    return str(folder / "model")


def served(name: str, folder: Path) -> Served:
    """The exported model, exported in this process: the child of `load` would import torch each time."""
    export(name, folder)
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["serves"] == "openvino"
    return Served(folder, threads=1)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_transformer_with_pooling_is_served_without_torch(tmp_path: Path, pooling: str) -> None:
    name = make(tmp_path, pooling)
    embedder, reference = served(name, tmp_path), Reference(name, threads=1)
    assert embedder.dimension == 32
    assert embedder.identity == reference.identity
    assert (embedder.texts(TEXTS) * reference.texts(TEXTS)).sum(axis=1).min() >= FIDELITY
    assert embedder.question(TEXTS[0]) @ reference.question(TEXTS[0]) >= FIDELITY


@pytest.mark.parametrize(
    "made", [lambda path: make(path, "max"), lambda path: make(path, "mean", dense=True)]
)
def test_other_shapes_are_served_by_the_reference(tmp_path: Path, made: Callable[[Path], str]) -> None:
    name = made(tmp_path)
    export(name, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["serves"] == "reference"
    assert manifest["reason"].startswith("ValueError")
    embedder = Reference(name, threads=1)
    vectors = embedder.texts(TEXTS)
    assert vectors.shape == (4, embedder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_prompts_of_a_model_are_used(tmp_path: Path) -> None:
    name = make(tmp_path, "mean", prompts={"query": "query: ", "document": "passage: "})
    embedder, reference = served(name, tmp_path), Reference(name, threads=1)
    assert embedder.question("a storm") @ reference.question("a storm") >= FIDELITY
    assert embedder.texts(["a storm"])[0] @ reference.texts(["a storm"])[0] >= FIDELITY
    assert embedder.question("a storm") @ embedder.texts(["a storm"])[0] < FIDELITY


def test_changed_model_is_exported_to_a_place_of_its_own(tmp_path: Path) -> None:
    name = make(tmp_path, "mean")
    before = _key(name)
    assert _key(name) == before
    weights = Path(name) / "model.safetensors"
    weights.write_bytes(weights.read_bytes() + b"\0")
    assert _key(name) != before
