"""Readers by path: small models of transformers, saved and loaded as real ones are, beside the library."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import Unigram, WordLevel
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import UnigramTrainer
from transformers import (
    BertForMaskedLM,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    GPT2Config,
    GPT2ForSequenceClassification,
    PreTrainedTokenizerFast,
)

from index.errors import ModelError
from index.query.reader_input import ReaderInput
from index.query.reader_model import UNREAD
from index.query.transformers_model import TransformersModel
from tests.small_reader import saved

QUESTION = "Who was the captain of the ferry?"
TEXT = "The ferry Alba left Mallaig on Tuesday. Its captain, Morag Sinclair, was on board. Nobody was hurt."
ENDS = [TEXT.index(". ") + 1, TEXT.index(" Nobody"), len(TEXT)]
SENTENCES = tuple(zip((0, ENDS[0] + 1, ENDS[1] + 1), ENDS, strict=True))
PASSAGES = [
    ReaderInput(TEXT, SENTENCES, "A fire at sea", date(2021, 3, 9)),
    ReaderInput(TEXT[: ENDS[0]], SENTENCES[:1]),
    ReaderInput("", ()),
]


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("answering"), BertForQuestionAnswering)


@pytest.fixture(scope="module")
def pairing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("pairing"), BertForSequenceClassification, num_labels=1)


def direct(folder: Path, model: type[Any]) -> Callable[[str, str], Any]:
    words, network = PreTrainedTokenizerFast.from_pretrained(folder), model.from_pretrained(folder).eval()

    def run(question: str, text: str) -> Any:
        inputs = words(question, text, return_tensors="pt", return_offsets_mapping=True)
        offsets = inputs.pop("offset_mapping")[0].tolist()
        with torch.inference_mode():
            return network(**inputs), offsets, inputs.sequence_ids(0)

    return run


def test_a_question_answering_model_gives_each_sentence_its_best_span(answering: Path) -> None:
    read = TransformersModel(answering).logits(QUESTION, PASSAGES)
    header = "A fire at sea , 9 March 2021\n"
    output, offsets, parts = direct(answering, BertForQuestionAnswering)(QUESTION, header + TEXT)
    start, end = output.start_logits[0].numpy(), output.end_logits[0].numpy()
    for (first, last), margin in zip(SENTENCES, read[0].spans, strict=True):
        inside = [
            at
            for at, (a, b) in enumerate(offsets)
            if parts[at] == 1 and a < b and first <= a - len(header) < last
        ]
        best = max(start[a] + end[b] for a in inside for b in inside if a <= b < a + 24)
        assert margin == pytest.approx(best - start[0] - end[0], abs=1e-4)
    assert read[0].answerable == pytest.approx(max(read[0].spans))
    assert np.array_equal(read[0].sentences, read[0].spans)
    assert [len(one.spans) for one in read] == [3, 1, 0]
    assert read[2].answerable == UNREAD
    for first, last, share in read[0].highlights:
        assert any(a <= first < last <= b for a, b in SENTENCES)
        assert 0 <= share <= 1


def test_a_sequence_pair_model_scores_passage_and_sentences(pairing: Path) -> None:
    read = TransformersModel(pairing).logits(QUESTION, PASSAGES)
    run = direct(pairing, BertForSequenceClassification)
    texts = ["A fire at sea , 9 March 2021\n" + TEXT, *(TEXT[start:end] for start, end in SENTENCES)]
    expected = [float(run(QUESTION, text)[0].logits[0, 0]) for text in texts]
    assert [read[0].answerable, *read[0].sentences] == pytest.approx(expected, abs=1e-4)
    assert read[0].highlights == ()
    assert read[1].sentences[0] == pytest.approx(expected[1], abs=1e-4)
    sure = TransformersModel(pairing).read(QUESTION, PASSAGES)[0]
    assert sure.answerable == pytest.approx(1 / (1 + np.exp(-expected[0])), abs=1e-4)
    assert sure.sentences == pytest.approx([1 / (1 + np.exp(-one)) for one in expected[1:]], abs=1e-4)


@pytest.mark.parametrize(
    ("names", "yes"),
    [
        ({0: "LABEL_0", 1: "LABEL_1"}, 1),
        ({0: "entailment", 1: "not_entailment"}, 0),
        ({0: "relevant", 1: "irrelevant"}, 0),
        ({0: "unanswerable", 1: "answerable"}, 1),
    ],
)
def test_of_two_classes_the_one_that_says_yes_counts(tmp_path: Path, names: dict[int, str], yes: int) -> None:
    folder = saved(tmp_path, BertForSequenceClassification, num_labels=2, id2label=names)
    logits = direct(folder, BertForSequenceClassification)(QUESTION, TEXT[: ENDS[0]])[0].logits[0]
    (read,) = TransformersModel(folder).logits(QUESTION, PASSAGES[1:2])
    assert read.answerable == pytest.approx(float(logits[yes] - logits[1 - yes]), abs=1e-4)


@pytest.mark.parametrize("kind", ["answering", "pairing"])
def test_what_is_too_long_is_read_as_far_as_it_goes(kind: str, request: pytest.FixtureRequest) -> None:
    model = TransformersModel(request.getfixturevalue(kind))
    text = "It rained. " * 200
    sentences = tuple((at, at + 10) for at in range(0, len(text), 11))
    question = "word " * 400
    (read,) = model.logits(question, [ReaderInput(text, sentences)])
    assert len(read.sentences) == 200
    assert np.isfinite(read.sentences).all()
    if kind == "answering":
        assert read.sentences[0] != UNREAD
        assert read.sentences[-1] == UNREAD


def test_weights_make_the_identity(answering: Path, pairing: Path, tmp_path: Path) -> None:
    again = saved(tmp_path, BertForQuestionAnswering)
    assert TransformersModel(answering).identity == TransformersModel(again).identity
    assert TransformersModel(answering).identity != TransformersModel(pairing).identity


def test_what_is_no_reader_is_refused_with_what_would_be(tmp_path: Path, answering: Path) -> None:
    with pytest.raises(ModelError, match=r"no folder of a reader: it has no config\.json"):
        TransformersModel(tmp_path)
    other = saved(tmp_path / "other", BertForMaskedLM)
    with pytest.raises(ModelError, match="is BertForMaskedLM: a reader is one of"):
        TransformersModel(other)
    many = saved(tmp_path / "many", BertForSequenceClassification, num_labels=3)
    with pytest.raises(ModelError, match="has 3 classes: a reader has one or two"):
        TransformersModel(many)
    bare = tmp_path / "bare"
    GPT2ForSequenceClassification(
        GPT2Config(vocab_size=2, n_embd=4, n_layer=1, n_head=1, num_labels=1)
    ).save_pretrained(bare)
    words = Tokenizer(WordLevel({"a": 0}))
    PreTrainedTokenizerFast(tokenizer_object=words).save_pretrained(bare)
    with pytest.raises(ModelError, match="needs a fast tokenizer that pads"):
        TransformersModel(bare)
    broken = saved(tmp_path / "broken", BertForQuestionAnswering)
    (broken / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="cannot be loaded"):
        TransformersModel(broken)
    (broken / "config.json").write_text(json.dumps(["no", "mapping"]))
    with pytest.raises(ModelError, match="no folder of a reader"):
        TransformersModel(broken)


def test_a_tokenizer_that_counts_spaces_to_words_marks_none(tmp_path: Path) -> None:
    pieces = Tokenizer(Unigram())
    pieces.pre_tokenizer = Metaspace()
    trainer = UnigramTrainer(vocab_size=60, special_tokens=["<s>", "<pad>", "?"], unk_token="?")  # noqa: S106 -- no password
    pieces.train_from_iterator([TEXT] * 50, trainer)
    pieces.post_processor = TemplateProcessing(
        single="<s> $A <s>", pair="<s> $A <s> $B <s>", special_tokens=[("<s>", 0)]
    )
    special = {"cls_token": "<s>", "pad_token": "<pad>"}
    words = PreTrainedTokenizerFast(tokenizer_object=pieces, model_max_length=200, **special)
    folder = saved(tmp_path, BertForQuestionAnswering)
    words.save_pretrained(folder)
    for read in TransformersModel(folder).logits(QUESTION, PASSAGES[:2]):
        assert read.highlights
        for first, last, _ in read.highlights:
            assert not TEXT[first].isspace()
            assert any(a <= first < last <= b for a, b in SENTENCES)
