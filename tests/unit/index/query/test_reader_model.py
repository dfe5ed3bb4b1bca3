"""The packaged reader, with its real weights."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from index.errors import ModelError
from index.query.reader_input import ReaderInput, ReaderTokens
from index.query.reader_model import FOLDER, SENTENCE_STEP, TOKEN_STEP, ReaderModel, network_inputs

SENTENCES = (
    "The ferry Alba left the harbour of Mallaig on Tuesday with two hundred people on board.",
    "Its captain, Morag Sinclair, had sailed the route for eleven years.",
    "Engineers blamed a worn fuel pump for the fire that broke out near Eigg.",
    "Passengers were taken off by the lifeboat within forty minutes.",
)


def passage(*sentences: str, title: str = "Ferry fire near Eigg") -> ReaderInput:
    ranges = []
    text = ""
    for sentence in sentences:
        text += " " if text else ""
        ranges.append((len(text), len(text) + len(sentence)))
        text += sentence
    return ReaderInput(text, tuple(ranges), title, date(2021, 3, 9))


WHOLE = passage(*SENTENCES)
QUESTIONS = {
    "Who was the captain of the ferry?": (1, "Morag Sinclair"),
    "What caused the fire?": (2, "fuel pump"),
    "How long did it take to rescue the passengers?": (3, "forty minutes"),
    "On which day did the ferry leave Mallaig?": (0, "Tuesday"),
}


@pytest.fixture(scope="module")
def model() -> ReaderModel:
    return ReaderModel()


@pytest.mark.parametrize("question", QUESTIONS)
def test_finds_the_sentence_and_the_words(model: ReaderModel, question: str) -> None:
    number, words = QUESTIONS[question]
    (reading,) = model.read(question, [WHOLE])
    assert max(range(4), key=lambda at: reading.sentences[at]) == number
    start, end, _ = reading.highlights[0]
    assert words in WHOLE.text[start:end]


@pytest.mark.parametrize("question", QUESTIONS)
def test_is_surer_with_the_answer_than_without(model: ReaderModel, question: str) -> None:
    number, _ = QUESTIONS[question]
    without = passage(*(s for at, s in enumerate(SENTENCES) if at != number))
    whole, rest = model.read(question, [WHOLE, without])
    assert whole.answerable > rest.answerable


def test_scores_are_probabilities_and_highlights_lie_inside_sentences(model: ReaderModel) -> None:
    for question in QUESTIONS:
        (reading,) = model.read(question, [WHOLE])
        assert 0 <= reading.answerable <= 1
        assert len(reading.sentences) == len(WHOLE.sentences)
        assert all(0 <= score <= 1 for score in reading.sentences)
        taken: set[int] = set()
        for start, end, score in reading.highlights:
            assert 0 <= score <= 1
            assert any(first <= start < end <= last for first, last in WHOLE.sentences)
            assert taken.isdisjoint(range(start, end))
            taken.update(range(start, end))


def test_a_reading_hardly_depends_on_what_is_read_beside_it(model: ReaderModel) -> None:
    question = "What caused the fire?"
    other = passage("Nothing of note happened.", title="")
    alone = model.read(question, [WHOLE])[0]
    among = model.read(question, [other, WHOLE, other])[1]
    assert among.answerable == pytest.approx(alone.answerable, abs=0.05)
    assert among.highlights[0][:2] == alone.highlights[0][:2]


def test_batches_are_filled_up_to_few_shapes() -> None:
    tokens = ReaderTokens(FOLDER / "tokenizer.json")
    passages = [passage(*SENTENCES[:count]) for count in (1, 2, 3, 4)]
    shapes = set()
    for chosen in (tokens.encode(question, [one]) for question in QUESTIONS for one in passages):
        inputs = network_inputs(chosen, TOKEN_STEP, SENTENCE_STEP)
        tokens_wide, sentences = inputs["input_ids"].shape[1], len(inputs["numbers"])
        assert (tokens_wide % TOKEN_STEP, sentences % SENTENCE_STEP) == (0, 0)
        assert inputs["attention_mask"].sum() == len(chosen[0].ids)
        shapes.add((tokens_wide, sentences))
    assert len(shapes) < len(passages) * len(QUESTIONS)


def test_what_was_read_last_is_not_read_again(model: ReaderModel) -> None:
    other, third = passage(*SENTENCES[:2]), passage(*SENTENCES[2:])
    first = model.logits("What caused the fire?", [WHOLE, other])
    again = model.logits("What caused the fire?", [other, third, WHOLE, other])
    assert again[0] is first[1]
    assert again[2] is first[0]
    assert again[3] is again[0]
    alone = ReaderModel().logits("What caused the fire?", [third])[0]
    assert again[1].answerable == pytest.approx(alone.answerable, abs=0.1)
    assert model.logits("Who was hurt?", [WHOLE])[0] is not first[0]


def test_no_passages_give_no_readings(model: ReaderModel) -> None:
    assert model.read("Who?", []) == []


@pytest.mark.parametrize(
    "odd", [ReaderInput("", ()), ReaderInput("   ", ((0, 3),)), ReaderInput("🙂" * 2000, ((0, 1), (1, 2000)))]
)
def test_reads_anything(model: ReaderModel, odd: ReaderInput) -> None:
    (reading,) = model.read("What? " * 500, [odd])
    assert len(reading.sentences) == len(odd.sentences)


def test_sentences_beyond_the_limit_score_low(model: ReaderModel) -> None:
    long = passage(*(SENTENCES * 12))
    (reading,) = model.read("What caused the fire?", [long])
    assert len(reading.sentences) == 48
    assert reading.sentences[46] < max(reading.sentences)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    with (folder / "reader.bin").open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")
    with pytest.raises(ModelError, match="damaged"):
        ReaderModel(folder)


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        ReaderModel(tmp_path)


def test_weights_are_compact() -> None:
    assert (FOLDER / "reader.bin").stat().st_size < 45_000_000
    assert set(json.loads((FOLDER / "manifest.json").read_text("utf-8"))) >= {"sha256", "calibration"}


def test_reading_does_not_import_torch() -> None:
    code = (
        "import sys\n"
        "from index.query.reader_input import ReaderInput\n"
        "from index.query.reader_model import ReaderModel\n"
        "ReaderModel().read('Who?', [ReaderInput('Ann did.', ((0, 8),))])\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
