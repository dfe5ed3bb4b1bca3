from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.embedding import Embedder
from index.errors import UsageError
from index.ingest.build import build
from index.query.evaluation import auroc, evaluate, kept, read_cases
from index.store.snapshot import Snapshot, Stories


@pytest.fixture
def seed(tmp_path: Path, embedder: Embedder, seeds: Path) -> Snapshot:
    stories = Stories(tmp_path / "home")
    build(stories, "seeds", [seeds], embedder)
    return stories.current("seeds")


def test_measures_a_story(tmp_path: Path, seed: Snapshot, embedder: Embedder) -> None:
    lines = [
        {"question": "When did Milley call Li?", "answers": ["October 30, 2020"]},
        {"question": "Who wrote Peril?", "answers": ["Woodward"], "id": "w"},
        {"question": "What is the capital of France?", "answerable": False, "answers": ["Paris"]},
        {"question": "Who sank the ferry?"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", "utf-8")
    told: list[int] = []
    found = evaluate(seed, embedder, read_cases(path), told.append)
    assert told == [1, 2, 3, 4]
    assert [one.case.id for one in found.outcomes] == ["1", "w", "3", "4"]
    assert [one.case.answerable for one in found.outcomes] == [True, True, False, False]
    figures = found.figures()
    assert figures["quoted sentence R@1"] == 1
    assert figures["abstention AUROC"] == 1
    assert figures["kept at 10 % false answers"] == 1
    assert figures["fitted threshold"] == pytest.approx(found.threshold)


def test_figures_without_their_questions_are_none(tmp_path: Path, seed: Snapshot, embedder: Embedder) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "Who sank the ferry?"}', "utf-8")
    figures = evaluate(seed, embedder, read_cases(path)).figures()
    assert figures["quoted sentence R@1"] is None
    assert figures["abstention AUROC"] is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no question"),
        ("{", "line 1 .* is not JSON"),
        ('{"question": "a"}\n[]', 'line 2 .* needs a "question"'),
        ('{"question": "a", "answers": "b"}', "must be a list"),
        ('{"question": "a", "answerable": true}', "says it is answerable"),
        ('{"question": "a", "since": "May"}', "date in line 1"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=message):
        read_cases(path)


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.jsonl cannot be read"):
        read_cases(tmp_path / "missing.jsonl")


def test_auroc_and_kept_on_small_numbers() -> None:
    assert auroc([0.9, 0.4], [0.1, 0.4]) == pytest.approx((1 + 1 + 1 + 0.5) / 4)
    assert kept([0.9, 0.2], [0.1] * 9 + [0.8]) == pytest.approx(1.0)
    assert kept([0.05], [0.1] * 10) == 0
