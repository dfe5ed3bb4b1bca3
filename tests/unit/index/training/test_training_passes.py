"""A pass over the training sets: every kind of row becomes examples, and comes back from its file."""

from __future__ import annotations

import gzip
import json
import pickle
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from index.embedding import BASE_MODEL, location
from index.training import passes
from index.training.examples import Example
from index.training.passes import make_examples, write_examples
from index.training.sources import SOURCES, WEAK_NEGATIVES, Row
from index.training.written import SOURCE

SHIPS = ("Aurora", "Stella", "Vega", "Lyra", "Corona", "Delphin")
CAPTAIN = "The ferry {0} was built at the yard of Wenlow in the winter. Its first master was Captain {0}son. "
LATER = "After the war it carried coal for a year. Nobody knows who bought it when the line was closed."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One set with a question for each ship, answered and not; the others empty."""
    names = [source.name for source in SOURCES] + [f"weak_negatives/{name}" for name in WEAK_NEGATIVES]
    (tmp_path / "weak_negatives").mkdir()
    for name in names:
        rows: Iterable[dict[str, object]] = map(asked, SHIPS) if name == "qed" else ()
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def asked(ship: str) -> dict[str, object]:
    context = CAPTAIN.format(ship) + LATER
    answer = f"Captain {ship}son"
    marked = [{"text": answer, "start": context.index(answer)}]
    question = f"Who was the first master of the {ship}?"
    return {
        "id": ship,
        "question": question,
        "title": "Ferries",
        "context": context,
        "answers": marked,
        "answerable": True,
    }


def weights() -> Path:
    folder = location(BASE_MODEL)
    assert folder is not None
    return folder / "tokenizer.json"


def test_each_answered_question_has_its_answer_and_negatives_have_none(data: Path) -> None:
    made = [e for seed in range(4) for e in make_examples(data, weights(), seed, late=False)]
    kinds = Counter(example.kind for example in made)
    assert kinds["positive"] >= 4 * len(SHIPS)
    assert sum(kinds.values()) - kinds["positive"] >= 2 * len(SHIPS)
    for example in made:
        assert example.answerable == (example.kind == "positive") == bool(example.spans)
        assert any(example.evidence) == example.answerable
        assert example.wording == 0


def test_written_questions_come_beside_fewer_of_the_others(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twins(rows: list[Row]) -> list[Row]:
        """Each ship's question again, and one that its passage does not answer."""
        return [_written(row, answered=kind) for row in rows for kind in (True, False) for _ in range(9)]

    monkeypatch.setattr(passes, "read_written", twins)
    out = data / "pass.pkl"
    write_examples(data, weights(), out, 3, late=True, written=True)
    made: list[Example] = pickle.loads(out.read_bytes())  # noqa: S301 -- written above
    sources = Counter(example.source for example in made)
    assert sources["qed"] < len(SHIPS) < sources["written"]
    given = [example.wording for example in made if example.kind == "given"]
    others = [example.wording for example in made if example.kind == "positive"]
    assert len(given) == 9 * len(SHIPS)
    assert max(given) < min(others)


def _written(row: Row, *, answered: bool) -> Row:
    question = row.question if answered else row.question.replace("first", "last")
    return Row(
        id=f"{row.id}-{answered}",
        source=SOURCE,
        question=question,
        title=row.title,
        context=row.context,
        answers=row.answers if answered else (),
        answerable=answered,
        label="span",
        weight=1.0,
    )
