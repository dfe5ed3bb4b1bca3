"""Small stories: one article each. Is what it answers answered, and what it does not declined?

    python -m bench.small [--questions N] [--reader trained|words|FOLDER]

Data: `dev/squad2/dev.json.gz` under FOOTNOTE_DATA, SQuAD 2.0's format. Every article becomes a story of its
own and is asked N of its questions, N of the next article's, and N that people wrote to be unanswerable,
though its paragraphs are about them. Answered means a confidence of the reader's threshold or more.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bench.development_data import folder
from bench.readers import chosen
from index.embedding import DEFAULT_MODEL, Embedder, load
from index.ingest.build import build
from index.model import Question
from index.query.evaluation import auroc
from index.query.evidence import answer
from index.query.normal import holds
from index.query.reader import MakeReader
from index.store.snapshot import Snapshot, Stories
from index.training.calibrate import Asked, read_squad

OWN, OTHERS, DESIGNED = "its own", "of another article", "unanswerable by design"


@dataclass(frozen=True, slots=True)
class Told:
    """How sure the answer was, whether it counted as one, and which of its quotes hold the right words."""

    confidence: float
    answered: bool
    holding: tuple[bool, ...]


def articles(path: Path, count: int) -> Iterator[tuple[str, str, list[Asked], list[Asked]]]:
    """(title, text, `count` answerable questions, `count` unanswerable ones) of each, drawn by one seed."""
    chance = random.Random(17)
    for title, group in groupby(read_squad(path), key=lambda one: one.passage.title):
        asked = list(group)
        drawn = []
        for answerable in (True, False):
            kind = [one for one in asked if bool(one.answers) is answerable]
            drawn.append(chance.sample(kind, min(count, len(kind))))
        yield title, "\n\n".join(dict.fromkeys(one.passage.text for one in asked)), drawn[0], drawn[1]


def ask(
    snapshot: Snapshot, embedder: Embedder, make_reader: MakeReader, questions: Sequence[Asked]
) -> Iterator[Told]:
    for one in questions:
        found = answer(snapshot, embedder, Question(one.question), top=3, make_reader=make_reader)
        right = [text for _, text in one.answers]
        quotes = found.quotes if found.answered else ()
        yield Told(
            found.confidence, found.answered, tuple(holds(quote.read(snapshot), right) for quote in quotes)
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=15, help="of each kind, to each article")
    parser.add_argument("--reader", default="trained", help="trained, words, or a reader's folder")
    options = parser.parse_args()
    every = list(articles(folder("squad2") / "dev.json.gz", options.questions))
    asked: dict[str, list[Told]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        stories, embedder = Stories(home), load(DEFAULT_MODEL, home)
        make_reader = chosen(options.reader, home)
        for number, (title, text, own, designed) in enumerate(every):
            story = f"article-{number}"
            path = home / f"{story}.md"
            path.write_text(f"# {title}\n\n{text}\n", "utf-8")
            build(stories, story, [path], embedder)
            snapshot = stories.current(story)
            others = every[(number + 1) % len(every)][2]
            for kind, questions in ((OWN, own), (OTHERS, others), (DESIGNED, designed)):
                asked[kind] += ask(snapshot, embedder, make_reader, questions)
    print(f"reader: {options.reader}; {len(every)} articles of SQuAD 2.0 dev, each a story")
    good = [one.confidence for one in asked[OWN]]
    for kind, ones in asked.items():
        said = statistics.mean(one.answered for one in ones)
        told = "" if kind == OWN else f"   AUROC {auroc(good, [one.confidence for one in ones]):.3f}"
        print(f"{kind:24}{len(ones):5} questions, answered {said:.3f}{told}")
    for count in (1, 3):
        found = statistics.mean(any(one.holding[:count]) for one in asked[OWN])
        print(f"  of its own: answered, and one of {count} quotes holds it  {found:.3f}")


if __name__ == "__main__":
    main()
