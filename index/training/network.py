"""The reader's network: a small BERT over (question, title and date, passage), with three heads.

Devlin et al. 2019 (arXiv:1810.04805) for the encoder and the span head; the empty answer points at [CLS].
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel


class ReaderNetwork(nn.Module):
    """`answerable`: one logit a passage. `sentences`: one logit a sentence, from the mean of its tokens.

    `start` and `end`: one logit a token. Word embeddings are frozen: their gradient is the costliest
    part of a step on a CPU, and most words of a new story are never seen in training.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        self.answerable = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.sentence = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.span = nn.Linear(width, 2)

    @classmethod
    def from_pretrained(cls, folder: Path) -> ReaderNetwork:
        """Encoder weights from `folder`, heads new; no dropout: every example is seen once or twice."""
        encoder = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        return cls(encoder)

    def forward(
        self, ids: Tensor, types: Tensor, mask: Tensor, pooling: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits from ids, types and mask, all (batch, tokens).

        `pooling` is (batch, sentences, tokens): row j holds 1 / n at the n tokens of sentence j. Gives
        (batch), (batch, sentences), (batch, tokens) and (batch, tokens).
        """
        hidden = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        answerable = self.answerable(hidden[:, 0]).squeeze(-1)
        sentences = self.sentence(torch.matmul(pooling.to(hidden.dtype), hidden)).squeeze(-1)
        start, end = self.span(hidden).unbind(-1)
        return answerable, sentences, start, end

    def groups(self, rate: float, head_rate: float, decay: float) -> list[dict[str, object]]:
        """Parameters with their learning rates: each layer `decay` times that of the one above."""
        layers = [list(layer.parameters()) for layer in self.encoder.encoder.layer]
        embeddings = [p for p in self.encoder.embeddings.parameters() if p.requires_grad]
        stacked = [embeddings, *layers]
        groups: list[dict[str, object]] = [
            {"params": params, "lr": rate * decay ** (len(stacked) - 1 - at)}
            for at, params in enumerate(stacked)
        ]
        heads = [p for head in (self.answerable, self.sentence, self.span) for p in head.parameters()]
        return [*groups, {"params": heads, "lr": head_rate}]
