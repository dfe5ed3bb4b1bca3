"""Time expressions of Wikinews articles (MEANTIME), scored as in TempEval-3, beside HeidelTime's level.

    python -m bench.dates [--errors]

Strict and relaxed: the span; value: the TIMEX3 value too; cal: the right calendar interval at the right
precision. HeidelTime's figures are the published ones over all 118 articles, ours are over the 60 given
for development, so the two columns may be set side by side but not subtracted.
"""

from __future__ import annotations

import json
import re
import sys
import time
from datetime import date
from typing import Any

from bench.development_data import folder, scorer
from index.timeline.calendar import resolve

HEIDELTIME = {"value": 72.5, "cal": 79.4}
REPEATS = 5


def tag(article: dict[str, Any]) -> list[dict[str, Any]]:
    found = resolve(article["text"], date.fromisoformat(article["dct"]))
    return [{"start": d.start, "end": d.end, "type": d.type, "value": d.value} for d in found]


def main() -> None:
    data = folder("dates")
    articles = json.loads((data / "wikinews.json").read_text(encoding="utf-8"))
    errors: list[Any] | None = [] if "--errors" in sys.argv else None
    figures = scorer(data / "score.py").score(articles, {a["id"]: tag(a) for a in articles}, errors)
    print(f"{len(articles)} articles, {figures['gold']} expressions, {figures['pred']} found")
    print(f"{'F1':10}{'Footnote':>10}{'HeidelTime':>12}")
    for name in ("strict", "relaxed", "value", "cal"):
        print(f"{name:10}{figures[name]['F1']:10.1f}{HEIDELTIME.get(name, '-'):>12}")
    for error in errors or ():
        print(*error, sep=" | ")
    sentences = sum(len(re.findall(r"[.!?]['\"]*(?:\s|$)", a["text"])) for a in articles)
    began = time.process_time()
    for _ in range(REPEATS):
        for article in articles:
            tag(article)
    seconds = time.process_time() - began
    print(f"{sentences * REPEATS / seconds:.0f} sentences a second of processor time (HeidelTime, warm: 27)")


if __name__ == "__main__":
    main()
