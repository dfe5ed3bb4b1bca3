"""What is asked of the small story, and the sentence that answers it."""

from __future__ import annotations

VIENNA = "The treaty was signed in Vienna."
QUESTION = "Where was the treaty signed?"
LATER = "How many ministers attended?"
