"""Which reader a question gets: the settings' one, or the quick one while others wait."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from transformers import BertForQuestionAnswering

from bot.cli.inspect import status_lines
from bot.library import Library
from bot.readers import Readers
from bot.settings import Settings
from bot.wiring import Session
from index.embedding import Embedder
from index.errors import UsageError
from index.query import reader_model
from index.query.reader import WordReader
from index.store.thresholds import Fitted, put
from tests.small_reader import saved
from tests.stories import built


@pytest.mark.parametrize(
    ("setting", "alone", "hurried"),
    [("auto", "trained", "words"), ("trained", "trained", "trained"), ("words", "words", "words")],
)
def test_only_auto_is_quicker_while_others_wait(
    tmp_path: Path, setting: str, alone: str, hurried: str
) -> None:
    readers = Readers(Settings.of({"FOOTNOTE_HOME": str(tmp_path), "FOOTNOTE_READER": setting}))
    assert readers.choose().name.split()[0] == alone
    assert readers.choose(hurried=True).name.split()[0] == hurried
    assert (readers.choose(hurried=True).make is WordReader) is (hurried == "words")


def test_a_reader_by_its_folder_gives_way_while_others_wait(tmp_path: Path) -> None:
    theirs = saved(tmp_path / "theirs", BertForQuestionAnswering)
    ours = tmp_path / "ours"
    shutil.copytree(reader_model.FOLDER, ours)
    names = set()
    for folder in (theirs, ours):
        readers = Readers(Settings.of({"FOOTNOTE_HOME": str(tmp_path), "FOOTNOTE_READER": str(folder)}))
        assert readers.choose(hurried=True).make is WordReader
        names.add(readers.choose().name)
        found = readers.read("Who was hurt?", "The ferry left. Nobody was hurt.")
        assert [len(found["sentences"]), 0 <= found["answerable"] <= 1] == [2, True]
    packaged = Readers(Settings.of({"FOOTNOTE_HOME": str(tmp_path)})).choose().name
    assert len(names) == 2
    assert packaged in names


def test_a_reader_that_is_nowhere_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="or the folder of another reader"):
        Settings.of({"FOOTNOTE_READER": str(tmp_path / "none")})


def test_each_reader_has_its_own_threshold(tmp_path: Path, hashing: Embedder) -> None:
    snapshot = built(tmp_path, {"a.txt": "The ferry left. Nobody was hurt."}, hashing)
    library = Library(Settings.of({"FOOTNOTE_HOME": str(tmp_path / "home")}))
    slow, quick = (library.readers.choose(hurried=hurried).name for hurried in (False, True))
    assert library.threshold(snapshot, slow) is None
    fitted = Fitted(0.25, 10, 5, "questions.jsonl", "2026-01-01")
    put(library.stories.folder("small"), slow, hashing.identity, fitted)
    assert library.threshold(snapshot, slow) == 0.25
    assert library.threshold(snapshot, quick) is None


def test_status_loads_no_reader_where_nothing_was_fitted(tmp_path: Path, hashing: Embedder) -> None:
    built(tmp_path, {"a.txt": "The ferry left. Nobody was hurt."}, hashing)
    session = Session({"FOOTNOTE_HOME": str(tmp_path / "home")}, tmp_path)
    (line,) = status_lines(session)
    assert line.startswith("small: 1 document")
    assert session.library.readers._model is None


def test_a_copy_without_the_weights_reads_by_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_model, "FOLDER", tmp_path / "none")
    assert Readers(Settings.of({"FOOTNOTE_HOME": str(tmp_path)})).choose().make is WordReader
