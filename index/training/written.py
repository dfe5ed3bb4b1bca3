"""Questions written for the reader over passages of the training sets, in answerable and unanswerable twins.

`written.jsonl.gz` holds no passage: each line names its own by the first 12 hex digits of the SHA-256 of its
text, and gives `question` and `answer`, [start, end) in characters, null where the passage has none. How they
were written: MODEL_CARD.md.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.training.sources import Row

FILE = Path(__file__).with_name("written.jsonl.gz")
SOURCE = "written"
ASIDE = "0"


def key(context: str) -> str:
    return hashlib.sha256(context.encode("utf-8")).hexdigest()[:12]


def read_written(rows: Sequence[Row], file: Path = FILE, *, aside: bool = False) -> Iterator[Row]:
    """Each question with its passage out of `rows`; those whose passage is not among them are left out.

    Every sixteenth passage's are kept aside to measure with, and come alone with `aside`.
    """
    passages = {key(row.context): row for row in rows}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            entry = json.loads(line)
            passage = passages.get(entry["context"])
            if passage is None or (entry["context"][0] == ASIDE) != aside:
                continue
            answer = entry["answer"]
            yield Row(
                id=f"{SOURCE}-{number}",
                source=SOURCE,
                question=entry["question"],
                title=passage.title,
                context=passage.context,
                answers=((answer[0], answer[1]),) if answer else (),
                answerable=bool(answer),
                label="span",
                weight=1.0,
            )
