"""Questions written for the reader name passages that are not in this repository."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from index.embedding import BASE_MODEL, location
from index.query.reader_input import ReaderTokens
from index.training.examples import ExampleMaker
from index.training.sources import Row
from index.training.written import ASIDE, FILE, key, read_written

FIRST = "Otters eat fish. They also play."
YEARS = "In all these years nobody came by who could have told what else there was to be told about it. "
OTHER = (
    f"The bridge was opened in 1931. {8 * YEARS}It carried red trams until 1958. {8 * YEARS}It still stands."
)


def passage(text: str, title: str = "Otter") -> Row:
    return Row("1", "made", "Who?", title, text, (), True, "span", 0.4)


def written(folder: Path, *entries: tuple[str, str, list[int] | None]) -> Path:
    file = folder / "written.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        for context, question, answer in entries:
            lines.write(json.dumps({"context": context, "question": question, "answer": answer}) + "\n")
    return file


def test_a_question_finds_its_passage_and_answer(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        (key(FIRST), "What do otters eat?", [11, 15]),
        (key(FIRST), "What do otters drink?", None),
        ("ffffffffffff", "Whose passage is missing?", None),
    )
    aside = key(FIRST)[0] == ASIDE
    answered, other = read_written([passage(FIRST)], file, aside=aside)
    assert [answered.context[a:b] for a, b in answered.answers] == ["fish"]
    assert (answered.answerable, other.answerable) == (True, False)
    assert (answered.title, other.answers) == ("Otter", ())
    assert not list(read_written([passage(FIRST)], file, aside=not aside))


def test_every_written_question_is_whole_and_asked_once() -> None:
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    asked = {(entry["context"], entry["question"]) for entry in entries}
    assert len(asked) == len(entries) > 10_000
    for entry in entries:
        assert len(bytes.fromhex(entry["context"])) == 6
        assert 2 < len(entry["question"].split()) < 40
        assert entry["answer"] is None or 0 <= entry["answer"][0] < entry["answer"][1]
    share = sum(entry["answer"] is None for entry in entries) / len(entries)
    assert 0.5 < share < 0.7


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("Which trams were painted red?", "red trams", "opened in 1931"),
        ("Who opened the bridge?", "opened in 1931", "stands"),
    ],
)
def test_an_unanswerable_question_is_read_beside_the_sentence_most_like_it(
    question: str, near: str, far: str
) -> None:
    folder = location(BASE_MODEL)
    assert folder is not None
    row = Row("2", "written", question, "Bridge", OTHER, (), False, "span", 1.0)
    maker = ExampleMaker([row], ReaderTokens(folder / "tokenizer.json"), 1, late=True, written=True)
    vocabulary = Tokenizer.from_file(str(folder / "tokenizer.json"))
    for _ in range(10):
        example = maker.given(row)
        assert not example.answerable
        read = vocabulary.decode(example.encoded.ids)
        assert near in read
        assert far not in read
