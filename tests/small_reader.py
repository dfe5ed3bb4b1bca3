"""Models of transformers as they lie in a folder, small and of random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig, PreTrainedTokenizerFast

from index.query.reader_model import FOLDER

SPECIAL = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}


def saved(folder: Path, model: type[Any], **config: Any) -> Path:
    """A small model of random weights with the packaged reader's words."""
    torch.manual_seed(7)
    words = PreTrainedTokenizerFast(
        tokenizer_file=str(FOLDER / "tokenizer.json"),
        **SPECIAL,
        model_max_length=config.pop("longest", 128),
    )
    small = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    # Weights larger than at the start of training, so that logits differ enough to be told apart.
    made = model(BertConfig(vocab_size=len(words), initializer_range=0.5, **small, **config))
    made.save_pretrained(folder)
    words.save_pretrained(folder)
    return folder
