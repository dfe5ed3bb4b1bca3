"""Entity timelines (SemEval-2015 task 4, stock market corpus): which sentences, with which dates.

    python -m bench.timelines [--without-model] [--verbose]

The figures beside ours are those of the obvious way over all three corpora: sentences that hold the
entity's words, dated by their first date, else by the publication date.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench.development_data import folder, scorer
from index.embedding import DEFAULT_MODEL, load
from index.model import Document, Quote
from index.timeline.timeline import Entry, Source, Timeline, build
from index.timeline.topic import Embed, Topic

NAIVE = {"sentence_f1": 46.2, "date_accuracy": 67.3, "dated_sentence_f1": 31.1}
EVERYTHING = 10_000


def read(corpus: dict[str, Any]) -> tuple[list[Source], dict[tuple[str, int], tuple[str, int]]]:
    """Documents made of one sentence a line, and the place of each sentence in the corpus."""
    sources: list[Source] = []
    places: dict[tuple[str, int], tuple[str, int]] = {}
    for identity, article in corpus["documents"].items():
        ranges, text = [], ""
        numbers = sorted(article["sentences"], key=int)
        for number in numbers:
            sentence = article["sentences"][number]
            ranges.append((len(text), len(text) + len(sentence)))
            text += sentence + "\n"
        published = date.fromisoformat(article["published"])
        document = Document(text, identity, identity, "text/plain", published)
        sources.append((document, ranges))
        for number, (start, _) in zip(numbers, ranges, strict=True):
            places[document.hash, start] = (identity, int(number))
    return sources, places


def rows(timeline: Timeline, places: dict[tuple[str, int], tuple[str, int]]) -> list[dict[str, Any]]:
    def row(quote: Quote, entry: Entry) -> dict[str, Any]:
        document, sentence = places[quote.span.document, quote.span.start]
        return {"document": document, "sentence": sentence, "date": entry.interval[0].isoformat()}

    return [row(quote, entry) for entry in timeline.entries for quote in (entry.quote, *entry.also)] + [
        row(other.quote, entry) for entry in timeline.entries for other in entry.disagreements
    ]


def main() -> None:
    data = folder("timelines")
    gold = json.loads((data / "wikinews_stock.json").read_text(encoding="utf-8"))
    embed: Embed | None = None
    if "--without-model" not in sys.argv:
        with tempfile.TemporaryDirectory() as home:
            embed = load(DEFAULT_MODEL, Path(home)).texts
    predicted: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name, corpus in gold.items():
        sources, places = read(corpus)
        predicted[name] = {}
        for entity, wanted in corpus["timelines"].items():
            topic = Topic(entity, [document for document, _ in sources])
            timeline = build(
                sources, relevance=partial(topic.scores, embed=embed), limit=EVERYTHING, embed=embed
            )
            predicted[name][entity] = rows(timeline, places)
            if "--verbose" in sys.argv:
                print(f"{entity:30} {len(wanted):4} wanted {len(predicted[name][entity]):4} listed")
    figures = scorer(data / "score.py").score(gold, predicted)
    print(f"{figures['gold']} dated sentences, {figures['listed']} listed")
    print(f"{'':20}{'Footnote':>10}{'naive':>8}")
    for name, naive in NAIVE.items():
        print(f"{name:20}{figures[name]:10.1f}{naive:8.1f}")


if __name__ == "__main__":
    main()
