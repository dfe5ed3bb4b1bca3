"""Texts told apart as SQuAD does: by their words alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ARTICLES = frozenset({"a", "an", "the"})


def normalised(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces (Rajpurkar et al. 2016), a space around."""
    text = re.sub(r"[^\w\s]|_", " ", unicodedata.normalize("NFKC", text).lower())
    return f" {' '.join(word for word in text.split() if word not in ARTICLES)} "


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether any of the answers stands in the text, as whole words."""
    flat = normalised(text)
    return any(normalised(one) in flat for one in answers if normalised(one).strip())
