"""Follow-ups: is the answer quoted when a question leans on the one before?

    python -m bench.followups [--home DIR] [--reader trained|words] [--later] [--alone] [--misses]

Dialogues of two and three turns over the texts in bench/dialogues and over seeds/, which stand among the
development news (`dev/news/corpus.jsonl.gz` under FOOTNOTE_DATA) as a story's documents stand among others.
`--alone` leaves the news out. `--later` takes the 28 dialogues that were written after the rules and changed
none of them. Each later question is asked three ways: as typed, completed from what came before, and as a
person rewrote it in full. Then the new topics among them: carrying must leave those alone. The last column
is what completing a new topic would cost if it were not told apart.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.development_data import folder
from bench.readers import chosen
from bot.followup import Before, carried, leans
from index.embedding import DEFAULT_MODEL, Embedder, load
from index.ingest.build import build
from index.model import Answer, Question
from index.query.evidence import answer
from index.query.normal import holds
from index.query.reader import MakeReader
from index.store.snapshot import Snapshot, Stories

FOLDER = Path(__file__).with_name("dialogues")
SEEDS = Path("seeds")
STORY = "dialogues"
WAYS = ("as typed", "carried over", "in full", "always carried")


@dataclass(frozen=True, slots=True)
class Turn:
    """A later question: whether it leans, whether that was seen; for each of WAYS, what its quotes hold."""

    dialogue: str
    question: str
    context: str
    leaning: bool
    seen: bool
    quotes: dict[str, tuple[bool, ...]]
    answered: dict[str, bool]


class Asker:
    def __init__(self, snapshot: Snapshot, embedder: Embedder, make_reader: MakeReader) -> None:
        self._snapshot, self._embedder, self._make_reader = snapshot, embedder, make_reader

    def ask(self, text: str, context: str = "") -> Answer:
        question = Question(text, context=context)
        return answer(self._snapshot, self._embedder, question, top=3, make_reader=self._make_reader)

    def texts(self, found: Answer) -> tuple[str, ...]:
        return tuple(quote.read(self._snapshot) for quote in found.quotes or found.nearest)

    def turns(self, dialogue: dict[str, Any]) -> Iterator[Turn]:
        first, *later = dialogue["turns"]
        before = Before(first["question"], self.texts(self.ask(first["question"])))
        for turn in later:
            typed = turn["question"]
            context = carried(typed, before)
            seen = leans(typed)
            asked = ((typed, ""), (typed, context if seen else ""), (turn["full"], ""), (typed, context))
            found = {way: self.ask(*one) for way, one in zip(WAYS, asked, strict=True)}
            yield Turn(
                dialogue["id"],
                typed,
                context,
                turn["leans"],
                seen,
                {
                    way: tuple(holds(t, turn["answers"]) for t in self.texts(one))
                    for way, one in found.items()
                },
                {way: one.answered for way, one in found.items()},
            )
            before = Before(f"{typed} {context}" if seen else typed, self.texts(found["carried over"]))


def recall(turns: Sequence[Turn], way: str, count: int) -> float:
    return statistics.mean(any(turn.quotes[way][:count]) for turn in turns)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, help="where the index is kept (default: a new folder)")
    parser.add_argument("--reader", choices=("trained", "words"), default="trained")
    parser.add_argument("--later", action="store_true", help="the dialogues written after the rules")
    parser.add_argument("--alone", action="store_true", help="without the development news around them")
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    options = parser.parse_args()
    name = "later.jsonl" if options.later else "dialogues.jsonl"
    dialogues = [json.loads(line) for line in (FOLDER / name).open(encoding="utf-8")]
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary)
        stories, embedder = Stories(home), load(DEFAULT_MODEL, home)
        others = [] if options.alone else [folder("news") / "corpus.jsonl.gz"]
        build(stories, STORY, [*sorted(FOLDER.glob("*.txt")), SEEDS, *others], embedder)
        make_reader = chosen(options.reader, home)
        asker = Asker(stories.current(STORY), embedder, make_reader)
        turns = [turn for dialogue in dialogues for turn in asker.turns(dialogue)]
        size = stories.current(STORY).manifest.documents
    leaning = [turn for turn in turns if turn.leaning]
    fresh = [turn for turn in turns if not turn.leaning]
    print(f"reader: {options.reader}; {len(dialogues)} dialogues over {size:,} documents")
    for name, group in ((f"{len(leaning)} that lean", leaning), (f"{len(fresh)} new topics", fresh)):
        print(f"{name:24}" + "".join(f"{way:>16}" for way in WAYS))
        for count in (1, 3):
            row = "".join(f"{recall(group, way, count):16.3f}" for way in WAYS)
            print(f"{f'  quoted sentence R@{count}':24}{row}")
        said = "".join(f"{statistics.mean(turn.answered[way] for turn in group):16.3f}" for way in WAYS)
        print(f"{'  answered':24}{said}")
    print(f"leaning seen in {sum(t.seen for t in leaning)} of {len(leaning)}")
    print(f"new topics left alone {sum(not t.seen for t in fresh)} of {len(fresh)}")
    if options.misses:
        for turn in turns:
            if turn.seen != turn.leaning or not any(turn.quotes["carried over"][:1]):
                told = "leans" if turn.leaning else "new"
                print(f"{turn.dialogue} {told:5} seen {turn.seen!s:5} {turn.quotes}")
                print(f"    {turn.question} ({turn.context})")


if __name__ == "__main__":
    main()
